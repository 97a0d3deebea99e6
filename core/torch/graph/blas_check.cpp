#include "core/torch/graph/blas_check.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <atomic>
#include <thread>

#include "core/torch/graph/blas.h"

namespace bitprism {

bool multipliesByOurRoutines() {
  const std::uint64_t before = ownProducts();
  at::mm(at::ones({8, 16}), at::ones({16, 8}));
  return ownProducts() != before;
}

bool multipliesRightSideBySide() {
  constexpr int rounds = 400;
  std::atomic<bool> right = true;
  const auto work = [&](int seed) {
    const c10::InferenceMode inference;
    at::set_num_threads(1);
    const at::Tensor a = at::arange(32 * 60).reshape({32, 60}).add(seed).sin(),
                     b = at::arange(10 * 60).reshape({10, 60}).add(seed).cos().t(),
                     expected = at::mm(a.to(at::kDouble), b.to(at::kDouble)).to(at::kFloat);
    for (int i = 0; i < rounds && right; ++i)
      if (!((at::mm(a, b) - expected).abs().max().item<float>() < 1e-3F)) right = false;
  };
  { const std::jthread first(work, 1), second(work, 2); }
  return right;
}

}  // namespace bitprism
