#include "core/stats/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/stats/layer_stats.h"

namespace bitprism {

Histogram histogram(std::span<const float> values, std::size_t bins) {
  const Extent range = extent(values);
  double low = range.minimum;
  double high = range.maximum;
  if (low == high) {
    const double width = low == 0 ? 1 : std::fabs(low);
    low -= width / 2;
    high += width / 2;
  }
  return histogram(values, bins, low, high);
}

Histogram histogram(std::span<const float> values, std::size_t bins, double low, double high) {
  constexpr std::size_t mostBins = std::size_t{1} << 24;
  if (bins == 0 || bins > mostBins) throw UsageError(text("a histogram of ", bins, " bins, expected 1 to ", mostBins));
  if (!(low < high) || !std::isfinite(low) || !std::isfinite(high))
    throw UsageError(text("a histogram from ", low, " to ", high, ", expected a range"));
  // Slots: below, the bins, above. The slots of a block of values are found first, in a loop that vectorises, and
  // counted afterwards; four tables keep runs of equal values from waiting for their last count. NaN is counted below
  // and subtracted again.
  constexpr std::size_t block = 512;
  constexpr std::size_t tables = 4;
  const std::size_t slots = bins + 2;
  const double nextBelowOne = 1 - 4 * std::numeric_limits<double>::epsilon();  // so that high itself is in the last bin
  const double perUnit = static_cast<double>(bins) / (high - low) * nextBelowOne;
  const double most = static_cast<double>(bins + 1);
  std::vector<std::int32_t> counts(slots * tables, 0);
  std::int32_t* const table[tables] = {counts.data(), counts.data() + slots, counts.data() + 2 * slots,
                                       counts.data() + 3 * slots};
  std::int32_t slot[block];
  std::int64_t nans = 0;
  for (std::size_t start = 0; start < values.size(); start += block) {
    const std::size_t size = std::min(block, values.size() - start);
    const float* from = values.data() + start;
    for (std::size_t i = 0; i < size; ++i) {
      double position = (static_cast<double>(from[i]) - low) * perUnit + 1;
      position = position > 0 ? position : 0;
      position = position < most ? position : most;
      slot[i] = static_cast<std::int32_t>(position);
    }
    std::int32_t unequal = 0;
    for (std::size_t i = 0; i < size; ++i) unequal += from[i] != from[i] ? 1 : 0;
    nans += unequal;
    std::size_t i = 0;
    for (; i + tables <= size; i += tables)
      for (std::size_t k = 0; k < tables; ++k) ++table[k][static_cast<std::uint32_t>(slot[i + k])];
    for (; i < size; ++i) ++table[0][static_cast<std::uint32_t>(slot[i])];
  }
  const auto counted = [&](std::size_t at) {
    std::int64_t sum = 0;
    for (std::size_t k = 0; k < tables; ++k) sum += counts[k * slots + at];
    return sum;
  };
  Histogram result;
  result.low = low;
  result.high = high;
  result.below = counted(0) - nans;
  result.above = counted(bins + 1);
  result.counts.resize(bins);
  for (std::size_t i = 0; i < bins; ++i) result.counts[i] = counted(i + 1);
  return result;
}

}  // namespace bitprism
