#include "core/quant/activation_scheme.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/quant/activation_calibration.h"

namespace bitprism {
namespace {

// The definition, number by number.
float byDefinition(float x, const ActivationScheme& scheme) {
  const double code = std::clamp(std::nearbyint(static_cast<double>(x / scheme.scale)) + scheme.zeroPoint, 0.0,
                                 static_cast<double>(scheme.highestCode()));
  return static_cast<float>(code - scheme.zeroPoint) * scheme.scale;
}

InputStatistics statisticsOf(const std::vector<std::vector<float>>& batches) {
  InputStatistics statistics;
  for (const auto& batch : batches) {
    statistics.histogram.add(batch);
    const auto [low, high] = std::minmax_element(batch.begin(), batch.end());
    statistics.batchExtremes.emplace_back(*low, *high);
  }
  return statistics;
}

std::vector<float> samples(int count, double deviation, bool rectified, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values;
  for (int i = 0; i < count; ++i) {
    const double value = deviation * random.normal();
    values.push_back(static_cast<float>(rectified ? std::max(value, 0.0) : value));
  }
  return values;
}

double trueError(const std::vector<float>& values, const ActivationScheme& scheme) {
  std::vector<float> quantized(values.size());
  quantizeActivations(values, scheme, quantized);
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += std::pow(static_cast<double>(values[i]) - quantized[i], 2);
  return sum / static_cast<double>(values.size());
}

TEST(ActivationScheme, quantizesByItsDefinition) {
  const std::vector<float> values = samples(4000, 3, false, 1);
  for (const int bits : {1, 2, 3, 4, 5, 8})
    for (const bool symmetric : {false, true}) {
      const ActivationScheme scheme = activationScheme(bits, -2.3, 5.1, symmetric, ActivationRange::MinMax);
      std::vector<float> out(values.size());
      quantizeActivations(values, scheme, out);
      for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(out[i], byDefinition(values[i], scheme)) << values[i];
    }
}

TEST(ActivationScheme, roundsHalvesToEvenAndClipsHugeNumbers) {
  const ActivationScheme scheme{.bits = 8, .scale = 0.5F, .zeroPoint = 3};
  const std::vector<float> in = {0.25F, 0.75F, 1.25F, -0.25F, -0.75F, 1e30F, -1e30F, 0};
  std::vector<float> out(in.size());
  quantizeActivations(in, scheme, out);
  EXPECT_EQ(out, (std::vector<float>{0, 1, 1, 0, -1, 126, -1.5F, 0}));
}

TEST(ActivationScheme, keepsWhatIsNotANumber) {
  std::vector<float> value = {std::numeric_limits<float>::quiet_NaN()};
  quantizeActivations(value, {.bits = 4, .scale = 1, .zeroPoint = 0}, value);
  EXPECT_TRUE(std::isnan(value[0]));
}

TEST(ActivationScheme, zeroIsALevelAndUnsignedDataHasZeroPointZero) {
  EXPECT_EQ(activationScheme(4, 0.3, 2, false, ActivationRange::MinMax).zeroPoint, 0);
  EXPECT_EQ(activationScheme(4, 0, 2, true, ActivationRange::MinMax).zeroPoint, 0);
  const ActivationScheme symmetric = activationScheme(4, -1, 2, true, ActivationRange::MinMax);
  EXPECT_EQ(symmetric.zeroPoint, 8);
  EXPECT_FLOAT_EQ(symmetric.scale, 2.0F / 7);
  for (const double low : {-0.01, -1.0, -7.7}) {
    const ActivationScheme scheme = activationScheme(3, low, 2, false, ActivationRange::MinMax);
    EXPECT_EQ(byDefinition(0, scheme), 0);
    EXPECT_NEAR(scheme.low(), low, scheme.scale / 2 + 1e-6);
  }
}

TEST(ActivationScheme, survivesJson) {
  const ActivationScheme scheme = activationScheme(5, -0.3, 1.7, false, ActivationRange::Percentile);
  EXPECT_EQ(activationFromJson(parseJson(toJson(scheme).dump(), "test")), scheme);
  EXPECT_EQ(activationFromJson(toJson(ActivationScheme())), ActivationScheme());
  for (const char* bad :
       {"{}", "{\"bits\":9,\"scale\":1,\"zero_point\":0}", "{\"bits\":4,\"scale\":0,\"zero_point\":0}",
        "{\"bits\":4,\"scale\":1,\"zero_point\":16}", "{\"bits\":4,\"scale\":1e300,\"zero_point\":0}",
        "{\"bits\":4,\"scale\":1,\"zero_point\":0,\"range\":\"odd\"}"})
    EXPECT_THROW(activationFromJson(parseJson(bad, "test")), InputError) << bad;
}

TEST(ActivationCalibration, takesTheRangeThatTheRuleNames) {
  const InputStatistics statistics = statisticsOf({{0, 1, 2}, {-1, 5, 3}, {0, 3, 1}});
  const auto range = [&](ActivationRange rule) {
    const ActivationScheme scheme = calibrated(statistics, 8, {.range = rule});
    return std::pair(scheme.low(), scheme.high());
  };
  EXPECT_NEAR(range(ActivationRange::MinMax).second, 5, 0.02);
  EXPECT_NEAR(range(ActivationRange::MinMax).first, -1, 0.02);
  EXPECT_NEAR(range(ActivationRange::BatchExtremes).second, (2 + 5 + 3) / 3.0, 0.02);
  EXPECT_NEAR(range(ActivationRange::BatchExtremes).first, -1 / 3.0, 0.02);
  const InputStatistics many = statisticsOf({samples(100000, 1, true, 5)});
  const ActivationScheme scheme = calibrated(many, 8, {.range = ActivationRange::Percentile, .percentile = 97.5});
  EXPECT_NEAR(scheme.high(), 1.96, 0.03);  // of a rectified Gaussian
  EXPECT_EQ(scheme.zeroPoint, 0);
}

TEST(ActivationCalibration, leastSquaresIsNextToTheBruteForceOptimum) {
  for (const bool rectified : {true, false}) {
    const std::vector<float> values = samples(20000, 2, rectified, rectified ? 7 : 8);
    const InputStatistics statistics = statisticsOf({values});
    for (const int bits : {2, 3, 4}) {
      const double found = trueError(values, calibrated(statistics, bits, {}));
      double best = 1e9;
      const double low = rectified ? 0 : -8;
      for (double l = low; l <= 0; l += 0.25)
        for (double h = 0.25; h <= 8; h += 0.05)
          best = std::min(best, trueError(values, activationScheme(bits, l, h, false, ActivationRange::LeastSquares)));
      EXPECT_LT(found, 1.03 * best) << bits << (rectified ? " rectified" : " signed");
      EXPECT_LT(found, trueError(values, calibrated(statistics, bits, {.range = ActivationRange::MinMax})));
    }
  }
}

TEST(ActivationCalibration, constantAndZeroInputsGiveASchemeThatHoldsThem) {
  for (const float value : {0.0F, 2.5F, -3.0F}) {
    const std::vector<float> values(100, value);
    for (const ActivationRange rule : {ActivationRange::MinMax, ActivationRange::LeastSquares,
                                       ActivationRange::Percentile, ActivationRange::BatchExtremes}) {
      const ActivationScheme scheme = calibrated(statisticsOf({values}), 4, {.range = rule});
      EXPECT_GT(scheme.scale, 0);
      EXPECT_NEAR(byDefinition(value, scheme), value, 0.05 * std::abs(value)) << activationRangeName(rule);
    }
  }
}

}  // namespace
}  // namespace bitprism
