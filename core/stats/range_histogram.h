#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/stats/histogram.h"

namespace bitprism {

// A histogram of a stream of unknown range: bins, whose width is a power of two, cover [-reach, reach), and the reach
// doubles (bins merge in pairs) whenever a value lies outside. The counts do not depend on the order of values or on
// how they are split into parts. Zeros, which are frequent in activations, are counted separately.
class RangeHistogram {
 public:
  static constexpr int binCount = 16384;

  // Fewer bins where there are many histograms; an even number.
  explicit RangeHistogram(int bins = binCount) : half_(bins / 2) {}

  // Throws Error when a value is not finite; what came before it stays counted.
  void add(std::span<const float> values);
  void merge(const RangeHistogram& other);  // with the same number of bins

  bool empty() const { return count_ == 0; }
  std::int64_t count() const { return count_; }  // zeros included
  std::int64_t zeros() const { return zeros_; }
  float minimum() const { return minimum_; }  // of all values; 0 when empty
  float maximum() const { return maximum_; }

  double binWidth() const { return reach_ / half_; }
  double binCenter(int bin) const { return -reach_ + (bin + 0.5) * binWidth(); }
  const std::vector<std::int64_t>& bins() const { return bins_; }  // empty while there are only zeros

  // The same counts in another number of bins from the smallest to the largest value, for drawing.
  Histogram drawn(std::size_t bins) const;

  // The quantile for a fraction from 0 to 1, linear within a bin.
  double quantile(double part) const;

  bool operator==(const RangeHistogram&) const = default;

 private:
  void extend(double reach);

  int half_;  // bins to either side of zero
  double reach_ = 0;
  std::vector<std::int64_t> bins_;
  std::int64_t count_ = 0, zeros_ = 0;
  float minimum_ = 0, maximum_ = 0;
};

}  // namespace bitprism
