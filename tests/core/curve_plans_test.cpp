#include "core/search/curve_plans.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/random.h"
#include "core/gp/quasi_random.h"
#include "core/quant/scheme/layer_choice.h"
#include "tests/support/synthetic_network.h"

namespace bitprism {
namespace {

using Eigen::VectorXd;
using test::SyntheticNetwork;

VectorXd randomCurve(const CurvePlans& curves, Random& random) {
  VectorXd parameters(curves.parameters());
  for (double& parameter : parameters) parameter = random.uniform();
  return parameters;
}

TEST(CurvePlans, areAllInTheSpace) {
  SyntheticNetwork network(15, 1);
  restrictLayer(network.space, &network.sensitivity, 3, 5, 5);
  restrictLayer(network.space, &network.sensitivity, 7, 2, 4);
  Random random(1);
  for (const BitCurve curve : bitCurves) {
    const CurvePlans curves(network.space, network.sensitivity, curve);
    std::set<PlanChoice> plans;
    for (int i = 0; i < 300; ++i) {
      const PlanChoice bits = curves.at(randomCurve(curves, random));
      EXPECT_TRUE(network.space.contains(bits));
      EXPECT_EQ(bits[3], 5);
      EXPECT_LE(bits[7], 4);
      plans.insert(bits);
    }
    EXPECT_GT(plans.size(), curve == BitCurve::Pivot ? 20u : 100u) << bitCurveName(curve);
  }
}

TEST(CurvePlans, goFromTheFewestBitsToTheMost) {
  const SyntheticNetwork network(15, 1);
  const CurvePlans curves(network.space, {}, BitCurve::Linear);
  EXPECT_EQ(curves.at(VectorXd::Zero(2)), PlanChoice(15, 2));
  EXPECT_EQ(curves.at(VectorXd::Ones(2)), PlanChoice(15, 8));
  const PlanChoice falling = curves.at((VectorXd(2) << 1, 0).finished());
  EXPECT_EQ(falling.front(), 8);
  EXPECT_EQ(falling.back(), 2);
  EXPECT_TRUE(std::is_sorted(falling.rbegin(), falling.rend()));
}

TEST(CurvePlans, aLayerWithoutTheWidthTakesItsNearest) {
  SyntheticNetwork network(3, 1);
  SearchSpace::LayerOptions& middle = network.space.layers[1];
  middle.widths = {2, 4, 8};
  middle.bytes = {10, 20, 40};
  const CurvePlans curves(network.space, {}, BitCurve::Linear);
  for (int width = 2; width <= 8; ++width) {
    const PlanChoice bits = curves.at(VectorXd::Constant(2, (width - 1.5) / 7));
    EXPECT_EQ(bits.front(), width);
    EXPECT_EQ(bits[1], width < 4 ? 2 : width < 7 ? 4 : 8);
  }
}

TEST(CurvePlans, ofTwoSchemesTheOneThatSensitivitiesLessIsTaken) {
  SyntheticNetwork network(2, 1);
  SearchSpace::LayerOptions& layer = network.space.layers[0];
  layer.widths = {4, LayerChoice(4, 1), 6, LayerChoice(6, 1)};
  layer.bytes = {40, 44, 60, 66};
  network.sensitivity.kl[0] = {0.5, 0.2, 0.05, 0.1};
  const CurvePlans curves(network.space, network.sensitivity, BitCurve::Linear);
  EXPECT_EQ(curves.at(VectorXd::Constant(2, 0.3))[0], LayerChoice(4, 1));
  EXPECT_EQ(curves.at(VectorXd::Ones(2))[0], 6);
  const CurvePlans unmeasured(network.space, {}, BitCurve::Linear);
  EXPECT_EQ(unmeasured.at(VectorXd::Constant(2, 0.3))[0], 4);
}

TEST(CurvePlans, findTheCurveOfAPlan) {
  const SyntheticNetwork network(20, 1);
  Random random(4);
  for (const BitCurve curve : bitCurves) {
    const CurvePlans curves(network.space, {}, curve);
    for (int i = 0; i < 30; ++i) {
      const PlanChoice bits = curves.at(randomCurve(curves, random));
      const CurvePlans::Fit fit = curves.nearest(bits);
      EXPECT_LE(fit.distance, curve == BitCurve::CubicBezier || curve == BitCurve::Chebyshev ? 0.25 : 0.1)
          << bitCurveName(curve);
      double away = 0;
      const PlanChoice found = curves.at(fit.parameters);
      for (std::size_t l = 0; l < bits.size(); ++l) away += std::abs(found[l].bits - bits[l].bits) / 20.0;
      EXPECT_NEAR(away, fit.distance, 1e-12);
    }
  }
  PlanChoice jagged(20, 2);
  for (std::size_t l = 0; l < 20; l += 2) jagged[l] = 8;
  EXPECT_GT(CurvePlans(network.space, {}, BitCurve::Chebyshev).nearest(jagged).distance, 1);
}

TEST(QuasiRandomPoints, fillTheCubeMoreEvenlyThanChance) {
  const Eigen::MatrixXd points = quasiRandomPoints(256, 2, 5);
  EXPECT_GE(points.minCoeff(), 0);
  EXPECT_LT(points.maxCoeff(), 1);
  std::vector<int> counts(64);
  for (Eigen::Index i = 0; i < 256; ++i)
    ++counts[static_cast<std::size_t>(8 * std::floor(8 * points(i, 0)) + std::floor(8 * points(i, 1)))];
  for (const int count : counts) {  // 4 expected; chance has cells of 0 and of 10
    EXPECT_GE(count, 2);
    EXPECT_LE(count, 6);
  }
  EXPECT_NE(points, quasiRandomPoints(256, 2, 6));
  EXPECT_EQ(points, quasiRandomPoints(256, 2, 5));
}

}  // namespace
}  // namespace bitprism
