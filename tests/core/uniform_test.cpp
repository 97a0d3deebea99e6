#include "core/quant/methods/uniform.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>

#include "core/base/error.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/correction.h"
#include "core/quant/numerics/least_squares.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::layerOf;
using test::normals;

constexpr float largestFloat = std::numeric_limits<float>::max();
constexpr float smallestFloat = std::numeric_limits<float>::denorm_min();

std::vector<float> heavyTailed(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(0.02 * random.normal() * (random.uniform() < 0.02 ? 20 : 1));
  return values;
}

std::vector<float> oneSided(std::size_t count, std::uint64_t seed) {
  std::vector<float> values = normals(count, seed, 1);
  for (float& value : values) value = std::fabs(value) - 0.4f;
  return values;
}

double errorOf(const std::vector<float>& values, double scale, int low, int high) {
  double sum = 0;
  for (const float value : values) {
    const double code = std::clamp(std::nearbyint(value / scale), static_cast<double>(low), static_cast<double>(high));
    sum += (value - scale * code) * (value - scale * code);
  }
  return sum;
}

// The least error of many scales, each with the best scale for its codes.
double bruteForce(const std::vector<float>& values, int low, int high) {
  double widest = 0, power = 0;
  for (const float value : values) {
    power += static_cast<double>(value) * value;
    if (value > 0 && high > 0) widest = std::max(widest, static_cast<double>(value) / high);
    if (value < 0 && low < 0) widest = std::max(widest, static_cast<double>(value) / low);
  }
  double least = power;
  if (widest == 0) return least;
  constexpr int points = 3000;
  for (int i = 0; i < points; ++i) {
    const double scale = widest * std::pow(0.01, static_cast<double>(i) / points) * 2.1;
    double a = 0, b = 0;
    for (const float value : values) {
      const double code =
          std::clamp(std::nearbyint(value / scale), static_cast<double>(low), static_cast<double>(high));
      a += value * code;
      b += code * code;
    }
    if (b > 0) least = std::min(least, power - a * a / b);
  }
  return least;
}

double uniformDistance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += (static_cast<double>(a[i]) - b[i]) * (static_cast<double>(a[i]) - b[i]);
  return sum;
}

TEST(Uniform, followsItsDefinitionWhenSymmetric) {
  const std::vector<float> weights{0.7f, -0.35f, 0.1f, 0.0f, -0.7f, 0.349f};
  const QuantScheme scheme{
      .bits = 3, .granularity = Granularity::Tensor, .range = RangeRule::MinMax, .correction = Correction::None};
  const QuantizedTensor tensor = quantize(layerOf({2, 3}, weights), scheme);
  ASSERT_EQ(tensor.scales.size(), 1u);
  EXPECT_FLOAT_EQ(tensor.scales[0], 0.7f / 3);
  EXPECT_TRUE(tensor.zeroPoints.empty());
  EXPECT_TRUE(tensor.offsets.empty());
  EXPECT_EQ(tensor.codes, (std::vector<std::int8_t>{3, -2, 0, 0, -3, 1}));  // -1.5 is a tie, to the even -2
  EXPECT_EQ(dequantize(tensor)[1], -2 * tensor.scales[0]);
}

TEST(Uniform, followsItsDefinitionWhenAffine) {
  const std::vector<float> weights{-0.2f, 0.5f, 0.1f, 0.0f};
  const QuantScheme scheme{.bits = 3, .symmetric = false, .range = RangeRule::MinMax, .correction = Correction::None};
  const QuantizedTensor tensor = quantize(layerOf({1, 4}, weights), scheme);
  EXPECT_FLOAT_EQ(tensor.scales[0], 0.1f);
  EXPECT_EQ(tensor.zeroPoints, (std::vector<std::int8_t>{2 - 4}));
  EXPECT_EQ(tensor.codes, (std::vector<std::int8_t>{-4, 3, -1, -2}));
  EXPECT_EQ(dequantize(tensor)[3], 0.0f);
}

TEST(Uniform, keepsZeroInAnAffineRangeOfOneSign) {
  for (const float sign : {1.0f, -1.0f}) {
    const QuantScheme scheme{.bits = 4, .symmetric = false, .range = RangeRule::MinMax, .correction = Correction::None};
    const QuantizedTensor tensor = quantize(layerOf({1, 3}, {sign * 2, sign * 3, sign * 2.5f}), scheme);
    EXPECT_FLOAT_EQ(tensor.scales[0], 0.2f);
    EXPECT_EQ(tensor.zeroPoints[0], sign > 0 ? -8 : 7);
  }
}

TEST(Uniform, hasTwoLevelsAtTheMeanMagnitudeAtOneBit) {
  const std::vector<float> weights{0.5f, -1.0f, 0.0f, 0.25f, 3.0f, -0.5f};
  for (const RangeRule range : {RangeRule::MinMax, RangeRule::LeastSquares}) {
    const QuantScheme scheme{.bits = 1, .range = range, .correction = Correction::None};
    const QuantizedTensor tensor = quantize(layerOf({2, 3}, weights), scheme);
    EXPECT_EQ(tensor.codes, (std::vector<std::int8_t>{0, -1, 0, 0, 0, -1}));
    EXPECT_EQ(dequantize(tensor), (std::vector<float>{0.5f, -0.5f, 0.5f, 1.25f, 1.25f, -1.25f}));
    EXPECT_EQ(tensor.offsets.size(), 2u);
  }
  const QuantScheme whole{.bits = 1, .granularity = Granularity::Tensor, .correction = Correction::None};
  const QuantizedTensor tensor = quantize(layerOf({2, 3}, weights), whole);
  EXPECT_EQ(tensor.scales, (std::vector<float>{1.75f}));
  EXPECT_EQ(tensor.offsets, (std::vector<float>{0.875f, 0.875f}));
}

TEST(Uniform, writesEveryLevelAsScaleCodeZeroPointOffset) {
  const Layer layer = layerOf({4, 3, 3, 3}, normals(108, 5, 0.1));
  for (const int bits : {1, 2, 5, 8})
    for (const bool symmetric : {true, false})
      for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel})
        for (const Correction correction : {Correction::None, Correction::Mean}) {
          const QuantScheme scheme{
              .bits = bits, .symmetric = symmetric, .granularity = granularity, .correction = correction};
          const QuantizedTensor tensor = quantize(layer, scheme);
          EXPECT_EQ(tensor.scales.size(), granularity == Granularity::Channel ? 4u : 1u);
          EXPECT_EQ(tensor.zeroPoints.size(), symmetric ? 0u : tensor.scales.size());
          EXPECT_EQ(tensor.offsets.size(), hasOffsets(scheme) ? 4u : 0u);
          const std::vector<float> weights = dequantize(tensor);
          for (std::size_t i = 0; i < weights.size(); ++i) {
            const std::size_t channel = i / 27;
            const std::size_t row = tensor.scales.size() > 1 ? channel : 0;
            const int zeroPoint = symmetric ? 0 : tensor.zeroPoints[row];
            const float offset = tensor.offsets.empty() ? 0 : tensor.offsets[channel];
            EXPECT_GE(tensor.codes[i], -(1 << (bits - 1)));
            EXPECT_LT(tensor.codes[i], 1 << (bits - 1));
            EXPECT_EQ(weights[i], tensor.scales[row] * static_cast<float>(tensor.codes[i] - zeroPoint) + offset);
          }
        }
}

TEST(Uniform, roundsToTheNearestLevel) {
  for (const bool symmetric : {true, false})
    for (const int bits : {2, 4, 8}) {
      const std::vector<float> values = heavyTailed(501, 3);
      const QuantScheme scheme{
          .bits = bits, .symmetric = symmetric, .range = RangeRule::LeastSquares, .correction = Correction::None};
      const QuantizedTensor tensor = quantize(layerOf({1, 501}, values), scheme);
      const std::vector<float> rounded = dequantize(tensor);
      const int zeroPoint = symmetric ? 0 : tensor.zeroPoints[0];
      for (std::size_t i = 0; i < values.size(); ++i)
        for (int code = -(1 << (bits - 1)); code < 1 << (bits - 1); ++code)
          EXPECT_LE(std::fabs(values[i] - rounded[i]),
                    std::fabs(values[i] - tensor.scales[0] * static_cast<float>(code - zeroPoint)) * 1.000001f + 1e-9f);
    }
}

TEST(LeastSquares, equalsBruteForceForGivenCodes) {
  for (const int bits : {2, 3, 4, 6, 8})
    for (const std::size_t count : {9u, 64u, 300u, 2000u}) {
      std::uint64_t seed = 0;
      for (const auto& values : {normals(count, 11, 0.05), heavyTailed(count, 12), oneSided(count, 13)}) {
        const int low = -(1 << (bits - 1)), high = -low - 1;
        const double found = errorOf(values, leastSquaresScale(values, low, high).scale, low, high);
        EXPECT_LE(found, bruteForce(values, low, high) * 1.001) << bits << " bits, " << count << " values, " << seed++;
      }
    }
}

TEST(LeastSquares, equalsBruteForceOverScalesAndZeroPoints) {
  for (const int bits : {1, 2, 3, 4})
    for (const std::size_t count : {9u, 64u, 300u}) {
      std::uint64_t kind = 0;
      for (const auto& values : {normals(count, 21, 0.05), heavyTailed(count, 22), oneSided(count, 23)}) {
        const int top = (1 << bits) - 1;
        double least = std::numeric_limits<double>::infinity();
        for (int low = -top; low <= 0; ++low) least = std::min(least, bruteForce(values, low, low + top));
        const Lattice found = leastSquaresLattice(values, top + 1);
        EXPECT_LE(errorOf(values, found.scale, found.low, found.low + top), least * 1.001)
            << bits << " bits, " << count << " values, " << kind++;
      }
    }
}

// With many levels the outermost values decide where they lie, in heavy tails and in light ones.
TEST(LeastSquares, findsThePlaceOfManyLevels) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed)
    for (const std::vector<float>& values : {test::normals(700, seed, 1), heavyTailed(700, seed)}) {
      constexpr int top = 255;
      const Lattice found = leastSquaresLattice(values, top + 1);
      double least = std::numeric_limits<double>::infinity();
      for (int low = -top; low <= 0; ++low) {
        const Lattice one = leastSquaresScale(values, low, low + top);
        if (one.scale > 0) least = std::min(least, errorOf(values, one.scale, low, low + top));
      }
      EXPECT_LE(errorOf(values, found.scale, found.low, found.low + top), 1.005 * least) << "seed " << seed;
    }
}

TEST(LeastSquares, isNeverWorseThanMinMax) {
  for (std::uint64_t seed = 0; seed < 60; ++seed)
    for (const bool symmetric : {true, false})
      for (const int bits : {2, 3, 5, 8}) {
        const std::size_t count = 1 + seed * 7;
        const std::vector<float> values = seed % 2 ? heavyTailed(count, seed) : oneSided(count, seed);
        QuantScheme scheme{.bits = bits, .symmetric = symmetric, .range = RangeRule::MinMax};
        const double minMax = squaredError(values, uniformGrid(values, scheme), scheme);
        scheme.range = RangeRule::LeastSquares;
        EXPECT_LE(squaredError(values, uniformGrid(values, scheme), scheme), minMax);
      }
}

TEST(LeastSquares, findsTheLatticeThatWeightsLieOn) {
  Random random(4);
  for (const int bits : {2, 4, 8}) {
    std::vector<float> values(500);
    for (float& value : values)
      value = 0.037f * static_cast<float>(static_cast<int>(random.below(1u << bits)) - (1 << (bits - 1)));
    const QuantScheme scheme{.bits = bits, .range = RangeRule::LeastSquares};
    const UniformGrid grid = uniformGrid(values, scheme);
    EXPECT_FLOAT_EQ(grid.scale, 0.037f);
    EXPECT_LT(squaredError(values, grid, scheme), 1e-11);
  }
}

TEST(LeastSquares, doesNotDependOnTheUnit) {
  const std::vector<float> values = normals(700, 31, 1);
  const double scale = leastSquaresScale(values, -8, 7).scale;
  for (const float unit : {0x1p-120f, 0x1p+120f}) {
    std::vector<float> scaled = values;
    for (float& value : scaled) value *= unit;
    EXPECT_EQ(leastSquaresScale(scaled, -8, 7).scale, scale * unit);
  }
}

TEST(Uniform, restoresTheMeanOfEveryChannel) {
  for (const std::int64_t axis : {0, 1}) {
    const Layer layer = layerOf({6, 5, 3, 3}, oneSided(270, 41), axis);
    const Channels channels(layer.shape, axis);
    for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel})
      for (const int bits : {1, 2, 4})
        for (const bool symmetric : {true, false}) {
          QuantScheme scheme{.bits = bits, .symmetric = symmetric, .granularity = granularity};
          const std::vector<float> corrected = dequantize(quantize(layer, scheme));
          std::vector<double> difference(channels.count, 0);
          channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
            for (std::size_t i = 0; i < channels.inner; ++i)
              difference[channel] += static_cast<double>((*layer.weights)[begin + i]) - corrected[begin + i];
          });
          for (const double sum : difference) EXPECT_NEAR(sum / static_cast<double>(channels.perChannel()), 0, 1e-7);
          scheme.correction = Correction::None;
          EXPECT_LE(uniformDistance(*layer.weights, corrected),
                    uniformDistance(*layer.weights, dequantize(quantize(layer, scheme))) + 1e-9);
        }
  }
}

TEST(Uniform, treatsTheChannelsOfATransposedConvolutionAlike) {
  // [in, out, k] and the same weights as [out, in, k] must get the same grids and codes.
  constexpr std::size_t in = 4, out = 3, kernel = 5;
  const std::vector<float> weights = heavyTailed(in * out * kernel, 51);
  std::vector<float> turned(weights.size());
  const auto moved = [&](std::size_t i, std::size_t o, std::size_t k) { return (o * in + i) * kernel + k; };
  for (std::size_t i = 0; i < in; ++i)
    for (std::size_t o = 0; o < out; ++o)
      for (std::size_t k = 0; k < kernel; ++k) turned[moved(i, o, k)] = weights[(i * out + o) * kernel + k];
  for (const bool symmetric : {true, false}) {
    const QuantScheme scheme{.bits = 3, .symmetric = symmetric, .range = RangeRule::LeastSquares};
    const QuantizedTensor a = quantize(layerOf({in, out, kernel}, weights, 1), scheme);
    const QuantizedTensor b = quantize(layerOf({out, in, kernel}, turned), scheme);
    EXPECT_EQ(a.scales, b.scales);
    EXPECT_EQ(a.zeroPoints, b.zeroPoints);
    for (std::size_t o = 0; o < out; ++o) EXPECT_NEAR(a.offsets[o], b.offsets[o], 1e-9);
    for (std::size_t i = 0; i < in; ++i)
      for (std::size_t o = 0; o < out; ++o)
        for (std::size_t k = 0; k < kernel; ++k)
          EXPECT_EQ(a.codes[(i * out + o) * kernel + k], b.codes[moved(i, o, k)]);
  }
}

// Every combination of options on weights at the edges of what a float can be: levels are finite, and the error is not
// larger than what rounding everything to zero would give (beyond float accuracy).
TEST(Uniform, survivesExtremeWeights) {
  const std::vector<std::vector<float>> cases{{0, 0, 0, 0},
                                              {0.25f, 0.25f, 0.25f, 0.25f},
                                              {-0.25f, -0.25f, -0.25f, -0.25f},
                                              {3e38f, -3e38f, 3e38f, 1},
                                              {largestFloat, -largestFloat, largestFloat, largestFloat},
                                              {largestFloat, largestFloat, largestFloat, largestFloat},
                                              {-largestFloat, 0, 0, 1},
                                              {smallestFloat, -smallestFloat, 0, smallestFloat},
                                              {3 * smallestFloat, 0, 0, 0},
                                              {1e-39f, -5e-40f, 1e-41f, 0},
                                              {1, 1e-30f, -1e-38f, smallestFloat},
                                              {-0.0f, 0.0f, -0.0f, 1e-3f}};
  for (const auto& weights : cases)
    for (const int bits : {1, 2, 3, 8})
      for (const bool symmetric : {true, false})
        for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel})
          for (const RangeRule range : {RangeRule::MinMax, RangeRule::LeastSquares})
            for (const Correction correction : {Correction::None, Correction::Mean})
              for (const Shape& shape : {Shape{1, 4}, Shape{2, 2}, Shape{4, 1}}) {
                const QuantScheme scheme{.bits = bits,
                                         .symmetric = symmetric,
                                         .granularity = granularity,
                                         .range = range,
                                         .correction = correction};
                const QuantizedTensor tensor = quantize(layerOf(shape, weights), scheme);
                for (const float scale : tensor.scales) EXPECT_TRUE(scale > 0 && std::isfinite(scale));
                double power = 0;
                const std::vector<float> rounded = dequantize(tensor);
                for (std::size_t i = 0; i < weights.size(); ++i) {
                  EXPECT_TRUE(std::isfinite(rounded[i])) << weights[i] << " at " << bits;
                  power += static_cast<double>(weights[i]) * weights[i];
                }
                EXPECT_LE(uniformDistance(weights, rounded), power * 2.0001) << toJson(scheme).dump() << weights[0];
              }
}

TEST(Uniform, isExactForConstantChannels) {
  const std::vector<float> weights{0.25f, 0.25f, 0, 0, -3, -3};
  for (const int bits : {1, 2, 4, 8})
    for (const bool symmetric : {true, false})
      for (const RangeRule range : {RangeRule::MinMax, RangeRule::LeastSquares}) {
        const std::vector<float> rounded =
            dequantize(quantize(layerOf({3, 2}, weights), {.bits = bits, .symmetric = symmetric, .range = range}));
        for (std::size_t i = 0; i < weights.size(); ++i) EXPECT_NEAR(rounded[i], weights[i], 1e-6) << bits;
      }
}

TEST(Uniform, quantizesOneElement) {
  for (const int bits : {1, 2, 8})
    for (const bool symmetric : {true, false})
      EXPECT_NEAR(dequantize(quantize(layerOf({1, 1}, {-0.7f}), {.bits = bits, .symmetric = symmetric}))[0], -0.7f,
                  1e-6);
}

TEST(Quantizer, refusesWhatIsNoNumberNamingTheLayer) {
  const Layer layer =
      layerOf({1, 4}, {1, std::numeric_limits<float>::quiet_NaN(), 2, -std::numeric_limits<float>::infinity()});
  try {
    quantize(layer, {.bits = 4});
    FAIL() << "accepted";
  } catch (const Error& problem) {
    EXPECT_NE(std::string(problem.what()).find("layer 'layer' has 2 of 4"), std::string::npos) << problem.what();
  }
}

TEST(Quantizer, refusesBitsThatDoNotExist) {
  const Layer layer = layerOf({1, 1}, {1});
  for (const int bits : {-1, 0, 9, 16, 31, 32, 33}) EXPECT_THROW(quantize(layer, {.bits = bits}), UsageError);
  EXPECT_EQ(quantizedWeights(layer, {.bits = floatBits}), layer.weights);
}

TEST(Quantizer, errorFallsWithEveryBit) {
  const Layer layer = layerOf({8, 60}, heavyTailed(480, 61));
  for (const bool symmetric : {true, false}) {
    double before = std::numeric_limits<double>::infinity();
    for (int bits = minimumBits; bits <= maximumBits; ++bits) {
      const double error = uniformDistance(
          *layer.weights,
          *quantizedWeights(layer, {.bits = bits, .symmetric = symmetric, .range = RangeRule::LeastSquares}));
      EXPECT_LT(error, before) << bits;
      before = error;
    }
  }
}

// Removes the farthest values one by one.
Clipping clippingByHand(std::vector<float> values, bool symmetric, double percentile) {
  const auto drop = [&](double share) {
    return static_cast<std::size_t>(std::floor(static_cast<double>(values.size()) * share / 100 + 1e-9));
  };
  if (symmetric) {
    std::sort(values.begin(), values.end(), [](float a, float b) { return std::fabs(a) < std::fabs(b); });
    values.resize(values.size() - drop(100 - percentile));
    return {-std::fabs(values.back()), std::fabs(values.back())};
  }
  std::sort(values.begin(), values.end());
  const std::size_t each = drop((100 - percentile) / 2);
  return {std::min(values[each], 0.0f), std::max(values[values.size() - 1 - each], 0.0f)};
}

TEST(Percentile, equalsBruteForce) {
  for (const double percentile : {50.5, 75.0, 90.0, 99.0, 99.9, 99.99, 100.0})
    for (const std::size_t count : {1u, 2u, 10u, 100u, 999u, 1000u, 1001u, 20000u})
      for (const bool symmetric : {true, false})
        for (const auto& values : {normals(count, 31, 0.05), heavyTailed(count, 32), oneSided(count, 33)}) {
          const Clipping found = percentileClipping(values, symmetric, percentile);
          const Clipping expected = clippingByHand(values, symmetric, percentile);
          EXPECT_EQ(found.low, expected.low) << percentile << " of " << count;
          EXPECT_EQ(found.high, expected.high) << percentile << " of " << count;
        }
}

TEST(Percentile, isMinMaxOfWhatIsLeft) {
  for (const bool symmetric : {true, false})
    for (const int bits : {2, 4, 8}) {
      const std::vector<float> values = heavyTailed(1000, 34);
      const QuantScheme minMax{.bits = bits, .symmetric = symmetric};
      QuantScheme scheme = minMax;
      scheme.range = RangeRule::Percentile;
      scheme.percentile = 95;
      const Clipping ends = percentileClipping(values, symmetric, 95);
      std::vector<float> left;
      for (const float value : values)
        if (value >= ends.low && value <= ends.high) left.push_back(value);
      EXPECT_EQ(left.size(), 950u);
      const UniformGrid found = uniformGrid(values, scheme), expected = uniformGrid(left, minMax);
      EXPECT_EQ(found.scale, expected.scale);
      EXPECT_EQ(found.zeroPoint, expected.zeroPoint);
      scheme.percentile = 100;
      EXPECT_EQ(uniformGrid(values, scheme).scale, uniformGrid(values, minMax).scale);
    }
}

TEST(Percentile, worksByChannelAndByTensor) {
  std::vector<float> weights = normals(4000, 35, 0.05);
  weights[10] = 3;  // in channel 0 of 4
  for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel}) {
    const QuantScheme scheme{.bits = 4, .granularity = granularity, .range = RangeRule::Percentile, .percentile = 99};
    const QuantizedTensor tensor = quantize(layerOf({4, 1000}, weights), scheme);
    ASSERT_EQ(tensor.scales.size(), granularity == Granularity::Tensor ? 1u : 4u);
    for (std::size_t row = 0; row < tensor.scales.size(); ++row) {
      const std::span<const float> all = weights;
      const std::span<const float> values = tensor.scales.size() == 1 ? all : all.subspan(row * 1000, 1000);
      EXPECT_EQ(tensor.scales[row], uniformGrid(values, scheme).scale);
      EXPECT_LT(tensor.scales[row], 0.05);
    }
  }
}

TEST(Percentile, fallsBackToMinMaxWhereOnlyZerosWouldBeLeft) {
  std::vector<float> values(1000, 0);
  values[7] = 0.5f;
  for (const bool symmetric : {true, false}) {
    QuantScheme scheme{.bits = 4, .symmetric = symmetric, .range = RangeRule::Percentile, .percentile = 99};
    const float found = uniformGrid(values, scheme).scale;
    scheme.range = RangeRule::MinMax;
    EXPECT_EQ(found, uniformGrid(values, scheme).scale);
  }
}

TEST(HalfWeights, areRoundedAndClampedAndHaveNoCodes) {
  const Layer layer = layerOf({2, 2}, {0.1f, -1e6f, 1.0f, 0x1p-30f});
  const QuantScheme half{.bits = halfBits};
  const std::vector<float> expected{0.0999755859375f, -65504, 1, 0};
  EXPECT_EQ(*quantizedWeights(layer, half), expected);
  EXPECT_THROW(quantize(layer, half), UsageError);
  EXPECT_THROW(quantizedWeights(layerOf({1, 1}, {std::numeric_limits<float>::infinity()}), half), Error);
}

}  // namespace
}  // namespace bitprism
