#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bitprism {

// Counts of equal bins over [low, high]; values outside are not counted but kept in below and above (NaN is in none).
// Bin i holds low + i w <= x < low + (i + 1) w; the last one holds high too.
struct Histogram {
  double low = 0;
  double high = 0;
  std::vector<std::int64_t> counts;
  std::int64_t below = 0;
  std::int64_t above = 0;

  double binWidth() const { return counts.empty() ? 0 : (high - low) / static_cast<double>(counts.size()); }
};

// Over the range of the finite values. A constant tensor gets a range around its value, as wide as that value (1 for
// zeros). Throws UsageError when bins is 0 or the range is empty.
Histogram histogram(std::span<const float> values, std::size_t bins);
Histogram histogram(std::span<const float> values, std::size_t bins, double low, double high);

}  // namespace bitprism
