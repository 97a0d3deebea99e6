#pragma once

#include <cstdint>

namespace bitprism {

// While it lives, tensors made on this thread may take so much memory and no more; LibTorch then throws c10::Error,
// which names the operator like any other failure. A stranger's file can ask for a tensor of any size in a few bytes.
// Scopes do not nest; one thread.
class AllocationLimit {
 public:
  AllocationLimit(std::int64_t bytesOfOneTensor, std::int64_t bytesOfAll);
  AllocationLimit(const AllocationLimit&) = delete;
  AllocationLimit& operator=(const AllocationLimit&) = delete;
  ~AllocationLimit();
};

}  // namespace bitprism
