#include "core/torch/graph/activation_operators.h"

#include <torch/library.h>
#include <torch/torch.h>

#include "core/base/error.h"
#include "core/base/rounding.h"
#include "core/base/text.h"
#include "core/quant/plan/activation_instructions.h"

namespace bitprism {
namespace {

bool hasAxis(const at::Tensor& tensor, std::int64_t axis) {
  return axis < 0 ? tensor.dim() + axis >= 0 : axis < tensor.dim();
}

// Divisors are tensors on the device: division by a host number would multiply by the reciprocal.
at::Tensor onDevice(float value, const at::Tensor& like) {
  return at::full({}, value, like.options());
}

at::Tensor rounded(const at::Tensor& codes) {
  return (codes + roundingConstant) - roundingConstant;
}

at::Tensor uniformElsewhere(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis) {
  if (!scheme.perChannel())
    return rounded((input / onDevice(scheme.scale, input))
                       .clamp(-scheme.zeroPoint, scheme.highestCode() - scheme.zeroPoint)) *
           scheme.scale;
  const std::int64_t channels = hasAxis(input, axis) ? input.size(axis) : 1;
  if (static_cast<std::int64_t>(scheme.channels.size()) != channels)
    throw UsageError(
        text("an activation has grids for ", scheme.channels.size(), " channels, its values have ", channels));
  const ChannelColumns columns(scheme);
  const auto across = [&](const std::vector<float>& column) { return acrossChannels(column, input, axis); };
  const at::Tensor scale = across(columns.scale);
  const at::Tensor levels = rounded(at::clamp(input / scale, across(columns.lowest), across(columns.highest))) * scale;
  return at::where(levels > 0, levels + across(columns.shift), levels);
}

at::Tensor piecesElsewhere(const at::Tensor& input, const ActivationScheme& scheme) {
  const at::Tensor magnitude = scheme.hasSign ? input.abs() : at::where(input < 0, onDevice(0, input), input);
  const at::Tensor near = magnitude <= scheme.breakpoint;
  const at::Tensor base = at::where(near, onDevice(0, input), onDevice(scheme.breakpoint, input));
  const at::Tensor step =
      at::where(near, onDevice(scheme.pieceStep(false), input), onDevice(scheme.pieceStep(true), input));
  const at::Tensor levels = rounded(((magnitude - base) / step).clamp_max(scheme.pieceCodes())) * step + base;
  return scheme.hasSign ? at::where(input < 0, -levels, levels) : levels;
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

at::Tensor acrossChannels(const std::vector<float>& values, const at::Tensor& like, std::int64_t axis) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(like.dim()), 1);
  shape[static_cast<std::size_t>(axis < 0 ? like.dim() + axis : axis)] = static_cast<std::int64_t>(values.size());
  return at::tensor(values).reshape(shape).to(like.device());
}

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
  if (!input.device().is_cpu()) return quantizedByOperators(input, scheme, axis);
  const at::Tensor dense = denseActivation(input, axis);
  // A fresh copy may always be overwritten.
  const bool own = mayOverwrite || !dense.is_same(input);
  at::Tensor result = own ? dense : at::empty_like(dense);
  const auto count = static_cast<std::size_t>(dense.numel());
  quantizeActivations({dense.data_ptr<float>(), count}, scheme, {result.data_ptr<float>(), count},
                      channelLayout(dense, axis));
  return result;
}

at::Tensor quantizedByOperators(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis) {
  if (input.scalar_type() != at::kFloat || scheme.isFloat()) return input;
  switch (scheme.method) {
    case ActivationMethod::Uniform:
      return uniformElsewhere(input, scheme, axis);
    case ActivationMethod::Pwlq:
      return piecesElsewhere(input, scheme);
    case ActivationMethod::Bfp:
      break;
  }
  return quantizedActivation(input.cpu(), scheme, axis).to(input.device());
}

}  // namespace bitprism
