#pragma once

#include <cstdint>
#include <span>

namespace bitprism {

// What the numbers of one tensor look like. Non-finite values are counted and left out of the rest.
struct LayerStats {
  std::int64_t count = 0;
  std::int64_t nonFinite = 0;
  std::int64_t zeros = 0;
  double minimum = 0;
  double maximum = 0;
  double mean = 0;
  double deviation = 0;          // unbiased
  double meanAbsolute = 0;       // about the mean: the Laplace scale
  double excessKurtosis = 0;     // 0 for a Gaussian, 3 for a Laplacian
};

LayerStats layerStats(std::span<const float> values);

}  // namespace bitprism
