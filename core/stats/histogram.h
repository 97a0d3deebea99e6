#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bitprism {

// Counts of equal bins over [low, high]; values outside are not counted but kept in below and above.
struct Histogram {
  double low = 0;
  double high = 0;
  std::vector<std::int64_t> counts;
  std::int64_t below = 0;
  std::int64_t above = 0;

  double binWidth() const { return counts.empty() ? 0 : (high - low) / static_cast<double>(counts.size()); }
};

// Over the range of the values themselves (a constant tensor gets one bin's width around it).
Histogram histogram(std::span<const float> values, std::size_t bins);
Histogram histogram(std::span<const float> values, std::size_t bins, double low, double high);

}  // namespace bitprism
