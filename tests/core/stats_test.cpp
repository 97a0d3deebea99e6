#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/stats/histogram.h"
#include "core/stats/layer_stats.h"

namespace bitprism {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

std::vector<float> normals(std::size_t count, double mean, double deviation, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(mean + deviation * random.normal());
  return values;
}

TEST(Histogram, agreesWithCountingOneByOne) {
  const std::vector<float> values = normals(10'007, 0.01, 0.2, 1);
  const Histogram result = histogram(values, 33, -0.3, 0.25);
  Histogram expected{-0.3, 0.25, std::vector<std::int64_t>(33), 0, 0};
  for (const float value : values) {
    if (value < -0.3) {
      ++expected.below;
    } else if (value > 0.25) {
      ++expected.above;
    } else {
      ++expected.counts[static_cast<std::size_t>((value + 0.3) / 0.55 * 33)];
    }
  }
  EXPECT_EQ(result.counts, expected.counts);
  EXPECT_EQ(result.below, expected.below);
  EXPECT_EQ(result.above, expected.above);
}

TEST(Histogram, coversTheRangeOfTheValues) {
  for (const std::size_t count : {1u, 2u, 5u, 511u, 512u, 513u, 4099u}) {
    const std::vector<float> values = normals(count, 3, 2, count);
    for (const std::size_t bins : {1u, 2u, 7u, 2048u}) {
      const Histogram result = histogram(values, bins);
      std::int64_t sum = 0;
      for (const std::int64_t n : result.counts) sum += n;
      EXPECT_EQ(sum, static_cast<std::int64_t>(count));
      EXPECT_EQ(result.below, 0);
      EXPECT_EQ(result.above, 0);
      EXPECT_GE(result.counts.back() + (count == 1 ? 1 : 0), 1);  // the largest value itself
    }
  }
}

TEST(Histogram, putsAConstantInTheMiddle) {
  const Histogram result = histogram(std::vector<float>(9, -4.0f), 3);
  EXPECT_EQ(result.low, -6);
  EXPECT_EQ(result.high, -2);
  EXPECT_EQ(result.counts, (std::vector<std::int64_t>{0, 9, 0}));
  EXPECT_EQ(histogram(std::vector<float>(2, 0.0f), 1).binWidth(), 1);
}

TEST(Histogram, leavesOutWhatIsNoNumber) {
  const Histogram result = histogram(std::vector<float>{0, nan, 1, infinity, 2, -infinity, 3, nan}, 2);
  EXPECT_EQ(result.low, 0);
  EXPECT_EQ(result.high, 3);
  EXPECT_EQ(result.counts, (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(result.below, 1);
  EXPECT_EQ(result.above, 1);
}

TEST(Histogram, spansTheWholeFloatRange) {
  const Histogram result = histogram(std::vector<float>{-3e38f, 0, 3e38f}, 3);
  EXPECT_EQ(result.counts, (std::vector<std::int64_t>{1, 1, 1}));
}

TEST(Histogram, refusesNoBinsAndNoRange) {
  EXPECT_THROW(histogram(std::vector<float>{1}, 0), UsageError);
  EXPECT_THROW(histogram(std::vector<float>{1}, 4, 1, 1), UsageError);
  EXPECT_THROW(histogram(std::vector<float>{1}, 4, 0, std::nan("")), UsageError);
}

TEST(LayerStats, agreesWithTheDefinitions) {
  const std::vector<float> values{1, 2, 0, 4, -3, 0, 7};
  const LayerStats stats = layerStats(values);
  EXPECT_EQ(stats.count, 7);
  EXPECT_EQ(stats.nonFinite, 0);
  EXPECT_EQ(stats.zeros, 2);
  EXPECT_EQ(stats.minimum, -3);
  EXPECT_EQ(stats.maximum, 7);
  const double mean = 11.0 / 7;
  double absolute = 0, square = 0, fourth = 0;
  for (const float value : values) {
    absolute += std::fabs(value - mean);
    square += std::pow(value - mean, 2);
    fourth += std::pow(value - mean, 4);
  }
  EXPECT_NEAR(stats.mean, mean, 1e-15);
  EXPECT_NEAR(stats.deviation, std::sqrt(square / 6), 1e-14);
  EXPECT_NEAR(stats.meanAbsolute, absolute / 7, 1e-14);
  EXPECT_NEAR(stats.excessKurtosis, fourth / 7 / std::pow(square / 7, 2) - 3, 1e-14);
}

TEST(LayerStats, knowsAGaussian) {
  const LayerStats stats = layerStats(normals(200'003, 5, 0.5, 3));
  EXPECT_NEAR(stats.mean, 5, 0.01);
  EXPECT_NEAR(stats.deviation, 0.5, 0.005);
  EXPECT_NEAR(stats.meanAbsolute, 0.5 * std::sqrt(2 / 3.14159265358979), 0.005);
  EXPECT_NEAR(stats.excessKurtosis, 0, 0.05);
}

TEST(LayerStats, countsAndLeavesOutWhatIsNoNumber) {
  std::vector<float> values = normals(10'000, 1, 1, 4);
  const LayerStats clean = layerStats(values);
  for (const std::size_t at : {0u, 17u, 5000u, 10'003u}) values.insert(values.begin() + at, at % 2 ? nan : infinity);
  const LayerStats stats = layerStats(values);
  EXPECT_EQ(stats.count, 10'004);
  EXPECT_EQ(stats.nonFinite, 4);
  EXPECT_EQ(stats.minimum, clean.minimum);
  EXPECT_EQ(stats.maximum, clean.maximum);
  EXPECT_NEAR(stats.mean, clean.mean, 1e-12);
  EXPECT_NEAR(stats.excessKurtosis, clean.excessKurtosis, 1e-10);
}

TEST(LayerStats, survivesEmptyConstantAndExtreme) {
  EXPECT_EQ(layerStats({}).count, 0);
  EXPECT_EQ(layerStats(std::vector<float>{nan, nan}).nonFinite, 2);
  const LayerStats one = layerStats(std::vector<float>{2.5f});
  EXPECT_EQ(one.mean, 2.5);
  EXPECT_EQ(one.deviation, 0);
  const LayerStats constant = layerStats(std::vector<float>(100, 0.1f));
  EXPECT_NEAR(constant.deviation, 0, 1e-15);
  EXPECT_EQ(constant.excessKurtosis, 0);
  const LayerStats extreme = layerStats(std::vector<float>{-3e38f, 3e38f, 1e-45f, -1e-45f});
  EXPECT_TRUE(std::isfinite(extreme.deviation));
  EXPECT_TRUE(std::isfinite(extreme.excessKurtosis));
}

TEST(Extent, findsTheEndsWhereverTheyAre) {
  for (std::size_t at = 0; at < 41; ++at) {
    std::vector<float> values(41, 0.5f);
    values[at] = -2;
    values[(at + 13) % 41] = 9;
    values.push_back(nan);
    const Extent found = extent(values);
    EXPECT_EQ(found.minimum, -2);
    EXPECT_EQ(found.maximum, 9);
    EXPECT_EQ(found.nonFinite, 1);
  }
}

}  // namespace
}  // namespace bitprism
