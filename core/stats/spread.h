#pragma once

#include <cstdint>
#include <span>

namespace bitprism {

// Where numbers lie and how far they scatter: what closed forms for clipping ask for. For finite values; 0 when there
// are none. A part of LayerStats, found about three times as fast.
struct Spread {
  std::int64_t count = 0;
  double minimum = 0;
  double maximum = 0;
  double mean = 0;
  double meanAbsolute = 0;  // about the mean: the Laplace scale
  double deviation = 0;     // unbiased; 0 for fewer than two values
};

Spread spreadOf(std::span<const float> values);

// Sum of |w|.
double sumOfMagnitudes(std::span<const float> values);

}  // namespace bitprism
