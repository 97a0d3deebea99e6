#pragma once

#include <string>

#include "core/network/tensor.h"

namespace at {
class Tensor;
}

namespace bitprism {

// Shares the memory; the result must not be written to.
at::Tensor toTorch(const Tensor& tensor);

// Floats of any width become float32, integers 64 bits. Copies, except where toTorch made the tensor's memory of
// float32 or 64-bit integers and the tensor has all of it in order: then this is shared. Throws InputError for complex,
// quantized or sparse tensors.
Tensor fromTorch(const at::Tensor& tensor, const std::string& name);

}  // namespace bitprism
