#include "core/quant/methods/aciq.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <set>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/quant/codes/levels.h"
#include "core/quant/methods/correction.h"
#include "core/quant/methods/mid_tread.h"
#include "core/quant/packed/packed_codes.h"
#include "core/quant/packed/packed_layout.h"
#include "core/quant/scheme/bit_allocation.h"
#include "core/stats/layer_stats.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::layerOf;
using test::normals;

constexpr float largest = std::numeric_limits<float>::max();
constexpr float denormal = std::numeric_limits<float>::denorm_min();

std::vector<float> laplacians(std::size_t count, std::uint64_t seed, double scale = 1, double mean = 0) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) {
    const double u = random.uniform() - 0.5;
    value = static_cast<float>(mean - scale * (u < 0 ? -1 : 1) * std::log1p(-2 * std::fabs(u)));
  }
  return values;
}

QuantScheme aciq(int bits, Correction correction = Correction::None) {
  QuantScheme scheme;
  scheme.method = Method::Aciq;
  scheme.bits = bits;
  scheme.correction = correction;
  return scheme;
}

// All schemes of a few bits, with every option.
std::vector<QuantScheme> everyScheme() {
  std::vector<QuantScheme> schemes;
  for (const int bits : {1, 2, 4, 8})
    for (const Correction correction : {Correction::None, Correction::Mean, Correction::MeanStd, Correction::Gain})
      for (int options = 0; options < 32; ++options)
        for (const Prior prior : {Prior::Auto, Prior::Laplace, Prior::Gauss}) {
          QuantScheme scheme = aciq(bits, correction);
          scheme.options.set(&AciqOptions::prior, prior);
          scheme.options.set(&AciqOptions::oneSided, options & 1);
          scheme.options.set(&AciqOptions::clip, !(options & 2));
          scheme.options.set(&AciqOptions::author, options & 4);
          scheme.granularity = options & 8 ? Granularity::Tensor : Granularity::Channel;
          scheme.options.set(&AciqOptions::allocate, options & 16);
          if (aciqOptions(scheme).allocate && scheme.granularity == Granularity::Tensor) continue;
          schemes.push_back(scheme);
        }
  return schemes;
}

double density(Prior prior, double x) {
  return prior == Prior::Laplace ? std::exp(-std::fabs(x)) / 2 : std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0));
}

// By Simpson's rule.
double integral(double from, double to, const std::function<double(double)>& function) {
  constexpr int pieces = 4000;
  const double width = (to - from) / pieces;
  double sum = function(from) + function(to);
  for (int i = 1; i < pieces; ++i) sum += function(from + i * width) * (i % 2 == 1 ? 4 : 2);
  return sum * width / 3;
}

struct Constants {
  double laplace, gauss, oneSidedLaplace, oneSidedGauss, laplaceError, gaussError;
};
constexpr Constants published[] = {{1.04991, 0.76578, 1.86282, 1.23991, 1.06738, 0.44381},
                                   {1.86282, 1.23991, 2.83068, 1.71064, 0.59964, 0.21501},
                                   {2.83068, 1.71064, 3.89723, 2.15159, 0.28488, 0.087148},
                                   {3.89723, 2.15159, 5.02864, 2.55914, 0.11970, 0.031429},
                                   {5.02864, 2.55914, 6.20477, 2.93620, 0.046022, 0.010493},
                                   {6.20477, 2.93620, 7.41313, 3.28691, 0.016572, 0.0033226},
                                   {7.41313, 3.28691, 8.64562, 3.61511, 0.0056788, 0.0010129},
                                   {8.64562, 3.61511, 9.89676, 3.92404, 0.0018725, 0.00030022},
                                   {9.89676, 3.92404, 11.16269, 4.21633, 0.00059885, 0.000087078}};

TEST(AciqClip, hasTheConstantsOfTheDensities) {
  for (int bits = 0; bits <= maximumBits; ++bits) {
    SCOPED_TRACE(bits);
    const double bins = std::ldexp(1.0, bits);
    const Constants& expected = published[bits];
    EXPECT_NEAR(optimalClip(Prior::Laplace, bins), expected.laplace, 1e-5);
    EXPECT_NEAR(optimalClip(Prior::Gauss, bins), expected.gauss, 1e-5);
    EXPECT_NEAR(optimalClip(Prior::Laplace, bins, true), expected.oneSidedLaplace, 1e-5);
    EXPECT_NEAR(optimalClip(Prior::Gauss, bins, true), expected.oneSidedGauss, 1e-5);
    EXPECT_NEAR(expectedError(Prior::Laplace, optimalClip(Prior::Laplace, bins), bins) / expected.laplaceError, 1,
                2e-5);
    EXPECT_NEAR(expectedError(Prior::Gauss, optimalClip(Prior::Gauss, bins), bins) / expected.gaussError, 1, 6e-5);
    for (const Prior prior : {Prior::Laplace, Prior::Gauss})
      for (const bool oneSided : {false, true})
        EXPECT_NEAR(authorsClip(prior, bits, oneSided), optimalClip(prior, bins, oneSided), 0.017);
  }
  EXPECT_EQ(authorsClip(Prior::Laplace, 4), 5.03);
  EXPECT_EQ(authorsClip(Prior::Laplace, 3, true), 5.02);
}

TEST(AciqClip, invertsWTimesItsExponential) {
  EXPECT_EQ(lambertW(0), 0);
  for (double x = 1e-300; x < 1e300; x *= 3.7) {
    const double w = lambertW(x);
    EXPECT_NEAR(w + std::log(w), std::log(x), 1e-12 * (1 + std::fabs(std::log(x)))) << x;
  }
}

TEST(AciqClip, isWhereTheSlopeOfTheErrorIsZero) {
  for (const Prior prior : {Prior::Laplace, Prior::Gauss})
    for (const bool oneSided : {false, true})
      for (const double bins : {0.3, 1.0, 3.0, 4.0, 21.0, 256.0, 900.0}) {
        const double clip = optimalClip(prior, bins, oneSided);
        EXPECT_NEAR(expectedErrorSlope(prior, clip, bins, oneSided), 0, 1e-12);
        for (const double alpha : {0.1, 0.7, clip, 2 * clip}) {
          constexpr double step = 1e-5;
          const double slope = (expectedError(prior, alpha + step, bins, oneSided) -
                                expectedError(prior, alpha - step, bins, oneSided)) /
                               (2 * step);
          EXPECT_NEAR(expectedErrorSlope(prior, alpha, bins, oneSided), slope, 1e-8) << alpha;
          EXPECT_LE(expectedError(prior, clip, bins, oneSided), expectedError(prior, alpha, bins, oneSided));
        }
      }
}

TEST(AciqClip, expectsTheErrorThatTheDensityHas) {
  for (const Prior prior : {Prior::Laplace, Prior::Gauss})
    for (const double alpha : {0.5, 1.5, 3.0, 6.0})
      for (const double bins : {1.0, 4.0, 16.0}) {
        const double clipped =
            integral(alpha, alpha + 40, [&](double x) { return (x - alpha) * (x - alpha) * density(prior, x); });
        const double step = 2 * alpha / bins, oneSidedStep = alpha / bins;
        EXPECT_NEAR(expectedError(prior, alpha, bins), 2 * clipped + step * step / 12, 1e-9);
        EXPECT_NEAR(expectedError(prior, alpha, bins, true), clipped + oneSidedStep * oneSidedStep / 24, 1e-9);
      }
}

TEST(AciqClip, takesTheLikelierDensity) {
  EXPECT_EQ(likelierPrior(spreadOf(laplacians(5000, 1))), Prior::Laplace);
  EXPECT_EQ(likelierPrior(spreadOf(normals(5000, 2))), Prior::Gauss);
  std::vector<float> flat(5000);
  for (std::size_t i = 0; i < flat.size(); ++i) flat[i] = static_cast<float>(i);
  EXPECT_EQ(likelierPrior(spreadOf(flat)), Prior::Gauss);
  // The boundary is where both densities make the values equally likely.
  Spread spread;
  spread.deviation = 1;
  const double laplace = [](double b) { return -std::log(2 * std::exp(1.0) * b); }(0.7602);
  const double gauss = -std::log(std::sqrt(2 * std::acos(-1.0) * std::exp(1.0)));
  EXPECT_NEAR(laplace, gauss, 1e-4);
  spread.meanAbsolute = 0.7601;
  EXPECT_EQ(likelierPrior(spread), Prior::Laplace);
  spread.meanAbsolute = 0.7603;
  EXPECT_EQ(likelierPrior(spread), Prior::Gauss);
}

TEST(AciqClip, slidesUpWhereTheDataBeginAboveIt) {
  const Spread spread{.count = 100, .minimum = -1, .maximum = 2, .mean = 0.5, .meanAbsolute = 0.4, .deviation = 0.6};
  const AciqClip wide = aciqClip(spread, 4, Prior::Laplace);
  EXPECT_NEAR(wide.alpha, 0.4 * 5.02864, 1e-5);
  EXPECT_EQ(wide.offset, -1);  // mean - alpha is below
  EXPECT_EQ(wide.range, 2 * wide.alpha);
  EXPECT_EQ(withinData(wide, spread).range, 3);
  const AciqClip narrow = aciqClip(spread, 1, Prior::Gauss);
  EXPECT_NEAR(narrow.offset, 0.5 - 0.6 * 1.23991, 1e-5);
  EXPECT_EQ(withinData(narrow, spread).range, narrow.range);
  const AciqClip oneSided = aciqClip(spread, 2, Prior::Gauss, true);
  EXPECT_EQ(oneSided.offset, 0);
  EXPECT_NEAR(oneSided.range, 0.5 + 0.6 * 2.15159, 1e-5);
  const AciqClip table = aciqClip(spread, 2, Prior::Gauss, true, true);
  EXPECT_NEAR(table.range, 0.5 + 0.6 * 2.15, 1e-12);
}

TEST(Spread, isAPartOfLayerStats) {
  for (const std::size_t count : {1u, 2u, 7u, 8u, 9u, 63u, 4096u, 10007u}) {
    const std::vector<float> values = laplacians(count, count, 0.3, 0.1);
    const Spread spread = spreadOf(values);
    const LayerStats stats = layerStats(values);
    EXPECT_EQ(spread.count, stats.count);
    EXPECT_EQ(spread.minimum, stats.minimum);
    EXPECT_EQ(spread.maximum, stats.maximum);
    EXPECT_NEAR(spread.mean, stats.mean, 1e-12);
    EXPECT_NEAR(spread.meanAbsolute, stats.meanAbsolute, 1e-12);
    EXPECT_NEAR(spread.deviation, stats.deviation, 1e-12);
    double sum = 0;
    for (const float value : values) sum += std::fabs(static_cast<double>(value));
    EXPECT_NEAR(sumOfMagnitudes(values), sum, 1e-9 * sum);
  }
  const Spread constant = spreadOf(std::vector<float>(1000, 0.1f));
  EXPECT_EQ(constant.deviation, 0);
  EXPECT_EQ(constant.meanAbsolute, 0);
  EXPECT_EQ(spreadOf({}).count, 0);
}

TEST(BitAllocation, goesWithTheTwoThirdsPower) {
  // 2^(3/2) times as wide is twice the bins.
  const double wider = std::pow(2.0, 1.5);
  EXPECT_EQ(binAllocation(std::vector<double>{1, wider, wider * wider}, 3), (std::vector<int>{2, 3, 4}));
  EXPECT_EQ(binAllocation(std::vector<double>{0, 0}, 3), (std::vector<int>{0, 0}));
  EXPECT_EQ(binAllocation(std::vector<double>{1, 1, 1}, 5.3, BitRounding::Up), (std::vector<int>{6, 6, 6}));
  EXPECT_EQ(authorsAllocation(std::vector<double>{2.83, 1}, 4), (std::vector<int>{5, 4}));  // 4.5 on average
  EXPECT_EQ(exactAllocation(std::vector<double>{2.83, 1}, 4), (std::vector<int>{5, 3}));
}

double totalError(const std::vector<double>& alphas, const std::vector<int>& bits) {
  double sum = 0;
  for (std::size_t i = 0; i < alphas.size(); ++i) sum += allocationError(alphas[i], bits[i]);
  return sum;
}

// What rounding to the middles of 2^bits equal bins does to values spread evenly over [-alpha, alpha].
TEST(BitAllocation, expectsTheErrorOfEvenlySpreadValues) {
  for (const double alpha : {0.3, 1.0, 7.0})
    for (int bits = 0; bits <= maximumBits; ++bits) {
      const double width = 2 * alpha / (1 << bits);
      constexpr int points = 1 << 16;
      double sum = 0;
      for (int i = 0; i < points; ++i) {
        const double x = -alpha + 2 * alpha * (i + 0.5) / points;
        const double middle = -alpha + (std::floor((x + alpha) / width) + 0.5) * width;
        sum += (x - middle) * (x - middle) / points;
      }
      EXPECT_NEAR(allocationError(alpha, bits), sum, 1e-4 * sum) << alpha << ' ' << bits;
    }
}

TEST(BitAllocation, meetsEveryBudgetExactly) {
  Random random(3);
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t channels = 1 + random.below(40);
    std::vector<double> alphas;
    for (std::size_t i = 0; i < channels; ++i)
      alphas.push_back(random.uniform() < 0.1 ? 0 : std::exp(random.normal() * (1 + trial % 5)));
    for (int bits = 0; bits <= maximumBits; ++bits) {
      const std::vector<int> allocation = exactAllocation(alphas, bits);
      EXPECT_EQ(std::accumulate(allocation.begin(), allocation.end(), 0), bits * static_cast<int>(channels));
      for (const int own : allocation) {
        EXPECT_GE(own, 0);
        EXPECT_LE(own, maximumBits);
      }
    }
  }
  for (int bits = 0; bits <= maximumBits; ++bits) {
    EXPECT_EQ(exactAllocation(std::vector<double>(5, 0.0), bits), std::vector<int>(5, bits));
    EXPECT_EQ(exactAllocation(std::vector<double>(5, 0.3), bits), std::vector<int>(5, bits));
  }
  EXPECT_TRUE(exactAllocation({}, 4).empty());
}

// Of all allocations of the budget that give bits to, or take them from, what the authors' way comes to.
TEST(BitAllocation, changesBitsWhereTheErrorChangesLeast) {
  Random random(4);
  int changed = 0;
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> alphas;
    for (int i = 0; i < 4; ++i) alphas.push_back(std::exp(1.5 * random.normal()));
    for (const int bits : {1, 2, 4, 7}) {
      const std::vector<int> start = authorsAllocation(alphas, bits), found = exactAllocation(alphas, bits);
      const int missing = 4 * bits - std::accumulate(start.begin(), start.end(), 0);
      changed += missing != 0 ? 1 : 0;
      double least = std::numeric_limits<double>::infinity();
      std::vector<int> other(4);
      for (int code = 0; code < 9 * 9 * 9 * 9; ++code) {
        int rest = code, sum = 0;
        bool oneWay = true;
        for (std::size_t i = 0; i < 4; ++i, rest /= 9) {
          other[i] = rest % 9;
          sum += other[i];
          oneWay = oneWay && (missing >= 0 ? other[i] >= start[i] : other[i] <= start[i]);
        }
        if (oneWay && sum == 4 * bits) least = std::min(least, totalError(alphas, other));
      }
      EXPECT_NEAR(totalError(alphas, found), least, 1e-12 * least);
    }
  }
  EXPECT_GT(changed, 100);
}

TEST(Aciq, hasALevelAtZeroAndOffsetsPerChannel) {
  std::vector<float> weights = laplacians(4 * 50, 5);
  for (std::size_t i = 0; i < 50; ++i) weights[i] = 3 + 0.1f * weights[i];  // far from 0
  for (const int bits : {2, 3, 4, 8})
    for (const Granularity granularity : {Granularity::Channel, Granularity::Tensor}) {
      QuantScheme scheme = aciq(bits);
      scheme.granularity = granularity;
      const QuantizedTensor tensor = quantize(layerOf({4, 50}, weights), scheme);
      EXPECT_TRUE(hasOffsets(scheme));
      EXPECT_TRUE(tensor.zeroPoints.empty());
      EXPECT_EQ(tensor.offsets.size(), 4u);
      EXPECT_EQ(tensor.scales.size(), granularity == Granularity::Channel ? 4u : 1u);
      for (std::size_t c = 0; c < 4; ++c) {
        const double steps = static_cast<double>(tensor.offsets[c]) /
                             static_cast<double>(tensor.scales[tensor.scales.size() == 1 ? 0 : c]);
        EXPECT_NEAR(steps, std::nearbyint(steps), 1e-4);
      }
    }
}

TEST(Aciq, choosesThePriorWithTheLowerError) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Layer layer = layerOf({1, 3000}, seed % 2 == 0 ? laplacians(3000, seed) : normals(3000, seed));
    for (int bits = 2; bits <= 8; ++bits) {
      QuantScheme scheme = aciq(bits);
      const double both = layerError(layer, scheme).mse;
      scheme.options.set(&AciqOptions::prior, Prior::Laplace);
      const double laplace = layerError(layer, scheme).mse;
      scheme.options.set(&AciqOptions::prior, Prior::Gauss);
      const double gauss = layerError(layer, scheme).mse;
      scheme.options.set(&AciqOptions::clip, false);
      EXPECT_EQ(both, std::min({laplace, gauss, layerError(layer, scheme).mse}));
      if (bits <= 4 && seed % 2 == 0 && bits > 2) {
        EXPECT_LT(laplace, gauss);
      }
      if (bits <= 4 && seed % 2 == 1) {
        EXPECT_LT(gauss, laplace);
      }
    }
  }
}

TEST(Aciq, comesNearTheLeastSquares) {
  for (const bool gauss : {false, true}) {
    const Layer layer = layerOf({1, 40000}, gauss ? normals(40000, 7, 1) : laplacians(40000, 7));
    for (int bits = 2; bits <= 6; ++bits) {
      QuantScheme least;
      least.bits = bits;
      least.symmetric = false;
      least.range = RangeRule::LeastSquares;
      least.correction = Correction::None;
      EXPECT_LT(layerError(layer, aciq(bits)).mse, 1.06 * layerError(layer, least).mse) << bits;
    }
  }
}

TEST(Aciq, hasTwoLevelsAboutTheMeanAtOneBit) {
  const std::vector<float> weights{1, 2, 3, 10, 0, -2};
  const QuantizedTensor tensor = quantize(layerOf({1, 6}, weights), aciq(1));
  const Spread spread = spreadOf(weights);
  const std::vector<float> rounded = dequantize(tensor);
  for (std::size_t i = 0; i < weights.size(); ++i)
    EXPECT_NEAR(rounded[i], spread.mean + (weights[i] < spread.mean ? -1 : 1) * spread.meanAbsolute, 1e-6);
}

TEST(Aciq, makesNegativeValuesZeroWhereOneSided) {
  const std::vector<float> weights = normals(500, 9, 1);
  for (const bool clip : {true, false})
    for (int bits = 1; bits <= 8; ++bits) {
      QuantScheme scheme = aciq(bits);
      scheme.options.set(&AciqOptions::oneSided, true);
      scheme.options.set(&AciqOptions::clip, clip);
      const std::vector<float> rounded = dequantize(quantize(layerOf({1, 500}, weights), scheme));
      for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] <= 0) {
          EXPECT_EQ(rounded[i], 0.0f);
        }
        EXPECT_GE(rounded[i], 0.0f);
      }
    }
  QuantScheme scheme = aciq(3);
  scheme.options.set(&AciqOptions::oneSided, true);
  EXPECT_EQ(dequantize(quantize(layerOf({1, 3}, {-1, -2, -0.5f}), scheme)), std::vector<float>(3, 0.0f));
}

TEST(Aciq, keepsTheWholeRangeWithoutClip) {
  std::vector<float> weights = laplacians(300, 11);
  weights[7] = 30;
  weights[8] = -20;
  QuantScheme scheme = aciq(8);
  scheme.options.set(&AciqOptions::clip, false);
  const std::vector<float> rounded = dequantize(quantize(layerOf({1, 300}, weights), scheme));
  for (std::size_t i = 0; i < weights.size(); ++i) EXPECT_NEAR(rounded[i], weights[i], 50.0 / 255 * 0.51 * 2);
  EXPECT_NEAR(rounded[7], 30, 0.2);
  EXPECT_NEAR(rounded[8], -20, 0.2);
}

TEST(Aciq, spendsExactlyTheBitsOfTheScheme) {
  Random random(12);
  std::vector<float> weights;
  constexpr std::int64_t channels = 9, size = 31;
  for (int c = 0; c < channels; ++c) {
    const double scale = c == 4 ? 0 : std::exp(2 * random.normal());
    for (int i = 0; i < size; ++i) weights.push_back(static_cast<float>(0.5 + scale * random.normal()));
  }
  for (int bits = 1; bits <= 8; ++bits)
    for (const bool author : {false, true}) {
      SCOPED_TRACE(bits);
      QuantScheme scheme = aciq(bits);
      scheme.options.set(&AciqOptions::allocate, true);
      scheme.options.set(&AciqOptions::author, author);
      const Layer layer = layerOf({channels, size}, weights);
      const QuantizedTensor tensor = quantize(layer, scheme);
      ASSERT_EQ(tensor.channelBits.size(), static_cast<std::size_t>(channels));
      const std::vector<int> widths(tensor.channelBits.begin(), tensor.channelBits.end());
      EXPECT_EQ(std::accumulate(widths.begin(), widths.end(), 0), channels * bits);
      const Channels places(layer.shape, 0);
      const Bytes packed = packCodes(tensor.codes, places, widths);
      EXPECT_EQ(static_cast<std::int64_t>(packed.size()), layerSections(layer.shape, 0, scheme).codes);
      EXPECT_EQ(unpackCodes(packed, places, widths), tensor.codes);
      const std::vector<float> rounded = dequantize(tensor);
      for (std::size_t c = 0; c < widths.size(); ++c) {
        const std::set<float> levels(rounded.begin() + static_cast<std::ptrdiff_t>(c) * size,
                                     rounded.begin() + static_cast<std::ptrdiff_t>(c + 1) * size);
        EXPECT_LE(levels.size(), std::size_t{1} << widths[c]);
        if (widths[c] > 0) continue;
        const Spread spread = spreadOf(std::span(weights).subspan(c * size, size));
        if (!author) {
          EXPECT_EQ(*levels.begin(), static_cast<float>(spread.mean));
        }
      }
    }
}

TEST(Aciq, losesLessWithAllocatedBits) {
  Random random(13);
  std::vector<float> weights;
  for (int c = 0; c < 32; ++c) {
    const double scale = std::exp(random.normal());
    for (int i = 0; i < 100; ++i) weights.push_back(static_cast<float>(scale * random.normal()));
  }
  for (const bool clip : {true, false})
    for (const int bits : {2, 3, 4, 5}) {
      QuantScheme scheme = aciq(bits);
      scheme.options.set(&AciqOptions::clip, clip);
      const double same = layerError(layerOf({32, 100}, weights), scheme).mse;
      scheme.options.set(&AciqOptions::allocate, true);
      EXPECT_LT(layerError(layerOf({32, 100}, weights), scheme).mse, 0.75 * same) << bits;
    }
}

TEST(Aciq, refusesToAllocateToATensor) {
  QuantScheme scheme = aciq(4);
  scheme.options.set(&AciqOptions::allocate, true);
  scheme.granularity = Granularity::Tensor;
  EXPECT_THROW(checkScheme(scheme), UsageError);
}

TEST(Aciq, tellsTheErrorOfItsWeights) {
  std::vector<float> weights = laplacians(6 * 4 * 9, 14, 0.05, 0.01);
  for (std::size_t i = 0; i < 36; ++i) weights[36 + i] = 0.25f;
  for (const QuantScheme& scheme : everyScheme())
    for (const std::int64_t axis : {0, 1}) {
      const Layer layer = layerOf(axis == 0 ? Shape{6, 4, 3, 3} : Shape{4, 6, 3, 3}, weights, axis);
      const QuantError direct = quantError(weights, *quantizedWeights(layer, scheme)), told = layerError(layer, scheme);
      EXPECT_NEAR(told.mse, direct.mse, 1e-12 * direct.mse);
      EXPECT_NEAR(told.maxError, direct.maxError, 1e-12);
      EXPECT_NEAR(told.cosine, direct.cosine, 1e-12);
    }
}

TEST(Aciq, staysFiniteAtTheEdges) {
  const std::vector<std::vector<float>> cases{
      std::vector<float>(12, 0.25f),
      std::vector<float>(12, -largest),
      std::vector<float>(12, 0.0f),
      {largest, -largest, largest, -largest, largest, largest, 1, 2, 3, largest, 0, 0},
      {3e38f, -3e38f, 1, 2, -1, 0, 3e38f, 3e38f, 3e38f, 3e38f, 3e38f, 1e38f},
      {denormal, -denormal, denormal, 0, 2 * denormal, 0, 3 * denormal, 0, 0, 0, 0, denormal},
      {1e-40f, -2e-40f, 1e-39f, 0, 1e-38f, 5e-40f, 1, 1, 1, 1, 1, 1 + 1e-7f},
      {1e-30f, 1e30f, -1e30f, 2, 0, 0, 7, 7, 7, 7, 7, -7}};
  for (const QuantScheme& scheme : everyScheme())
    for (const std::vector<float>& weights : cases)
      for (const Shape& shape : {Shape{2, 6}, Shape{12, 1}, Shape{1, 12}}) {
        const Layer layer = layerOf(shape, weights);
        const QuantizedTensor tensor = quantize(layer, scheme);
        for (const float value : dequantize(tensor))
          ASSERT_TRUE(std::isfinite(value)) << Json(toJson(scheme)).dump() << ' ' << weights[0];
        const auto channelSize = weights.size() / static_cast<std::size_t>(shape[0]);
        for (std::size_t i = 0; i < weights.size(); ++i) {
          const int bits = tensor.channelBits.empty() ? scheme.bits : tensor.channelBits[i / channelSize];
          const int half = bits == 0 ? 0 : 1 << (bits - 1);
          ASSERT_GE(tensor.codes[i], -half);
          ASSERT_LE(tensor.codes[i], std::max(half - 1, 0));
        }
      }
}

TEST(Aciq, keepsConstantsZerosAndSingleValues) {
  for (const QuantScheme& scheme : everyScheme()) {
    SCOPED_TRACE(Json(toJson(scheme)).dump());
    const std::vector<float> zeros(8, 0.0f);
    EXPECT_EQ(*quantizedWeights(layerOf({2, 4}, zeros), scheme), zeros);
    if (aciqOptions(scheme).oneSided) continue;
    const std::vector<float> constant(8, 0.25f);
    EXPECT_EQ(*quantizedWeights(layerOf({2, 4}, constant), scheme), constant);
    if (scheme.granularity == Granularity::Channel) {
      const std::vector<float> single{0.3f, -1e-20f, 5e20f};
      EXPECT_EQ(*quantizedWeights(layerOf({3, 1}, single), scheme), single);
    }
  }
}

TEST(Aciq, restoresMeanAndDeviation) {
  const std::vector<float> weights = laplacians(8 * 200, 15, 0.05, 0.002);
  const Layer layer = layerOf({8, 200}, weights);
  for (const int bits : {3, 4, 8})
    for (const bool clip : {true, false})
      for (const Correction correction : {Correction::Mean, Correction::MeanStd, Correction::Gain}) {
        QuantScheme scheme = aciq(bits, correction);
        scheme.options.set(&AciqOptions::clip, clip);
        const std::vector<float> rounded = quantizedWeights(layer, scheme)->copy();
        for (std::size_t c = 0; c < 8; ++c) {
          const ChannelMoments moments =
              momentsOf(std::span(weights).subspan(c * 200, 200), std::span(rounded).subspan(c * 200, 200));
          EXPECT_NEAR(moments.meanRounded, moments.meanWeight, 2e-8);
          if (correction == Correction::MeanStd) {
            EXPECT_NEAR(std::sqrt(moments.rounded / moments.weights), 1, 1e-5);
          }
          if (correction == Correction::Gain) {
            EXPECT_NEAR(moments.both / moments.weights, 1, 1e-5);
          }
        }
      }
}

TEST(Correction, sumsMomentsOfEveryLength) {
  for (const std::size_t count : {1u, 7u, 8u, 23u, 1000u}) {
    const std::vector<float> w = normals(count, 1, 1), q = normals(count, 2, 2);
    const ChannelMoments found = momentsOf(w, q);
    double meanW = 0, meanQ = 0, largestQ = 0, ww = 0, qq = 0, wq = 0;
    for (std::size_t i = 0; i < count; ++i) {
      meanW += w[i] / static_cast<double>(count);
      meanQ += q[i] / static_cast<double>(count);
      largestQ = std::max(largestQ, std::fabs(static_cast<double>(q[i])));
    }
    for (std::size_t i = 0; i < count; ++i) {
      ww += (w[i] - meanW) * (w[i] - meanW);
      qq += (q[i] - meanQ) * (q[i] - meanQ);
      wq += (w[i] - meanW) * (q[i] - meanQ);
    }
    EXPECT_EQ(found.count, static_cast<double>(count));
    EXPECT_EQ(found.largest, largestQ);
    EXPECT_NEAR(found.meanWeight, meanW, 1e-12);
    EXPECT_NEAR(found.meanRounded, meanQ, 1e-12);
    EXPECT_NEAR(found.weights, ww, 1e-9);
    EXPECT_NEAR(found.rounded, qq, 1e-9);
    EXPECT_NEAR(found.both, wq, 1e-9);
  }
}

TEST(MidTread, givesBinsByTheTwoThirdsPower) {
  EXPECT_EQ(midTreadBins(std::vector<double>{1, 8, 0}, 2), (std::vector<double>{2, 10, 0}));  // 12 bins as 1 : 4
  EXPECT_EQ(midTreadBins(std::vector<double>{0, 0}, 4), (std::vector<double>{0, 0}));
  EXPECT_DOUBLE_EQ(midTreadClip(16, false), optimalClip(Prior::Laplace, 16));
  EXPECT_DOUBLE_EQ(midTreadClip(2000, true, true), optimalClip(Prior::Laplace, 4000));  // beyond the table
  const std::vector<float> values = laplacians(100, 16);
  std::vector<float> rounded(100);
  const Spread spread = spreadOf(values);
  roundToMidTread(values, midTreadGrid(spread, 0, false), rounded);
  EXPECT_EQ(rounded, std::vector<float>(100, 0.0f));
  const MidTreadGrid grid = midTreadGrid(spread, 15, false);
  roundToMidTread(values, grid, rounded);
  EXPECT_LE(std::set<float>(rounded.begin(), rounded.end()).size(), 17u);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::fabs(values[i] - spread.mean) < grid.step * 7) {
      EXPECT_NEAR(rounded[i], values[i], grid.step / 2 + 1e-6);
    }
}

}  // namespace
}  // namespace bitprism
