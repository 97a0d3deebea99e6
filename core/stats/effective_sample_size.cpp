#include "core/stats/effective_sample_size.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bitprism {

double effectiveSampleSize(std::span<const double> chain) {
  const std::size_t n = chain.size();
  if (n == 0) return std::numeric_limits<double>::quiet_NaN();
  double mean = 0;
  for (const double value : chain) mean += value / static_cast<double>(n);
  const auto autocovariance = [&](std::size_t lag) {
    double sum = 0;
    for (std::size_t i = 0; i + lag < n; ++i) sum += (chain[i] - mean) * (chain[i + lag] - mean);
    return sum / static_cast<double>(n);
  };
  const double variance = autocovariance(0);
  if (!(variance > 0)) return std::isfinite(variance) ? 1 : std::numeric_limits<double>::quiet_NaN();
  // Sums of two neighbouring autocovariances are positive and fall for a reversible chain; where the estimates do
  // not, they are noise.
  double sum = 0, least = std::numeric_limits<double>::infinity();
  for (std::size_t lag = 0; lag + 1 < n; lag += 2) {
    const double pair = autocovariance(lag) + autocovariance(lag + 1);
    if (pair <= 0) break;
    least = std::min(least, pair);
    sum += least;
  }
  if (sum == 0) sum = variance;  // the first pair was negative already
  // Short chains can make the sum arbitrarily small, so the result is limited to n log n.
  const double length = static_cast<double>(n);
  const double time = std::max(2 * sum / variance - 1, 1 / std::max(std::log10(length), 1.0));
  return length / time;
}

}  // namespace bitprism
