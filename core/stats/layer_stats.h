#pragma once

#include <cstdint>
#include <span>

namespace bitprism {

// Statistics of the values of one tensor. Non-finite values are counted and otherwise ignored.
struct LayerStats {
  std::int64_t count = 0;
  std::int64_t nonFinite = 0;
  std::int64_t zeros = 0;
  double minimum = 0;
  double maximum = 0;
  double mean = 0;
  double deviation = 0;       // unbiased; 0 for fewer than two values
  double meanAbsolute = 0;    // about the mean: the Laplace scale
  double excessKurtosis = 0;  // 0 for a Gaussian, 3 for a Laplacian; 0 where all values are equal
};

LayerStats layerStats(std::span<const float> values);

// The range of the finite values (0 to 0 if there are none) and the number of non-finite ones.
struct Extent {
  float minimum = 0;
  float maximum = 0;
  std::int64_t nonFinite = 0;
};

Extent extent(std::span<const float> values);

}  // namespace bitprism
