#include "core/codec/block_threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace bitprism {

void forEachInThreads(std::size_t count, unsigned threads, std::size_t worthAThread,
                      const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;  // guards the two below
  std::exception_ptr failure;
  std::size_t failed = count;
  const auto serve = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (i < failed) {
          failed = i;
          failure = std::current_exception();
        }
        return;  // smaller ones are with others, and finished by them
      }
    }
  };
  const std::size_t cores = threads == 0 ? std::max(1u, std::thread::hardware_concurrency()) : threads;
  const std::size_t useful = threads == 0 ? count / std::max<std::size_t>(1, worthAThread) : count;
  {
    std::vector<std::jthread> helpers;
    for (std::size_t t = 1; t < std::min(cores, useful); ++t) helpers.emplace_back(serve);
    serve();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace bitprism
