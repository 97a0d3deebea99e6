#pragma once

#include <cstddef>
#include <functional>

namespace bitprism {

// Calls work(i) for every i below count from several threads, this one among them, and returns when all are done. When
// calls throw, the exception of the smallest i is thrown in the end. threads 0: one a core, as long as each has
// `worthAThread` calls to make.
void forEachInThreads(std::size_t count, unsigned threads, std::size_t worthAThread,
                      const std::function<void(std::size_t)>& work);

}  // namespace bitprism
