#pragma once

#include <cstdint>
#include <vector>

#include "core/quant/activations/activation_kernels.h"

namespace at {
class Tensor;
}

// The operators bitprism::quantize_channels, quantize_pieces and quantize_blocks
// (core/quant/plan/activation_instructions.h) are known to LibTorch in every program that links this file.
namespace bitprism {

// The same values side by side in memory: in the input's order where it has no gaps and its channels (along axis 1, or
// -1 for the last) lie innermost or contiguous images.
at::Tensor denseActivation(const at::Tensor& input, std::int64_t axis);
ChannelLayout channelLayout(const at::Tensor& dense, std::int64_t axis);

// What the scheme makes of a tensor; of other types than float nothing. mayOverwrite: the input's memory may take the
// result.
at::Tensor quantizedActivation(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis,
                               bool mayOverwrite = false);

// The same, bit for bit, by LibTorch's operators, for devices that our kernels do not know. Shared exponents (Bfp) are
// found on the processor.
at::Tensor quantizedByOperators(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis);

// A number a channel as a tensor that can be combined with this one, on its device.
at::Tensor acrossChannels(const std::vector<float>& values, const at::Tensor& like, std::int64_t axis);

}  // namespace bitprism
