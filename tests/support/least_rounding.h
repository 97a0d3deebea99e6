#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/random_inputs.h"

// Layers small enough to try all combinations of rounding up and down.
namespace bitprism::test {

// (q - w)^T H (q - w) of a layer of one group, over all its output channels, in double.
inline double outputLoss(const InformedLayer& layer, const std::vector<float>& rounded) {
  const auto size = static_cast<std::size_t>(layer.inputs->size);
  double sum = 0;
  for (std::size_t row = 0; row < rounded.size(); row += size)
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < size; ++j)
        sum += (static_cast<double>(rounded[row + i]) - static_cast<double>((*layer.weights)[row + i])) *
               static_cast<double>(layer.inputs->second[i * size + j]) *
               (static_cast<double>(rounded[row + j]) - static_cast<double>((*layer.weights)[row + j]));
  return sum;
}

// The least of them when every weight may go to either neighbour on the tensor's grid (symmetric, more than 1 bit), row
// by row.
inline double leastRounding(const InformedLayer& layer, const QuantizedTensor& grids) {
  const auto size = static_cast<std::size_t>(layer.inputs->size);
  double sum = 0;
  for (std::size_t row = 0; row < layer.weights->size() / size; ++row) {
    InformedLayer one = layer;
    one.weights =
        constantArray(std::vector<float>(layer.weights->begin() + static_cast<std::ptrdiff_t>(row * size),
                                         layer.weights->begin() + static_cast<std::ptrdiff_t>((row + 1) * size)));
    const float scale = grids.scales[grids.scales.size() > 1 ? row : 0];
    const auto lowest = static_cast<float>(grids.lowestCode());
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t way = 0; way < (std::size_t{1} << size); ++way) {
      std::vector<float> rounded;
      for (std::size_t i = 0; i < size; ++i)
        rounded.push_back(scale * std::clamp(std::floor((*one.weights)[i] / scale) + static_cast<float>(way >> i & 1),
                                             lowest, -lowest - 1));
      least = std::min(least, outputLoss(one, rounded));
    }
    sum += least;
  }
  return sum;
}

}  // namespace bitprism::test
