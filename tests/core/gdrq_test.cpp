#include "core/quant/methods/gdrq.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/quant/methods/correction.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::layerOf;
using test::normals;

constexpr float largest = std::numeric_limits<float>::max();
constexpr float denormal = std::numeric_limits<float>::denorm_min();
constexpr Reading everyReading[] = {Reading::R1, Reading::R2, Reading::R2s};

QuantScheme gdrq(int bits, Reading reading = Reading::R1, double threshold = 0) {
  QuantScheme scheme;
  scheme.method = Method::Gdrq;
  scheme.bits = bits;
  scheme.correction = Correction::None;
  scheme.options = GdrqOptions{.reading = reading, .threshold = threshold};
  return scheme;
}

bool fits(const QuantScheme& scheme) {
  return gdrqOptions(scheme).reading != Reading::R2 || scheme.bits < maximumBits;
}

// Channels of very different widths.
std::vector<float> uneven(std::size_t channels, std::size_t size, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> weights;
  for (std::size_t c = 0; c < channels; ++c)
    for (std::size_t i = 0; i < size; ++i)
      weights.push_back(static_cast<float>((c % 2 == 0 ? 0.01 : 1) * random.normal()));
  return weights;
}

TEST(Gdrq, hasTheFactorsOfTheDensities) {
  constexpr double gauss[] = {1.5540, 2.1440, 2.6966, 3.2074, 3.6800, 4.1195, 4.5309, 4.9180};
  constexpr double laplace[] = {1.8628, 2.8307, 3.8972, 5.0286, 6.2048, 7.4131, 8.6456, 9.8968};
  for (int bits = 1; bits <= 8; ++bits) {
    EXPECT_NEAR(clipFactor(Prior::Gauss, bits), gauss[bits - 1], 6e-5) << bits;
    EXPECT_NEAR(clipFactor(Prior::Laplace, bits), laplace[bits - 1], 6e-5) << bits;
  }
}

// With mean|x| = 1.
double density(Prior prior, double x) {
  return prior == Prior::Laplace ? std::exp(-std::fabs(x)) / 2 : std::exp(-x * x / std::acos(-1.0)) / std::acos(-1.0);
}

double numericError(Prior prior, Reading reading, int bits, double factor) {
  const int half = 1 << (bits - 1);
  const double step = factor / (reading == Reading::R1 ? half - 1 : half);
  const double low = reading == Reading::R1 ? 1 - half : -half, high = reading == Reading::R2 ? half : half - 1;
  double sum = 0;
  constexpr double width = 2e-4;
  for (double x = -40 + width / 2; x < 40; x += width) {
    const double level = step * std::clamp(std::nearbyint(x / step), low, high);
    sum += (x - level) * (x - level) * density(prior, x) * width;
  }
  return sum;
}

TEST(Gdrq, expectsTheErrorThatTheDensityHas) {
  for (const Prior prior : {Prior::Laplace, Prior::Gauss})
    for (const Reading reading : everyReading)
      for (const int bits : {2, 3, 5})
        for (const double factor : {0.8, 2.0, 4.5})
          EXPECT_NEAR(expectedGridError(prior, reading, bits, factor), numericError(prior, reading, bits, factor),
                      1e-6);
}

TEST(Gdrq, findsTheBestFactorOfEachGrid) {
  for (const Prior prior : {Prior::Laplace, Prior::Gauss})
    for (const Reading reading : everyReading)
      for (int bits = 2; bits <= 8; ++bits) {
        const double least = expectedGridError(prior, reading, bits, bestFactor(prior, reading, bits));
        for (double factor = 0.2; factor < 15; factor += 0.01)
          EXPECT_GE(expectedGridError(prior, reading, bits, factor), least * (1 - 1e-9)) << factor;
      }
  // Three levels for a Gauss density: step 1.2240 sigma, error 0.1902 sigma^2 (Max 1960, table II).
  const double sigma = std::sqrt(std::acos(-1.0) / 2);
  EXPECT_NEAR(bestFactor(Prior::Gauss, Reading::R1, 2) / sigma, 1.2240, 1e-4);
  EXPECT_NEAR(expectedGridError(Prior::Gauss, Reading::R1, 2, 1.2240 * sigma) / (sigma * sigma), 0.1902, 1e-4);
}

TEST(Gdrq, hasTheCodesOfEachReading) {
  const std::vector<float> weights{-4, -1, -0.6f, -0.1f, 0, 0.3f, 0.9f, 8};
  for (const int bits : {2, 3, 4})
    for (const Reading reading : everyReading) {
      const int half = 1 << (bits - 1);
      const QuantizedTensor tensor = quantize(layerOf({1, 8}, weights), gdrq(bits, reading, 0.5));
      const double threshold = scaleClipThreshold(weights, 0.5);
      EXPECT_NEAR(tensor.scales[0], threshold / (reading == Reading::R1 ? half - 1 : half), 1e-6);
      EXPECT_EQ(tensor.codes.front(), reading == Reading::R1 ? 1 - half : -half);
      EXPECT_EQ(tensor.codes.back(), reading == Reading::R2 ? half : half - 1);
      EXPECT_EQ(tensor.codes[4], 0);
      EXPECT_EQ(tensor.codeBits(), reading == Reading::R2 ? bits + 1 : bits);
      EXPECT_TRUE(tensor.offsets.empty());
      EXPECT_TRUE(tensor.zeroPoints.empty());
    }
  EXPECT_THROW(checkScheme(gdrq(8, Reading::R2)), UsageError);
}

TEST(Gdrq, isTheSignAtOneBit) {
  const std::vector<float> weights{0.5f, -1, 0, 0.25f, 3, -0.5f};
  for (const Reading reading : everyReading) {
    const QuantizedTensor tensor = quantize(layerOf({2, 3}, weights), gdrq(1, reading));
    EXPECT_EQ(dequantize(tensor), (std::vector<float>{0.5f, -0.5f, 0.5f, 1.25f, 1.25f, -1.25f}));
    EXPECT_EQ(tensor.offsets.size(), 2u);
  }
}

TEST(Gdrq, sharesThresholdsInGroups) {
  const std::vector<float> weights = uneven(7, 50, 1);
  const Layer layer = layerOf({7, 50}, weights);
  QuantScheme scheme = gdrq(4, Reading::R1, 2);
  scheme.options.set(&GdrqOptions::group, 3);
  const QuantizedTensor neighbours = quantize(layer, scheme);
  ASSERT_EQ(neighbours.scales.size(), 7u);
  for (const auto& [from, to] : {std::pair<std::size_t, std::size_t>{0, 3}, {3, 6}, {6, 7}}) {
    const double threshold = scaleClipThreshold(std::span(weights).subspan(from * 50, (to - from) * 50), 2);
    for (std::size_t c = from; c < to; ++c) EXPECT_NEAR(neighbours.scales[c], threshold / 7, 1e-6 * threshold);
  }
  scheme.options.set(&GdrqOptions::sorted, true);
  const QuantizedTensor sorted = quantize(layer, scheme);
  std::map<float, int> members;
  for (const float scale : sorted.scales) ++members[scale];
  std::multiset<int> sizes;
  for (const auto& [scale, count] : members) sizes.insert(count);
  EXPECT_EQ(sizes, (std::multiset<int>{1, 3, 3}));
  // Even channels are narrow, odd ones wide; sorted, no group but one has both.
  EXPECT_LT(layerError(layer, scheme).mse, layerError(layer,
                                                      [&] {
                                                        QuantScheme other = scheme;
                                                        other.options.set(&GdrqOptions::sorted, false);
                                                        return other;
                                                      }())
                                               .mse);
  scheme.options.set(&GdrqOptions::group, 100);
  const QuantizedTensor one = quantize(layer, scheme);
  EXPECT_EQ(one.scales, std::vector<float>(7, one.scales[0]));
  scheme.granularity = Granularity::Tensor;
  const QuantizedTensor whole = quantize(layer, scheme);
  EXPECT_EQ(whole.scales, std::vector<float>{one.scales[0]});
  EXPECT_EQ(whole.codes, one.codes);
}

TEST(Gdrq, choosesTheBestOfItsFactors) {
  Random random(3);
  std::vector<float> flat(4000), tailed(4000);
  for (float& value : flat) value = static_cast<float>(random.uniform(-1, 1));
  for (float& value : tailed) value = static_cast<float>(std::pow(random.normal(), 3));
  for (const std::vector<float>& values : {normals(4000, 4), flat, tailed})
    for (const Reading reading : everyReading)
      for (const int bits : {2, 3, 4, 6}) {
        const Layer layer = layerOf({1, 4000}, values);
        double least = std::numeric_limits<double>::infinity();
        const double widest =
            std::max(-*std::min_element(values.begin(), values.end()), *std::max_element(values.begin(), values.end()));
        for (const double factor : {widest / scaleClipThreshold(values, 1), bestFactor(Prior::Gauss, reading, bits),
                                    bestFactor(Prior::Laplace, reading, bits)})
          least = std::min(least, layerError(layer, gdrq(bits, reading, factor)).mse);
        EXPECT_NEAR(layerError(layer, gdrq(bits, reading)).mse, least, 1e-6 * least);
      }
  // A flat density keeps k = 2, which is its own: the range ends at T.
  const QuantizedTensor tensor = quantize(layerOf({1, 4000}, flat), gdrq(4));
  EXPECT_NEAR(tensor.scales[0] * 7, 1, 0.03);
}

TEST(Gdrq, makesZerosOfZeros) {
  const std::vector<float> zeros(12, 0.0f);
  for (const Reading reading : everyReading)
    for (int bits = 1; bits <= 7; ++bits) {
      const QuantizedTensor tensor = quantize(layerOf({3, 4}, zeros), gdrq(bits, reading));
      EXPECT_EQ(dequantize(tensor), zeros);
      EXPECT_EQ(tensor.scales, std::vector<float>(3, 1.0f));
    }
}

// Of one magnitude c, T = k c: at k = 2 and Q odd c lies between two codes.
TEST(Gdrq, roundsConstantsToTheNearestCode) {
  for (const int bits : {2, 3, 4}) {
    const int q = (1 << (bits - 1)) - 1;
    const std::vector<float> rounded =
        dequantize(quantize(layerOf({1, 4}, {0.3f, -0.3f, 0.3f, -0.3f}), gdrq(bits, Reading::R1, 2)));
    const double below = (q - 1) / 2 * 0.6 / q, above = (q + 1) / 2 * 0.6 / q;
    EXPECT_LE(std::min(std::fabs(rounded[0] - below), std::fabs(rounded[0] - above)), 1e-6);
    EXPECT_EQ(rounded[1], -rounded[0]);
  }
}

TEST(Gdrq, tellsTheErrorOfItsWeights) {
  const std::vector<float> weights = uneven(6, 36, 5);
  for (const Reading reading : everyReading)
    for (const int bits : {1, 2, 3, 4, 7, 8})
      for (const int group : {1, 2, 4})
        for (const bool sorted : {false, true})
          for (const Correction correction :
               {Correction::None, Correction::Mean, Correction::MeanStd, Correction::Gain})
            for (const std::int64_t axis : {0, 1})
              for (const Granularity granularity : {Granularity::Channel, Granularity::Tensor}) {
                QuantScheme scheme = gdrq(bits, reading);
                scheme.options.set(&GdrqOptions::group, group);
                scheme.options.set(&GdrqOptions::sorted, sorted);
                scheme.correction = correction;
                scheme.granularity = granularity;
                if (!fits(scheme)) continue;
                const Layer layer = layerOf(axis == 0 ? Shape{6, 4, 3, 3} : Shape{4, 6, 3, 3}, weights, axis);
                const QuantError direct = quantError(weights, *quantizedWeights(layer, scheme)),
                                 told = layerError(layer, scheme);
                EXPECT_NEAR(told.mse, direct.mse, 1e-12 * direct.mse);
                EXPECT_NEAR(told.maxError, direct.maxError, 1e-12);
              }
}

TEST(Gdrq, staysFiniteAtTheEdges) {
  const std::vector<std::vector<float>> cases{
      std::vector<float>(12, largest),
      {largest, -largest, largest, -largest, largest, largest, 1, 2, 3, largest, 0, 0},
      {3e38f, -3e38f, 1, 2, -1, 0, 0, 0, 0, 0, 0, 1e38f},
      {denormal, -denormal, denormal, 0, 2 * denormal, 0, 3 * denormal, 0, 0, 0, 0, denormal},
      {1e-30f, 1e30f, -1e30f, 2, 0, 0, 7, 7, 7, 7, 7, -7}};
  for (const std::vector<float>& weights : cases)
    for (const Reading reading : everyReading)
      for (int bits = 1; bits <= 8; ++bits)
        for (const double threshold : {0.0, 2.0, 100.0})
          for (const Correction correction :
               {Correction::None, Correction::Mean, Correction::MeanStd, Correction::Gain})
            for (const Shape& shape : {Shape{2, 6}, Shape{12, 1}, Shape{1, 12}}) {
              QuantScheme scheme = gdrq(bits, reading, threshold);
              scheme.options.set(&GdrqOptions::group, 2);
              scheme.correction = correction;
              if (!fits(scheme)) continue;
              const Floats rounded = quantizedWeights(layerOf(shape, weights), scheme);
              for (const float value : *rounded) ASSERT_TRUE(std::isfinite(value)) << bits << ' ' << weights[0];
            }
}

TEST(Gdrq, mergesScalesIntoABatchNorm) {
  const std::vector<float> gamma{2, -1}, beta{0.5f, 1}, mean{3, -2}, variance{4, 0.25f}, bias{0.1f, 0.2f};
  const std::vector<double> scales{0.01, 0.2};
  const MergedBatchNorm merged = mergedBatchNorm(scales, bias, {gamma, beta, mean, variance, 1e-3});
  for (std::size_t c = 0; c < 2; ++c)
    for (const double sum : {-7.0, 0.0, 1234.0}) {
      const double y = scales[c] * sum + bias[c];
      EXPECT_NEAR(merged.factors[c] * sum + merged.shifts[c],
                  gamma[c] * (y - mean[c]) / std::sqrt(variance[c] + 1e-3) + beta[c], 1e-6);
    }
  EXPECT_THROW(mergedBatchNorm(scales, bias, {gamma, beta, mean, std::span(gamma).first(1), 1e-3}), UsageError);
}

TEST(Gdrq, followsTheThresholdsOfBatches) {
  EXPECT_EQ(runningThresholds(std::vector<double>{4, 8, 0}, 0.25), (std::vector<double>{4, 5, 3.75}));
  EXPECT_TRUE(runningThresholds({}).empty());
}

}  // namespace
}  // namespace bitprism
