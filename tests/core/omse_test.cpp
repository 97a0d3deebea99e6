#include "core/quant/methods/omse.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <span>

#include "core/base/random.h"
#include "core/quant/numerics/golden_section.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::layerOf;
using test::normals;

constexpr float largest = std::numeric_limits<float>::max();
constexpr float denormal = std::numeric_limits<float>::denorm_min();

QuantScheme omse(int bits, bool symmetric = true, int terms = 1) {
  QuantScheme scheme;
  scheme.method = Method::Omse;
  scheme.bits = bits;
  scheme.symmetric = symmetric;
  scheme.correction = Correction::None;
  scheme.options = OmseOptions{.terms = terms};
  return scheme;
}

double squaredDistance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += (static_cast<double>(a[i]) - b[i]) * (static_cast<double>(a[i]) - b[i]);
  return sum;
}

double errorOf(const std::vector<float>& values, const QuantScheme& scheme) {
  return squaredDistance(values,
                         *quantizedWeights(layerOf({1, static_cast<std::int64_t>(values.size())}, values), scheme));
}

double rounded(double step, int bits) {
  return std::clamp(std::nearbyint(step), -std::ldexp(1.0, bits - 1), std::ldexp(1.0, bits - 1) - 1);
}

TEST(GoldenSection, findsTheMinimum) {
  EXPECT_NEAR(goldenSection(-3, 9, 60, [](double x) { return (x - 2.5) * (x - 2.5); }), 2.5, 1e-6);
  EXPECT_NEAR(goldenSection(0, 1, 60, [](double x) { return x; }), 0, 1e-9);
}

// No step of a fine line search over scales (affine: and over all zero points) is better.
TEST(Omse, isTheBestOfALineSearch) {
  for (std::uint64_t seed = 0; seed < 6; ++seed)
    for (int bits = 2; bits <= 4; ++bits) {
      std::vector<float> values = normals(80, seed, 1);
      if (seed % 2 == 1)
        for (float& value : values) value = value * value * value + 0.5f;
      double widest = 0;
      for (const float value : values) widest = std::max(widest, static_cast<double>(std::fabs(value)));
      double symmetric = std::numeric_limits<double>::infinity(), affine = symmetric;
      for (int i = 1; i <= 1000; ++i) {
        const double scale = 2 * widest * i / 1000 / (std::ldexp(1.0, bits) - 1);
        double sum = 0;
        for (const float value : values) sum += std::pow(value - scale * rounded(value / scale, bits), 2);
        symmetric = std::min(symmetric, sum);
        for (int low = 1 - (1 << bits); low <= 0; ++low) {
          sum = 0;
          for (const float value : values)
            sum += std::pow(value - scale * std::clamp(std::nearbyint(value / scale), static_cast<double>(low),
                                                       static_cast<double>(low + (1 << bits) - 1)),
                            2);
          affine = std::min(affine, sum);
        }
      }
      EXPECT_LE(errorOf(values, omse(bits)), symmetric * (1 + 1e-6));
      EXPECT_LE(errorOf(values, omse(bits, false)), affine * (1 + 1e-6));
    }
}

TEST(Omse, addsTwoTermsAsItsGridSays) {
  const std::vector<float> values = normals(3 * 40, 1, 1);
  for (const bool symmetric : {true, false})
    for (int bits = 1; bits <= 8; ++bits) {
      const QuantizedTensor tensor = quantize(layerOf({3, 40}, values), omse(bits, symmetric, 2));
      ASSERT_EQ(tensor.more.codes.size(), values.size());
      ASSERT_EQ(tensor.more.scales.size(), 3u);
      EXPECT_TRUE(tensor.more.inputs.empty());
      const std::vector<float> found = dequantize(tensor);
      for (std::size_t c = 0; c < 3; ++c) {
        const auto row = std::span(values).subspan(c * 40, 40);
        const TwoTermGrid grid = twoTermGrid(row, bits, symmetric);
        EXPECT_EQ(tensor.scales[c], grid.first.scale);
        EXPECT_EQ(tensor.more.scales[c], grid.second);
        const std::vector<float> part(found.begin() + static_cast<std::ptrdiff_t>(c) * 40,
                                      found.begin() + static_cast<std::ptrdiff_t>(c + 1) * 40);
        EXPECT_NEAR(squaredError(row, grid, bits, symmetric),
                    squaredDistance(std::vector<float>(row.begin(), row.end()), part), 1e-12);
      }
    }
}

// The best pair of 150 x 150 scales.
TEST(Omse, findsTwoScalesTogether) {
  for (std::uint64_t seed = 0; seed < 4; ++seed)
    for (const int bits : {2, 3}) {
      const std::vector<float> values = normals(60, seed, 1);
      double widest = 0;
      for (const float value : values) widest = std::max(widest, static_cast<double>(std::fabs(value)));
      double least = std::numeric_limits<double>::infinity();
      for (int i = 1; i <= 150; ++i) {
        const double first = 2 * widest * i / 150 / (std::ldexp(1.0, bits) - 1);
        for (int k = 1; k <= 150; ++k) {
          const double second = first * k / 150;
          double sum = 0;
          for (const float value : values) {
            const double rest = value - first * rounded(value / first, bits);
            sum += std::pow(rest - second * rounded(rest / second, bits), 2);
          }
          least = std::min(least, sum);
        }
      }
      EXPECT_LE(errorOf(values, omse(bits, true, 2)), least * 1.15) << seed << ' ' << bits;
    }
}

// Levels +-a +-b: against the best of all ways to give eight values their signs.
TEST(Omse, findsTheFourLevelsOfTwoTermsAtOneBit) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const std::vector<float> values = normals(6, seed, 1);
    double least = std::numeric_limits<double>::infinity();
    for (int code = 0; code < 1 << 12; ++code) {
      double xf = 0, xs = 0, fs = 0, power = 0;
      for (std::size_t i = 0; i < 6; ++i) {
        const double f = (code >> (2 * i)) & 1 ? 1 : -1, s = (code >> (2 * i + 1)) & 1 ? 1 : -1, x = values[i];
        xf += x * f;
        xs += x * s;
        fs += f * s;
        power += x * x;
      }
      const double determinant = 36 - fs * fs;
      if (determinant < 1e-9) continue;
      const double a = (6 * xf - fs * xs) / determinant, b = (6 * xs - fs * xf) / determinant;
      least = std::min(least, power - a * xf - b * xs);
    }
    EXPECT_LE(errorOf(values, omse(1, true, 2)), least * 1.5 + 1e-9) << seed;
    EXPECT_LT(errorOf(values, omse(1, true, 2)), errorOf(values, omse(1)));
  }
}

TEST(Omse, isWorthTwiceTheBitsWithTwoTerms) {
  const std::vector<float> values = normals(4000, 9, 1);
  for (const bool symmetric : {true, false})
    for (const int bits : {2, 3, 4}) {
      const double two = errorOf(values, omse(bits, symmetric, 2));
      EXPECT_LT(two, errorOf(values, omse(bits, symmetric)) / 4);
      // Symmetric terms of 2 bits reach from -10 to 5 small steps, one of 4 bits from -8 to 7.
      const double limit = symmetric && bits == 2 ? 2.4 : 1.6;
      EXPECT_LT(two, limit * errorOf(values, omse(2 * bits, symmetric))) << bits;
    }
}

TEST(Omse, staysFiniteAtTheEdges) {
  const std::vector<std::vector<float>> cases{
      std::vector<float>(12, 0.0f),
      std::vector<float>(12, 0.25f),
      std::vector<float>(12, -largest),
      {largest, -largest, largest, -largest, largest, largest, 1, 2, 3, largest, 0, 0},
      {3e38f, -3e38f, 1, 2, -1, 0, 0, 0, 0, 0, 0, 1e38f},
      {denormal, -denormal, denormal, 0, 2 * denormal, 0, 3 * denormal, 0, 0, 0, 0, denormal},
      {1e-30f, 1e30f, -1e30f, 2, 0, 0, 7, 7, 7, 7, 7, -7}};
  for (const std::vector<float>& weights : cases)
    for (int bits = 1; bits <= 8; ++bits)
      for (const bool symmetric : {true, false})
        for (const int terms : {1, 2})
          for (const Granularity granularity : {Granularity::Channel, Granularity::Tensor})
            for (const Shape& shape : {Shape{2, 6}, Shape{12, 1}, Shape{1, 12}}) {
              QuantScheme scheme = omse(bits, symmetric, terms);
              scheme.granularity = granularity;
              const std::vector<float> found = quantizedWeights(layerOf(shape, weights), scheme)->copy();
              for (std::size_t i = 0; i < found.size(); ++i) {
                ASSERT_TRUE(std::isfinite(found[i])) << bits << symmetric << terms << ' ' << weights[0];
                if (weights == cases[0]) {
                  ASSERT_EQ(found[i], 0.0f) << bits << symmetric << terms;
                }
                if (weights == cases[1]) {
                  ASSERT_NEAR(found[i], 0.25f, 1e-6) << bits << symmetric << terms;
                }
              }
            }
}

TEST(Omse, keepsRowsAndAxesApart) {
  const std::vector<float> weights = normals(6 * 4 * 9, 3, 1);
  for (const int terms : {1, 2})
    for (const bool symmetric : {true, false})
      for (const int bits : {1, 3}) {
        const Layer layer = layerOf({4, 6, 3, 3}, weights, 1);
        const std::vector<float> found = quantizedWeights(layer, omse(bits, symmetric, terms))->copy();
        for (std::size_t c = 0; c < 6; ++c) {
          std::vector<float> row, of;
          for (std::size_t o = 0; o < 4; ++o)
            for (std::size_t i = 0; i < 9; ++i) {
              row.push_back(weights[(o * 6 + c) * 9 + i]);
              of.push_back(found[(o * 6 + c) * 9 + i]);
            }
          EXPECT_EQ(*quantizedWeights(layerOf({1, 36}, row), omse(bits, symmetric, terms)), of);
        }
      }
}

}  // namespace
}  // namespace bitprism
