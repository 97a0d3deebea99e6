#include "core/torch/torch_runtime.h"

#include <ATen/Parallel.h>
#include <malloc.h>

#include <mutex>

namespace bitprism {

void prepareTorch() {
  static std::once_flag once;
  std::call_once(once, [] {
    at::set_num_threads(1);
#if defined(__GLIBC__)
    // Activation maps are a few MB each; by default each would be mapped and faulted in anew.
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
  });
}

}  // namespace bitprism
