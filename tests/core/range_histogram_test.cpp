#include "core/stats/range_histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"

namespace bitprism {
namespace {

std::vector<float> gaussian(int count, double deviation, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values;
  for (int i = 0; i < count; ++i) values.push_back(static_cast<float>(deviation * random.normal()));
  return values;
}

TEST(RangeHistogram, givesTheSameCountsInWhateverPartsAndOrderValuesCome) {
  std::vector<float> values = gaussian(5000, 0.01, 1);
  const std::vector<float> large = gaussian(300, 40, 2);
  values.insert(values.end(), large.begin(), large.end());
  values.push_back(0);
  values.push_back(-0.0F);
  RangeHistogram whole;
  whole.add(values);
  RangeHistogram parts;
  for (std::size_t i = 0; i < values.size(); i += 37)
    parts.add(std::span(values).subspan(i, std::min<std::size_t>(37, values.size() - i)));
  EXPECT_EQ(parts, whole);
  std::reverse(values.begin(), values.end());
  RangeHistogram first, second;
  first.add(std::span(values).first(400));
  second.add(std::span(values).subspan(400));
  second.merge(first);
  EXPECT_EQ(second, whole);
  EXPECT_EQ(whole.zeros(), 2);
}

TEST(RangeHistogram, putsEveryValueIntoTheBinThatHoldsIt) {
  const std::vector<float> values = gaussian(2000, 3, 3);
  RangeHistogram histogram;
  histogram.add(values);
  std::vector<std::int64_t> expected(RangeHistogram::binCount, 0);
  for (const float value : values) {
    const double position = std::floor(value / histogram.binWidth()) + RangeHistogram::binCount / 2;
    ++expected[static_cast<std::size_t>(position)];
  }
  EXPECT_EQ(histogram.bins(), expected);
  EXPECT_EQ(histogram.minimum(), *std::min_element(values.begin(), values.end()));
  EXPECT_EQ(histogram.maximum(), *std::max_element(values.begin(), values.end()));
}

TEST(RangeHistogram, quantilesAreWithinABinOfTheOrderStatistics) {
  std::vector<float> values = gaussian(20000, 1, 4);
  for (int i = 0; i < 5000; ++i) values.push_back(0);
  RangeHistogram histogram;
  histogram.add(values);
  std::sort(values.begin(), values.end());
  for (const double part : {0.001, 0.1, 0.4, 0.45, 0.7, 0.99, 0.9999}) {
    const auto rank = static_cast<std::size_t>(part * static_cast<double>(values.size()));
    EXPECT_GE(histogram.quantile(part), values[rank - 1] - histogram.binWidth()) << part;
    EXPECT_LE(histogram.quantile(part), values[std::min(rank + 1, values.size() - 1)] + histogram.binWidth()) << part;
  }
  EXPECT_EQ(histogram.quantile(1), values.back());
}

TEST(RangeHistogram, hasNoBinsWhileThereAreOnlyZeros) {
  RangeHistogram histogram;
  histogram.add(std::vector<float>(10, 0.0F));
  EXPECT_TRUE(histogram.bins().empty());
  EXPECT_EQ(histogram.zeros(), 10);
  EXPECT_EQ(histogram.quantile(0.99), 0);
}

TEST(RangeHistogram, refusesWhatIsNotFinite) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()}) {
    RangeHistogram histogram;
    EXPECT_THROW(histogram.add(std::vector<float>{1, bad, 2}), Error);
  }
}

}  // namespace
}  // namespace bitprism
