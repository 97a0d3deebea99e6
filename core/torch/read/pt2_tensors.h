#pragma once

#include <map>
#include <memory>

#include "core/torch/read/pt2_archive.h"

namespace at {
class Tensor;
}

namespace bitprism {

// The tensors of an archive for LibTorch: those that share bytes share memory. One thread at a time.
class Pt2Tensors {
 public:
  Pt2Tensors();
  ~Pt2Tensors();

  at::Tensor tensor(const Pt2Tensor& stored);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace bitprism
