#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace bitprism::test {

// Threads that keep the processors busy until the end of the scope, so that others are interrupted anywhere.
class BusyMachine {
 public:
  explicit BusyMachine(int threads) {
    for (int i = 0; i < threads; ++i)
      threads_.emplace_back([this](std::stop_token stop) {
        while (!stop.stop_requested()) rounds_.fetch_add(1, std::memory_order_relaxed);
      });
  }

 private:
  std::atomic<long> rounds_ = 0;
  std::vector<std::jthread> threads_;  // last: they use the rest
};

}  // namespace bitprism::test
