#pragma once

#include <optional>

#include "core/network/layer.h"

namespace bitprism {

// The numbers that a layer's weights are restricted to, found from the weights alone: a file of dequantized weights
// does not name its codes.
struct WeightGrid {
  int bits = 0;      // of a code, enough for every channel
  bool even = true;  // equal steps in every channel; false: few distinct numbers at other distances
  bool operator==(const WeightGrid&) const = default;
};

// A grid of at most 8 bits in every output channel; absent: the weights are not restricted, or a channel has too few
// to tell. Half floats and grids per block of a channel are not recognized.
std::optional<WeightGrid> weightGrid(const Layer& layer);

}  // namespace bitprism
