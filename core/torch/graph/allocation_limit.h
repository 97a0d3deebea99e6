#pragma once

#include <cstdint>
#include <memory>

#include "core/torch/graph/graph_bounds.h"

namespace bitprism {

// While it exists, limits the memory of tensors created on this thread; beyond it LibTorch throws
// c10::OutOfMemoryError, which names the operator like any other failure. An untrusted file can ask for a tensor of any
// size in a few bytes. Scopes do not nest; one thread.
class AllocationLimit {
 public:
  AllocationLimit(std::int64_t bytesOfOneTensor, std::int64_t bytesOfAll);
  explicit AllocationLimit(GraphBounds bounds) : AllocationLimit(bounds.bytesOfTensor, bounds.bytesOfAll) {}
  AllocationLimit(const AllocationLimit&) = delete;
  AllocationLimit& operator=(const AllocationLimit&) = delete;
  ~AllocationLimit();

  bool exceeded() const;  // whether a tensor was refused

  // The bytes that tensors of this thread may take in all now; without a limit the largest number.
  static std::int64_t bytesOfAll();
};

// Counts a tensor that has no memory, as if it had, until the result is destroyed. Throws like the creation of the
// tensor. Null where this thread has no limit.
std::shared_ptr<const void> countedMemory(std::int64_t bytes);

}  // namespace bitprism
