#pragma once

#include <vector>

namespace at {
class Tensor;
}
namespace c10 {
struct IValue;
}

namespace bitprism {

// Kernels of ours that take the place of LibTorch's operators on the processor. Each finds an operator's arguments on
// the stack and leaves its result there; false, with the stack as it was: it is not made for these.

// relu(a + b) in one pass, into whichever of them is free, if both have one form.
bool runAddRelu(std::vector<c10::IValue>& stack);

// max_pool2d(input, kernel, stride, padding, dilation, ceil_mode) of images with channels innermost.
bool runMaxPool(std::vector<c10::IValue>& stack);

// adaptive_avg_pool2d(input, [1, 1]) of images with channels innermost.
bool runGlobalMean(std::vector<c10::IValue>& stack);

// fake_quantize_per_tensor_affine like ONNX's QuantizeLinear and DequantizeLinear: divided by the scale and rounded
// before the zero point is added, so that exports give the same results elsewhere.
bool runActivationQuantizer(std::vector<c10::IValue>& stack);

// Whether only the stack holds the tensor and its memory, so that it may be overwritten.
bool onlyOnStack(const at::Tensor& tensor);

// Whether self op other has self's own type and shape.
bool keepsForm(const at::Tensor& self, const c10::IValue& other);

}  // namespace bitprism
