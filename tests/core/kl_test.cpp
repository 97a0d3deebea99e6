#include "core/quant/methods/kl.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::layerOf;
using test::normals;

constexpr float largest = std::numeric_limits<float>::max();
constexpr float denormal = std::numeric_limits<float>::denorm_min();

QuantScheme kl(int bits, bool symmetric = true) {
  QuantScheme scheme;
  scheme.method = Method::Kl;
  scheme.bits = bits;
  scheme.symmetric = symmetric;
  scheme.correction = Correction::None;
  return scheme;
}

// P and Q written out.
double divergence(const std::vector<std::int64_t>& counts, std::size_t first, std::size_t last, std::size_t levels) {
  const std::size_t size = last + 1 - first, groups = std::min(levels, size);
  std::vector<double> p(size), q(size);
  for (std::size_t i = 0; i < size; ++i) p[i] = static_cast<double>(counts[first + i]);
  for (std::size_t i = 0; i < first; ++i) p.front() += static_cast<double>(counts[i]);
  for (std::size_t i = last + 1; i < counts.size(); ++i) p.back() += static_cast<double>(counts[i]);
  for (std::size_t g = 0; g < groups; ++g) {
    const std::size_t from = g * size / groups, to = (g + 1) * size / groups;
    double mass = 0, filled = 0;
    for (std::size_t i = from; i < to; ++i) {
      mass += static_cast<double>(counts[first + i]);
      filled += p[i] > 0 ? 1 : 0;
    }
    for (std::size_t i = from; i < to; ++i) q[i] = p[i] > 0 ? mass / filled : 0;
  }
  const double allP = std::accumulate(p.begin(), p.end(), 0.0), allQ = std::accumulate(q.begin(), q.end(), 0.0);
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i)
    if (p[i] > 0) sum += q[i] > 0 ? p[i] / allP * std::log(p[i] / allP / (q[i] / allQ)) : INFINITY;
  return std::isnan(sum) ? INFINITY : sum;
}

Histogram countsOf(double low, double high, std::vector<std::int64_t> counts) {
  Histogram result;
  result.low = low;
  result.high = high;
  result.counts = std::move(counts);
  return result;
}

TEST(Kl, findsTheLeastDivergenceOfAllWindows) {
  Random random(1);
  int clipped = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t bins = 21 + random.below(200);
    const std::size_t zero = trial % 3 == 0 ? bins / 2 : trial % 3 == 1 ? 0 : random.below(bins);
    std::vector<std::int64_t> counts(bins);
    for (std::size_t i = 0; i < bins; ++i) {
      const double distance = std::fabs(static_cast<double>(i) - static_cast<double>(zero)) / 12;
      counts[i] = static_cast<std::int64_t>(300 * std::exp(-distance) * random.uniform(0.5, 1.5));
    }
    const Histogram histogram =
        countsOf(-static_cast<double>(zero) - 0.5, static_cast<double>(bins - zero) - 0.5, counts);
    for (const int levels : {3, 4, 7, 15}) {
      const KlClipping found = klClipping(histogram, levels);
      double least = INFINITY;
      std::size_t bestFirst = 0, bestLast = bins - 1;
      for (std::size_t reach = std::max(zero, bins - 1 - zero) + 1; reach-- > 0;) {
        const std::size_t first = zero - std::min(reach, zero), last = std::min(zero + reach, bins - 1);
        if (last + 1 - first < static_cast<std::size_t>(levels)) continue;
        if (const double own = divergence(counts, first, last, static_cast<std::size_t>(levels)); own < least - 1e-12) {
          least = own;
          bestFirst = first;
          bestLast = last;
        }
      }
      EXPECT_NEAR(found.divergence, least, 1e-9);
      EXPECT_NEAR(found.low, std::min(histogram.low + static_cast<double>(bestFirst), 0.0), 1e-9);
      EXPECT_NEAR(found.high, histogram.low + static_cast<double>(bestLast) + 1, 1e-9);
      clipped += bestFirst > 0 || bestLast < bins - 1 ? 1 : 0;
    }
  }
  EXPECT_GT(clipped, 50);
}

TEST(Kl, leavesOutFarValues) {
  std::vector<float> values = normals(20000, 2, 1);
  values[0] = 100;
  const KlClipping symmetric = klClipping(values, 4, true), affine = klClipping(values, 4, false);
  EXPECT_LT(symmetric.high, 10);
  EXPECT_GT(symmetric.high, 1);
  EXPECT_EQ(symmetric.low, -symmetric.high);
  EXPECT_LT(affine.high, 10);
  for (float& value : values) value = std::fabs(value);
  const KlClipping oneSided = klClipping(values, 4, false);
  EXPECT_EQ(oneSided.low, 0);
  EXPECT_LT(oneSided.high, 10);
  // All but the far one are rounded the finer for it.
  QuantScheme uniform = kl(4, false);
  uniform.method = Method::Uniform;
  const auto errorOfOthers = [&](const QuantScheme& scheme) {
    const std::vector<float> rounded = quantizedWeights(layerOf({1, 20000}, values), scheme)->copy();
    return quantError(std::span(values).subspan(1), std::span(rounded).subspan(1)).mse;
  };
  EXPECT_LT(errorOfOthers(kl(4, false)), errorOfOthers(uniform) / 20);
}

TEST(Kl, keepsAllOfWhatIsFlat) {
  std::vector<float> values(20000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) / 10000 - 0.99995f;
  for (const int bits : {3, 4, 6}) EXPECT_NEAR(klClipping(values, bits, true).high, 1, 0.1) << bits;
}

TEST(Kl, hasTheLevelsAndBinsOfTheSources) {
  EXPECT_EQ(klLevels(4, true), 15);
  EXPECT_EQ(klLevels(8, true), 255);
  EXPECT_EQ(klLevels(8, false), 256);
  EXPECT_EQ(klBins(15, 1 << 20), 2001u);
  EXPECT_EQ(klBins(255, 1 << 20), 8001u);
  EXPECT_EQ(klBins(15, 576), 121u);
  for (int bits = 1; bits <= 8; ++bits)
    for (const std::size_t count : {0u, 1u, 100u, 10000u, 1000000u})
      EXPECT_EQ(klBins(klLevels(bits, false), count) % 2, 1u);
}

TEST(Kl, keepsAllOfFewValues) {
  const std::vector<float> values = normals(16 * 15 - 1, 4, 1), more = normals(16 * 15, 4, 1);
  const auto widest = [](const std::vector<float>& of) {
    double result = 0;
    for (const float value : of) result = std::max(result, std::fabs(static_cast<double>(value)));
    return result;
  };
  EXPECT_EQ(klClipping(values, 4, true).high, widest(values));
  EXPECT_EQ(klClipping(values, 4, false).low, *std::min_element(values.begin(), values.end()));
  EXPECT_LT(klClipping(more, 4, true).high, widest(more));
}

TEST(Kl, roundsToTheRange) {
  std::vector<float> weights = normals(5000, 3, 1);
  weights[17] = -50;
  for (const bool symmetric : {true, false})
    for (int bits = symmetric ? 2 : 1; bits <= 8; ++bits) {
      const KlClipping range = klClipping(weights, bits, symmetric);
      const QuantizedTensor tensor = quantize(layerOf({1, 5000}, weights), kl(bits, symmetric));
      const int top = symmetric ? (1 << (bits - 1)) - 1 : (1 << bits) - 1;
      const double width = symmetric ? range.high : range.high - range.low;
      EXPECT_NEAR(tensor.scales[0] * top, width, 1e-5 * width);
      EXPECT_EQ(tensor.zeroPoints.empty(), symmetric);
    }
  QuantScheme uniform;
  uniform.bits = 1;
  uniform.correction = Correction::None;
  EXPECT_EQ(*quantizedWeights(layerOf({1, 5000}, weights), kl(1)),
            *quantizedWeights(layerOf({1, 5000}, weights), uniform));
}

TEST(Kl, refusesAHistogramWithoutZero) {
  EXPECT_THROW(klClipping(countsOf(1, 2, {1, 2, 3}), 3), UsageError);
  EXPECT_THROW(klClipping(countsOf(-1, 2, {}), 3), UsageError);
  EXPECT_THROW(klClipping(countsOf(-1, 2, {1, 2, 3}), 1), UsageError);
  EXPECT_THROW(authorsKlClipping(countsOf(1, 2, {1, 2, 3}), 3), UsageError);
  const KlClipping empty = klClipping(countsOf(-1, 2, {0, 0, 0}), 3);
  EXPECT_EQ(empty.low, -1);
  EXPECT_EQ(empty.high, 2);
}

TEST(Kl, staysFiniteAtTheEdges) {
  const std::vector<std::vector<float>> cases{
      std::vector<float>(12, 0.0f),
      std::vector<float>(12, 0.25f),
      std::vector<float>(12, -largest),
      {largest, -largest, largest, -largest, largest, largest, 1, 2, 3, largest, 0, 0},
      {denormal, -denormal, denormal, 0, 2 * denormal, 0, 3 * denormal, 0, 0, 0, 0, denormal},
      {1e-30f, 1e30f, -1e30f, 2, 0, 0, 7, 7, 7, 7, 7, -7}};
  for (const std::vector<float>& weights : cases)
    for (int bits = 1; bits <= 8; ++bits)
      for (const bool symmetric : {true, false})
        for (const Granularity granularity : {Granularity::Channel, Granularity::Tensor})
          for (const Shape& shape : {Shape{2, 6}, Shape{12, 1}, Shape{1, 12}}) {
            QuantScheme scheme = kl(bits, symmetric);
            scheme.granularity = granularity;
            const std::vector<float> found = quantizedWeights(layerOf(shape, weights), scheme)->copy();
            for (std::size_t i = 0; i < found.size(); ++i) {
              ASSERT_TRUE(std::isfinite(found[i])) << bits << symmetric << ' ' << weights[0];
              if (weights == cases[0]) {
                ASSERT_EQ(found[i], 0.0f);
              }
              if (weights == cases[1]) {
                ASSERT_NEAR(found[i], 0.25f, 1e-6);
              }
            }
          }
}

}  // namespace
}  // namespace bitprism
