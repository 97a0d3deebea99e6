#pragma once

#include <cstdint>
#include <vector>

#include "core/quant/activations/activation_kernels.h"

namespace at {
class Tensor;
}

// The operators bitprism::quantize_channels, quantize_pieces and quantize_blocks
// (core/quant/plan/activation_instructions.h) are registered with LibTorch in every program that links this file.
namespace bitprism {

// The same values, contiguous in memory: in the input's order if it has no gaps and its channels (along axis 1, or -1
// for the last) are innermost, or images are contiguous.
at::Tensor denseActivation(const at::Tensor& input, std::int64_t axis);
ChannelLayout channelLayout(const at::Tensor& dense, std::int64_t axis);

// The tensor quantized by the scheme; tensors that are not float are returned unchanged. mayOverwrite: the result may
// reuse the input's memory.
at::Tensor quantizedActivation(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis,
                               bool mayOverwrite = false);

// The same, bit for bit, with LibTorch's operators, for devices that our kernels do not support. Shared exponents (Bfp)
// are computed on the CPU.
at::Tensor quantizedByOperators(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis);

// One number per channel as a tensor that broadcasts to this one, on its device.
at::Tensor acrossChannels(const std::vector<float>& values, const at::Tensor& like, std::int64_t axis);

}  // namespace bitprism
