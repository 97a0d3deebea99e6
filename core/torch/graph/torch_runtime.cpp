#include "core/torch/graph/torch_runtime.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <malloc.h>
#include <torch/cuda.h>

#include <exception>
#include <mutex>

#include "core/base/error.h"
#include "core/torch/graph/batch_turns.h"
#include "core/torch/graph/blas_check.h"

namespace bitprism {

void prepareTorch() {
  static std::once_flag once;
  std::call_once(once, [] {
    at::set_num_threads(1);
#if defined(__GLIBC__)
    // Activation maps are a few MB each; by default each would be mapped and page-faulted again.
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
    if (!multipliesByOurRoutines() && !multipliesRightSideBySide())
      takeTurns("the BLAS built into LibTorch gave wrong products when two threads used it");
  });
}

void prepareTorchEarly() noexcept {
  try {
    prepareTorch();
  } catch (const std::exception&) {
    return;
  }
}

Device foundDevice(Device wanted) {
  if (wanted == Device::Cpu) return wanted;
  if (torch::cuda::is_available()) return Device::Cuda;
  if (wanted == Device::Cuda)
    throw UsageError("'cuda' needs a LibTorch with CUDA and a graphics card, and none was found");
  return Device::Cpu;
}

}  // namespace bitprism
