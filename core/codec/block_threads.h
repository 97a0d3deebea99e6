#pragma once

#include <cstddef>
#include <functional>

namespace bitprism {

// Calls work(i) for every i below count from several threads, including this one, and returns when all are done. If
// calls throw, the exception of the smallest i is rethrown at the end. threads 0: one per core, as long as each has
// `worthAThread` calls.
void forEachInThreads(std::size_t count, unsigned threads, std::size_t worthAThread,
                      const std::function<void(std::size_t)>& work);

}  // namespace bitprism
