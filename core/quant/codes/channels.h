#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/network/tensor.h"

namespace bitprism {

// Where the values of each channel lie in a row-major tensor: channel c has `outer` pieces of `inner` values each.
struct Channels {
  std::size_t outer = 1;
  std::size_t count = 1;
  std::size_t inner = 1;

  Channels(const Shape& shape, std::int64_t axis);

  std::size_t perChannel() const { return outer * inner; }

  // Calls visit(channel, begin) for every piece, in order of memory.
  template <class Visit>
  void forEachPiece(const Visit& visit) const {
    std::size_t at = 0;
    for (std::size_t o = 0; o < outer; ++o)
      for (std::size_t c = 0; c < count; ++c, at += inner) visit(c, at);
  }

  // The values of one channel: a part of values if they are contiguous, else copied into scratch.
  std::span<const float> values(std::span<const float> values, std::size_t channel, std::vector<float>& scratch) const;
};

}  // namespace bitprism
