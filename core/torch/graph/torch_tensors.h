#pragma once

#include <string>

#include "core/network/tensor.h"

namespace at {
class Tensor;
}

namespace bitprism {

// Shares the memory; the result must not be written to.
at::Tensor toTorch(const Tensor& tensor);

// Copies; floats of any width become float32, integers 64 bits. Throws InputError for complex, quantized or sparse
// tensors.
Tensor fromTorch(const at::Tensor& tensor, const std::string& name);

}  // namespace bitprism
