#include "core/torch/graph/batch_threads.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/error.h"
#include "core/torch/graph/batch_turns.h"

namespace bitprism {

void forEachBatch(std::int64_t batches, unsigned threads, std::stop_token stop,
                  const std::function<void(std::int64_t batch)>& work, Gradients gradients) {
  std::atomic<std::int64_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto drain = [&] {
    const c10::InferenceMode inference(gradients == Gradients::Off);
    at::set_num_threads(1);
    for (;;) {
      const std::unique_lock<std::mutex> turn = batchTurn();  // first, since a batch may wait for those before it
      const std::int64_t batch = next.fetch_add(1);
      if (batch >= batches || failed || stop.stop_requested()) return;
      try {
        work(batch);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        failed = true;
      }
    }
  };
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads && static_cast<std::int64_t>(i) < batches; ++i) others.emplace_back(drain);
    drain();
  }
  if (failure) std::rethrow_exception(failure);
  if (stop.stop_requested()) throw Cancelled();
}

}  // namespace bitprism
