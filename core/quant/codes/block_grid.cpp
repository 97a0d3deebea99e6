#include "core/quant/codes/block_grid.h"

#include <algorithm>

#include "core/quant/codes/quantized_tensor.h"

namespace bitprism {

BlockGrid::BlockGrid(const Shape& shape, std::int64_t channelAxis, std::int64_t length)
    : shape(shape),
      axis(inputAxis(shape, channelAxis)),
      length(std::max<std::int64_t>(length, 1)),
      channelAxis_(channelAxis) {
  for (std::size_t d = 0; d < shape.size(); ++d) {
    const auto extent = static_cast<std::size_t>(shape[d]);
    const auto dimension = static_cast<std::int64_t>(d);
    if (dimension == axis)
      along_ = shape[d];
    else
      (dimension < axis ? outer_ : inner_) *= extent;
  }
  this->length = std::min(this->length, std::max<std::int64_t>(along_, 1));
  // Channels first and one input channel each: the kernel of a channel is contiguous.
  whole = channelAxis == 0 && axis == 1 && along_ == 1 && shape.size() > 2;
  const std::int64_t lines = along_ == 0 ? 0 : (along_ + this->length - 1) / this->length;
  blocks_ = whole ? outer_ : outer_ * static_cast<std::size_t>(lines) * inner_;
  perBlock_ = inner_;
}

Shape BlockGrid::scaleShape() const {
  Shape result = shape;
  if (whole) {
    std::fill(result.begin() + 1, result.end(), 1);
    return result;
  }
  if (!result.empty()) result[static_cast<std::size_t>(axis)] = along_ == 0 ? 0 : (along_ + length - 1) / length;
  return result;
}

std::int64_t BlockGrid::count() const {
  return static_cast<std::int64_t>(blocks_);
}

BlockGrid::Line BlockGrid::line() const {
  if (whole) return {perBlock_, 1, std::max<std::size_t>(perBlock_, 1)};
  return {static_cast<std::size_t>(along_), inner_, static_cast<std::size_t>(length)};
}

std::size_t BlockGrid::channelOf(std::size_t block) const {
  const Shape scales = scaleShape();
  std::size_t inner = 1;
  for (std::size_t d = scales.size(); d-- > static_cast<std::size_t>(channelAxis_) + 1;)
    inner *= static_cast<std::size_t>(scales[d]);
  return scales.empty() ? 0 : block / inner % static_cast<std::size_t>(scales[static_cast<std::size_t>(channelAxis_)]);
}

}  // namespace bitprism
