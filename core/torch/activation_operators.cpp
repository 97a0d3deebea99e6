#include "core/torch/activation_operators.h"

#include <torch/library.h>
#include <torch/torch.h>

#include "core/quant/activation_instructions.h"

namespace bitprism {
namespace {

bool hasAxis(const at::Tensor& tensor, std::int64_t axis) {
  return axis < 0 ? tensor.dim() + axis >= 0 : axis < tensor.dim();
}

bool channelsInnermost(const at::Tensor& tensor, std::int64_t axis) {
  if (axis != 1) return false;
  return (tensor.dim() == 4 && tensor.is_contiguous(at::MemoryFormat::ChannelsLast)) ||
         (tensor.dim() == 5 && tensor.is_contiguous(at::MemoryFormat::ChannelsLast3d));
}

at::Tensor quantizeChannels(const at::Tensor& x, c10::ArrayRef<double> scales, at::IntArrayRef zeroPoints,
                            at::IntArrayRef bits, c10::ArrayRef<double> shifts, std::int64_t axis) {
  return quantizedActivation(x, channelScheme(scales.vec(), zeroPoints.vec(), bits.vec(), shifts.vec()), axis);
}

at::Tensor quantizePieces(const at::Tensor& x, std::int64_t bits, double breakpoint, double limit, bool hasSign) {
  return quantizedActivation(x, checkedPieces(bits, breakpoint, limit, hasSign), 1);
}

at::Tensor quantizeBlocks(const at::Tensor& x, std::int64_t bits, std::int64_t block, std::int64_t exponentBits,
                          bool hasSign, std::int64_t axis) {
  return quantizedActivation(x, checkedBlocks(bits, block, exponentBits, hasSign), axis);
}

TORCH_LIBRARY(bitprism, library) {
  library.def(
      "quantize_channels(Tensor x, float[] scales, int[] zero_points, int[] bits, float[] shifts, int axis) -> Tensor",
      quantizeChannels);
  library.def("quantize_pieces(Tensor x, int bits, float breakpoint, float limit, bool signed) -> Tensor",
              quantizePieces);
  library.def("quantize_blocks(Tensor x, int bits, int block, int exponent_bits, bool signed, int axis) -> Tensor",
              quantizeBlocks);
}

}  // namespace

at::Tensor denseActivation(const at::Tensor& input, std::int64_t axis) {
  return hasAxis(input, axis) && channelsInnermost(input, axis) ? input : input.contiguous();
}

ChannelLayout channelLayout(const at::Tensor& dense, std::int64_t axis) {
  if (!hasAxis(dense, axis)) return {1, 1, static_cast<std::size_t>(dense.numel())};
  const std::int64_t rank = dense.dim(), at = axis < 0 ? rank + axis : axis;
  const auto channels = static_cast<std::size_t>(dense.size(at));
  const auto extents = [&](std::int64_t from, std::int64_t until) {
    std::size_t product = 1;
    for (std::int64_t i = from; i < until; ++i) product *= static_cast<std::size_t>(dense.size(i));
    return product;
  };
  if (channelsInnermost(dense, axis)) return {extents(0, 1) * extents(2, rank), channels, 1};
  return {extents(0, at), channels, extents(at + 1, rank)};
}

at::Tensor quantizedActivation(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis,
                               bool mayOverwrite) {
  if (input.scalar_type() != at::kFloat || scheme.isFloat()) return input;
  const at::Tensor dense = denseActivation(input, axis);
  // A copy that was just made may always take the result.
  const bool own = mayOverwrite || !dense.is_same(input);
  at::Tensor result = own ? dense : at::empty_like(dense);
  const auto count = static_cast<std::size_t>(dense.numel());
  quantizeActivations({dense.data_ptr<float>(), count}, scheme, {result.data_ptr<float>(), count},
                      channelLayout(dense, axis));
  return result;
}

}  // namespace bitprism
