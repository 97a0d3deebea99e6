#pragma once

#include <algorithm>
#include <cstddef>

#include "core/network/tensor.h"

namespace bitprism {

// The blocks of a tensor (DSConv): `length` neighbours along one axis share a scale; the last block of a line may be
// shorter. The scales have the tensor's shape except along that axis, whose extent is the number of blocks in a line.
// Convolutions and linear layers have blocks along their input channels. If a layer has only one of these (depthwise),
// a block is the whole kernel of an output channel (`whole`), since one scale per weight would cost more than it saves.
struct BlockGrid {
  Shape shape;
  std::int64_t axis = 1;
  std::int64_t length = 1;
  bool whole = false;  // one block per channel

  BlockGrid(const Shape& shape, std::int64_t channelAxis, std::int64_t length);

  Shape scaleShape() const;
  std::int64_t count() const;  // of blocks

  // Calls visit(block, begin, size, stride) for every block: its weights are values[begin + i * stride], i < size.
  // Blocks come in the order of their scales, row-major in scaleShape().
  template <class Visit>
  void forEachBlock(const Visit& visit) const {
    if (whole) {
      const std::size_t size = perBlock_;
      for (std::size_t block = 0; block < blocks_; ++block) visit(block, block * size, size, std::size_t{1});
      return;
    }
    const auto extent = static_cast<std::size_t>(along_), step = static_cast<std::size_t>(length);
    std::size_t block = 0;
    for (std::size_t o = 0; o < outer_; ++o)
      for (std::size_t first = 0; first < extent; first += step)
        for (std::size_t i = 0; i < inner_; ++i, ++block)
          visit(block, (o * extent + first) * inner_ + i, std::min(step, extent - first), inner_);
  }

  // The blocks of one index of the axes before the blocked one: [extent][inner] contiguous weights, block k of a line
  // being `length` weights `inner` apart; lines and their scales follow one another. A `whole` grid has lines of one
  // block.
  struct Line {
    std::size_t extent, inner, length;

    std::size_t size() const { return extent * inner; }
    std::size_t blocks() const { return extent == 0 ? 0 : (extent + length - 1) / length * inner; }
  };
  Line line() const;
  std::size_t lines() const { return outer_; }

  // The output channel that a block belongs to.
  std::size_t channelOf(std::size_t block) const;

 private:
  std::int64_t along_ = 1;  // extent of the axis
  std::size_t outer_ = 1, inner_ = 1, blocks_ = 0, perBlock_ = 0;
  std::int64_t channelAxis_ = 0;
};

}  // namespace bitprism
