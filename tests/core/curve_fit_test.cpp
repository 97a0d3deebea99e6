#include "core/search/curve_fit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/random.h"

namespace bitprism {
namespace {

double squaredError(BitCurve curve, const std::vector<float>& parameters, const std::vector<CurvePoint>& points) {
  double sum = 0;
  for (const CurvePoint& point : points)
    sum += std::pow(static_cast<double>(curveValueAt(curve, parameters, static_cast<float>(point.depth))) - point.value,
                    2);
  return sum;
}

std::vector<CurvePoint> pointsOf(BitCurve curve, const std::vector<float>& parameters, int count) {
  std::vector<CurvePoint> points;
  for (int i = 0; i < count; ++i) {
    const double depth = static_cast<double>(i) / (count - 1);
    points.push_back({depth, static_cast<double>(curveValueAt(curve, parameters, static_cast<float>(depth)))});
  }
  return points;
}

std::vector<float> someParameters(Random& random, BitCurve curve) {
  std::vector<float> parameters;
  for (int i = 0; i < curveParameters(curve); ++i) parameters.push_back(static_cast<float>(random.uniform()));
  return parameters;
}

TEST(CurveFit, FindsTheParametersOfACurve) {
  Random random(3);
  for (const BitCurve curve : bitCurves)
    for (int repeat = 0; repeat < 20; ++repeat) {
      const std::vector<float> wanted = someParameters(random, curve);
      const std::vector<float> found = fittedCurve(curve, pointsOf(curve, wanted, 9));
      ASSERT_EQ(found.size(), wanted.size());
      for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(found[i], wanted[i], 1e-4) << bitCurveName(curve);
    }
}

// No parameters of a fine grid, nor any close to those found, are nearer to the points.
TEST(CurveFit, NoParametersAreNearer) {
  Random random(5);
  for (const BitCurve curve : bitCurves)
    for (int repeat = 0; repeat < 10; ++repeat) {
      std::vector<CurvePoint> points;
      for (int i = 0; i < 7; ++i) points.push_back({i / 6.0, 2 * random.uniform() - 0.5});  // many beyond the bounds
      const std::vector<float> found = fittedCurve(curve, points);
      const double least = squaredError(curve, found, points);
      constexpr int steps = 12;
      std::vector<int> place(found.size(), 0);
      for (bool more = true; more;) {
        std::vector<float> other;
        for (const int one : place) other.push_back(static_cast<float>(one) / steps);
        EXPECT_GE(squaredError(curve, other, points), least - 1e-6) << bitCurveName(curve);
        more = false;
        for (int& one : place) {
          if (++one <= steps) {
            more = true;
            break;
          }
          one = 0;
        }
      }
      for (std::size_t i = 0; i < found.size(); ++i)
        for (const float change : {-0.001f, 0.001f}) {
          std::vector<float> other = found;
          other[i] = std::min(1.0f, std::max(0.0f, other[i] + change));
          EXPECT_GE(squaredError(curve, other, points), least - 1e-6) << bitCurveName(curve);
        }
    }
}

TEST(CurveFit, FewPointsAreMet) {
  for (const BitCurve curve : {BitCurve::Linear, BitCurve::QuadraticBezier, BitCurve::CubicBezier, BitCurve::Chebyshev})
    for (const double value : {0.0625, 0.5, 0.9375}) {
      const std::vector<CurvePoint> points = {{0.0, 0.5}, {1.0, value}};
      EXPECT_NEAR(squaredError(curve, fittedCurve(curve, points), points), 0, 1e-9) << bitCurveName(curve);
      const std::vector<CurvePoint> one = {{0.0, value}};
      EXPECT_NEAR(squaredError(curve, fittedCurve(curve, one), one), 0, 1e-9) << bitCurveName(curve);
    }
  EXPECT_EQ(fittedCurve(BitCurve::Linear, {}), std::vector<float>({0.5f, 0.5f}));
}

}  // namespace
}  // namespace bitprism
