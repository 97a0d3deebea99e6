#include "core/quant/methods/pwlq.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/quant/codes/levels.h"
#include "core/quant/methods/correction.h"
#include "core/quant/methods/pwlq_breakpoint.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::layerOf;

struct Row {
  double m;
  std::vector<double> normal, laplace;  // exact, fitted, overlapping
  std::vector<double> two, three;       // break-points under the normal density
};

// Fang et al., as the specification's table has them.
const std::vector<Row> table{
    {3, {1.15833, 1.16071, 1.36241}, {1.06777, 1.07424, 1.19976}, {.7180, 1.5792}, {.5231, 1.0979, 1.8206}},
    {4, {1.39203, 1.39961, 1.61671}, {1.29087, 1.28941, 1.45027}, {.8239, 1.8731}, {.5878, 1.2506, 2.1503}},
    {5, {1.58893, 1.59230, 1.81037}, {1.48651, 1.47898, 1.66069}, {.9018, 2.1077}, {.6318, 1.3582, 2.4064}},
    {6, {1.75468, 1.75380, 1.96342}, {1.66014, 1.65037, 1.84150}, {.9608, 2.2966}, {.6630, 1.4366, 2.6076}},
    {8, {2.01502, 2.01482, 2.19323}, {1.95640, 1.95468, 2.14027}, {1.0438, 2.5797}, {.7042, 1.5429, 2.9018}},
    {10, {2.20960, 2.22161, 2.36135}, {2.20196, 2.22277, 2.38129}, {1.0999, 2.7830}, {.7303, 1.6122, 3.1082}}};

TEST(Pwlq, hasTheBreakpointsOfTheTable) {
  for (const Row& row : table)
    for (const Breakpoint density : {Breakpoint::Normal, Breakpoint::Laplace}) {
      const std::vector<double>& expected = density == Breakpoint::Normal ? row.normal : row.laplace;
      EXPECT_NEAR(optimalBreakpoint(row.m, density, false), expected[0], 1e-5) << row.m;
      EXPECT_NEAR(fittedBreakpoint(row.m, density), expected[1], 1e-5) << row.m;
      EXPECT_NEAR(optimalBreakpoint(row.m, density, true), expected[2], 1e-5) << row.m;
      EXPECT_NEAR(optimalBreakpoints(row.m, 1, density)[0], expected[0], 1e-5) << row.m;
    }
  for (const Row& row : table) {
    const auto two = optimalBreakpoints(row.m, 2, Breakpoint::Normal);
    const auto three = optimalBreakpoints(row.m, 3, Breakpoint::Normal);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(two[i], row.two[i], 1e-4) << row.m;
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(three[i], row.three[i], 1e-4) << row.m;
  }
}

TEST(Pwlq, hasSlopesThatAreDerivatives) {
  for (const Breakpoint density : {Breakpoint::Normal, Breakpoint::Laplace})
    for (const double m : {1.0, 3.0, 7.5})
      for (const double share : {0.1, 0.4, 0.7}) {
        const double p = share * m, h = 1e-5;
        const auto nested = [&](double at) {
          // eq. 4: what lies beyond m counts as within, so that F(m) is 1.
          return expectedPiecewiseError(std::span(&at, 1), m, density);
        };
        EXPECT_NEAR(piecewiseErrorSlope(p, m, density, false), (nested(p + h) - nested(p - h)) / (4 * h), 1e-6);
        const auto overlapping = [&](double at) { return expectedOverlappingError(at, m, density); };
        EXPECT_NEAR(piecewiseErrorSlope(p, m, density, true), (overlapping(p + h) - overlapping(p - h)) / (4 * h),
                    1e-6);
      }
}

TEST(Pwlq, findsTheLeastErrorOfManyBreakpoints) {
  for (const int count : {1, 2, 3}) {
    const std::vector<double> best = optimalBreakpoints(5, count, Breakpoint::Normal);
    const double least = expectedPiecewiseError(best, 5, Breakpoint::Normal);
    Random random(static_cast<std::uint64_t>(count));
    for (int i = 0; i < 5000; ++i) {
      std::vector<double> other;
      for (int k = 0; k < count; ++k) other.push_back(random.uniform(0.01, 4.99));
      std::sort(other.begin(), other.end());
      EXPECT_GE(expectedPiecewiseError(other, 5, Breakpoint::Normal), least - 1e-9);
    }
  }
}

// Newton's method must arrive wherever rows may lie: at the definition of a minimum, for every m and density.
TEST(Pwlq, findsManyBreakpointsOfEveryRange) {
  for (const Breakpoint density : {Breakpoint::Normal, Breakpoint::Laplace})
    for (const int count : {1, 2, 3})
      for (const double m : {0.1, 0.71, 1.0, 1.5, 2.3, 4.0, 9.0, 20.0, 70.0, 1e3, 1e6, 1e12}) {
        const std::vector<double> best = optimalBreakpoints(m, count, density);
        ASSERT_EQ(best.size(), static_cast<std::size_t>(count));
        const double least = expectedPiecewiseError(best, m, density);
        double below = 0;
        for (std::size_t i = 0; i < best.size(); ++i) {
          EXPECT_GT(best[i], below) << m;
          below = best[i];
          for (const double change : {-1e-3, 1e-3}) {
            std::vector<double> other = best;
            other[i] *= 1 + change;
            EXPECT_GT(expectedPiecewiseError(other, m, density), least) << m << ' ' << count << " edge " << i;
          }
        }
        EXPECT_LT(below, m);
        if (count == 1) {
          EXPECT_NEAR(best[0], optimalBreakpoint(m, density, false), 1e-8 * std::max(1.0, best[0])) << m;
        }
        if (count > 1) continue;
        for (const bool overlapping : {false, true}) {  // by bisection
          double low = 0, high = std::min(m, 1000.0);
          for (int i = 0; i < 200; ++i) {
            const double middle = (low + high) / 2;
            (piecewiseErrorSlope(middle, m, density, overlapping) < 0 ? low : high) = middle;
          }
          EXPECT_NEAR(optimalBreakpoint(m, density, overlapping), low, 1e-9 * std::max(1.0, low)) << m;
        }
      }
}

TEST(Pwlq, hasAsManyLevelsAsThePaperSays) {
  const Layer layer = layerOf({1, 4000}, test::normals(4000, 3));
  for (const int bits : {2, 3, 4, 6, 8}) {
    const QuantizedTensor tensor =
        quantize(layer, {.method = Method::Pwlq, .bits = bits, .correction = Correction::None});
    EXPECT_EQ(quantizationLevels(tensor, 0).size(), static_cast<std::size_t>((2 << bits) - 3)) << "2^(b+1) - 3";
  }
}

TEST(Pwlq, roundsToTheNearestLevelOfItsPiece) {
  const std::vector<float> weights = test::normals(3000, 5);
  const Layer layer = layerOf({1, 3000}, weights);
  for (const int regions : {2, 3, 4})
    for (const int bits : {2, 4, 8}) {
      const QuantScheme scheme{.method = Method::Pwlq,
                               .bits = bits,
                               .correction = Correction::None,
                               .options = PwlqOptions{.regions = regions}};
      const QuantizedTensor tensor = quantize(layer, scheme);
      const std::vector<float> rounded = dequantize(tensor);
      const PiecewiseGrid grid = piecewiseGrid(weights, scheme);
      double error = 0;
      for (std::size_t i = 0; i < weights.size(); ++i) {
        const float step = grid.scales[tensor.regions[i]];
        EXPECT_LE(std::fabs(weights[i] - rounded[i]), step * 0.5001f);
        const double rest = static_cast<double>(weights[i]) - static_cast<double>(rounded[i]);
        error += rest * rest;
      }
      EXPECT_NEAR(squaredError(weights, grid, scheme) / error, 1, 1e-6);
      std::vector<float> values(weights.size());
      piecewiseValues(weights, grid, scheme, values.data());
      EXPECT_EQ(values, rounded) << "codes and values are the same";
    }
}

TEST(Pwlq, hasLessErrorThanNineSixteenthsOfUniform) {
  // Lemma 2 is about the same bits and a grid of as many codes.
  for (const int bits : {4, 6, 8}) {
    const Layer layer = layerOf({4, 4000}, test::normals(16000, 7));
    const double piecewise = layerError(layer, {.method = Method::Pwlq, .bits = bits}).mse;
    const double uniform = layerError(layer, {.bits = bits}).mse;
    EXPECT_LT(piecewise, 9.0 / 16 * uniform * 1.02) << bits;
  }
}

TEST(Pwlq, findsTheErrorWithoutMakingCodes) {
  const Layer layer = layerOf({5, 3, 3, 3}, test::normals(135, 9));
  for (const bool author : {false, true})
    for (const bool overlapping : {false, true})
      for (const Correction correction : {Correction::None, Correction::Mean, Correction::MeanStd, Correction::Gain})
        for (const int bits : {2, 4, 7}) {
          const QuantScheme scheme{.method = Method::Pwlq,
                                   .bits = bits,
                                   .correction = correction,
                                   .options = PwlqOptions{.overlapping = overlapping, .author = author}};
          const QuantError made = quantError(*layer.weights, dequantize(quantize(layer, scheme)));
          const QuantError found = layerError(layer, scheme);
          EXPECT_NEAR(found.mse, made.mse, 1e-6 * made.mse);
          EXPECT_NEAR(found.maxError, made.maxError, 1e-5 * made.maxError);
        }
}

TEST(Pwlq, searchIsAsGoodAsEveryGridPoint) {
  const std::vector<float> weights = test::normals(2000, 11);
  double limit = 0;
  for (const float w : weights) limit = std::max(limit, std::fabs(static_cast<double>(w)));
  for (const int regions : {2, 3})
    for (const int bits : {3, 4, 6}) {
      const QuantScheme search{.method = Method::Pwlq,
                               .bits = bits,
                               .options = PwlqOptions{.breakpoint = Breakpoint::Search, .regions = regions}};
      QuantScheme normal = search;
      normal.options.set(&PwlqOptions::breakpoint, Breakpoint::Normal);
      const double found = squaredError(weights, piecewiseGrid(weights, search), search);
      EXPECT_LE(found, squaredError(weights, piecewiseGrid(weights, normal), normal) * 1.0001);
      if (regions > 2) continue;
      double best = std::numeric_limits<double>::infinity();
      for (int i = 1; i < 500; ++i) {
        const double edge = limit * i / 500;
        best = std::min(best, squaredError(weights, piecewiseGrid(std::span(&edge, 1), limit, search), search));
      }
      EXPECT_LE(found, 1.05 * best);
    }
}

TEST(Pwlq, standsTheEdges) {
  const auto rounded = [](std::vector<float> weights, QuantScheme scheme) {
    const auto count = static_cast<std::int64_t>(weights.size());
    return dequantize(quantize(layerOf({1, count}, std::move(weights)), scheme));
  };
  for (const bool author : {false, true})
    for (const bool overlapping : {false, true})
      for (const Breakpoint breakpoint : {Breakpoint::Normal, Breakpoint::Laplace, Breakpoint::Search})
        for (const int regions : {2, 4}) {
          QuantScheme scheme{.method = Method::Pwlq,
                             .bits = 4,
                             .correction = Correction::None,
                             .options = PwlqOptions{.breakpoint = breakpoint,
                                                    .regions = overlapping || author ? 2 : regions,
                                                    .overlapping = overlapping,
                                                    .author = author}};
          for (const float value : rounded({0, 0, 0, 0}, scheme)) EXPECT_EQ(value, 0);
          if (!author || !overlapping) {  // there the end of the grid is half a step off
            EXPECT_NEAR(rounded({0.7f}, scheme)[0], 0.7f, 1e-6f) << "one element";
            for (const float value : rounded({-0.25f, -0.25f, -0.25f}, scheme)) EXPECT_NEAR(value, -0.25f, 1e-6f);
          }
          for (const float large : {3e38f, 3.4e38f, 1e-40f, 1e-45f})
            for (const float value : rounded({large, -large, large / 3, 0}, scheme)) EXPECT_TRUE(std::isfinite(value));
        }
  EXPECT_THROW(rounded({1, 2}, {.method = Method::Pwlq, .bits = 1}), UsageError);
  for (const int regions : {3, 4}) {  // nobody says what these would be
    EXPECT_THROW(
        rounded({1, 2},
                {.method = Method::Pwlq, .bits = 4, .options = PwlqOptions{.regions = regions, .overlapping = true}}),
        UsageError);
    EXPECT_THROW(
        rounded({1, 2},
                {.method = Method::Pwlq, .bits = 4, .options = PwlqOptions{.regions = regions, .author = true}}),
        UsageError);
  }
  EXPECT_THROW(rounded({1, std::nanf("")}, {.method = Method::Pwlq, .bits = 4}), Error);
  EXPECT_THROW(rounded({1, std::numeric_limits<float>::infinity()}, {.method = Method::Pwlq, .bits = 4}), Error);
}

TEST(Pwlq, correctsItsBias) {
  const Layer layer = layerOf({6, 40}, test::normals(240, 13));
  const QuantScheme scheme{.method = Method::Pwlq, .bits = 3, .correction = Correction::MeanStd};
  const std::vector<float> rounded = dequantize(quantize(layer, scheme));
  for (std::size_t c = 0; c < 6; ++c) {
    double mean = 0, other = 0;
    for (std::size_t i = 0; i < 40; ++i) {
      mean += static_cast<double>((*layer.weights)[c * 40 + i]);
      other += static_cast<double>(rounded[c * 40 + i]);
    }
    EXPECT_NEAR(mean / 40, other / 40, 1e-7);
  }
}

}  // namespace
}  // namespace bitprism
