#include "core/gp/multitask_gp.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/support/gp_cases.h"

namespace bitprism {
namespace {

using Eigen::Index;
using test::GpCase;
using test::pointOf;
using test::pointsOf;
using test::randomGpCase;
using test::rowsOf;

// Visits every parameter of the covariance with its slope.
void forEachParameter(GpParameters& parameters, const GpParameters& slope,
                      const std::function<void(const char*, double&, double)>& visit) {
  const auto all = [&](const char* name, auto& values, const auto& slopes) {
    for (Index i = 0; i < values.size(); ++i) visit(name, values.data()[i], slopes.data()[i]);
  };
  visit("mean", parameters.mean, slope.mean);
  visit("scale", parameters.scale, slope.scale);
  visit("linearScale", parameters.linearScale, slope.linearScale);
  all("lengthScales", parameters.lengthScales, slope.lengthScales);
  all("factor", parameters.factor, slope.factor);
  all("own", parameters.own, slope.own);
  all("noise", parameters.noise, slope.noise);
  all("trendScales", parameters.trendScales, slope.trendScales);
}

TEST(MultitaskGp, gradientIsTheFiniteDifferenceForEveryParameterAndKernel) {
  for (const KernelShape shape : kernelShapes)
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      GpCase c = randomGpCase(seed, 15, 3, 3);
      const GpParameters slope = MultitaskGp(shape, c.data, c.parameters).gradient();
      forEachParameter(c.parameters, slope, [&](const char* name, double& value, double expected) {
        const double kept = value, step = 1e-5;
        value = kept + step;
        const double above = MultitaskGp(shape, c.data, c.parameters).logMarginalLikelihood();
        value = kept - step;
        const double below = MultitaskGp(shape, c.data, c.parameters).logMarginalLikelihood();
        value = kept;
        EXPECT_NEAR(expected, (above - below) / (2 * step), 1e-6 * (1 + std::abs(expected)))
            << name << ", " << kernelName(shape) << ", seed " << seed;
      });
    }
}

TEST(MultitaskGp, goesThroughItsDataWhenThereIsNoNoise) {
  GpCase c = randomGpCase(4, 10, 2, 2);
  c.parameters.noise.setConstant(1e-9);
  c.data.knownNoise.setZero();
  const MultitaskGp gp(KernelShape::Matern52, c.data, c.parameters);
  for (Index i = 0; i < c.data.size(); ++i) {
    const GpPosterior at = gp.predict(pointOf(c.data, i), c.data.tasks[i]);
    EXPECT_NEAR(at.mean[0], c.data.outputs[i], 1e-6);
    EXPECT_NEAR(at.variance[0], 0, 1e-6);
  }
}

TEST(MultitaskGp, saysThePriorWithoutData) {
  const GpCase c = randomGpCase(5, 4, 2, 2);
  const MultitaskGp gp(KernelShape::Matern52, rowsOf(c.data, {}), c.parameters);
  EXPECT_EQ(gp.logMarginalLikelihood(), 0);
  GpPoints points = pointsOf(c.data);
  points.basis.setZero();
  points.features.setZero();
  const GpPosterior at = gp.predict(points, 1);
  const double variance = c.parameters.scale * c.parameters.taskCovariance()(1, 1);
  for (Index i = 0; i < 4; ++i) {
    EXPECT_DOUBLE_EQ(at.mean[i], c.parameters.mean);
    EXPECT_DOUBLE_EQ(at.variance[i], variance);
  }
}

TEST(MultitaskGp, takesTheSamePointTwice) {
  GpCase c = randomGpCase(6, 6, 2, 1);
  c.data = rowsOf(c.data, {0, 1, 2, 2, 4, 5});
  c.data.outputs[3] += 0.2;
  c.data.knownNoise.setZero();
  c.parameters.noise.setConstant(1e-4);
  const MultitaskGp gp(KernelShape::SquaredExponential, c.data, c.parameters);
  EXPECT_TRUE(std::isfinite(gp.logMarginalLikelihood()));
  const GpPosterior at = gp.predict(pointOf(c.data, 2), 0);
  EXPECT_NEAR(at.mean[0], c.data.outputs[2] + 0.1, 1e-2);
}

TEST(MultitaskGp, appendEqualsRefitting) {
  const GpCase c = randomGpCase(7, 12, 2, 2);
  MultitaskGp grown(KernelShape::Matern52, rowsOf(c.data, {0, 1, 2, 3, 4, 5, 6, 7, 8}), c.parameters);
  for (Index i = 9; i < 12; ++i)
    grown.append(pointOf(c.data, i), c.data.tasks[i], c.data.outputs[i], c.data.knownNoise[i]);
  const MultitaskGp whole(KernelShape::Matern52, c.data, c.parameters);
  EXPECT_NEAR(grown.logMarginalLikelihood(), whole.logMarginalLikelihood(), 1e-10);
  const GpPoints points = pointsOf(randomGpCase(8, 5, 2, 2).data);
  const GpPosterior a = grown.predict(points, 1), b = whole.predict(points, 1);
  EXPECT_LT((a.mean - b.mean).norm(), 1e-10);
  EXPECT_LT((a.variance - b.variance).norm(), 1e-10);
}

TEST(MultitaskGp, leaveOneOutEqualsLeavingOneOut) {
  const GpCase c = randomGpCase(9, 8, 2, 2);
  const GpPosterior quick = MultitaskGp(KernelShape::Matern52, c.data, c.parameters).leaveOneOut();
  for (Index left = 0; left < 8; ++left) {
    std::vector<Index> rest;
    for (Index i = 0; i < 8; ++i)
      if (i != left) rest.push_back(i);
    const MultitaskGp gp(KernelShape::Matern52, rowsOf(c.data, rest), c.parameters);
    const int task = c.data.tasks[left];
    const GpPosterior at = gp.predict(pointOf(c.data, left), task);
    EXPECT_NEAR(quick.mean[left], at.mean[0], 1e-9);
    EXPECT_NEAR(quick.variance[left], at.variance[0] + c.parameters.noise[task] + c.data.knownNoise[left], 1e-9);
  }
}

TEST(MultitaskGp, crossVarianceOfATaskWithItselfIsItsVariance) {
  const GpCase c = randomGpCase(10, 10, 2, 3);
  const GpPoints points = pointsOf(randomGpCase(11, 4, 2, 3).data);
  const MultitaskGp gp(KernelShape::Matern52, c.data, c.parameters);
  const Eigen::VectorXd same = gp.crossVariance(points, 2, points, 2);
  EXPECT_LT((same - gp.predict(points, 2).variance).norm(), 1e-10);
  EXPECT_LT((same - gp.covariance(points, 2).diagonal()).norm(), 1e-10);
  const Eigen::VectorXd across = gp.crossVariance(points, 0, points, 2);
  const Eigen::VectorXd bound = gp.predict(points, 0).variance.cwiseProduct(same);
  EXPECT_TRUE((across.array().square() <= bound.array() * (1 + 1e-9)).all());
}

TEST(MultitaskGp, itsCoefficientsExplainItsMean) {
  const GpCase c = randomGpCase(12, 14, 2, 2);
  const MultitaskGp gp(KernelShape::Matern52, c.data, c.parameters);
  // Far from all inputs only the linear parts are left.
  GpPoints points = pointOf(c.data, 0);
  points.inputs.setConstant(1e6);
  const double linear =
      gp.featureCoefficients(1).dot(points.features.row(0)) + gp.trendCoefficients().dot(points.basis.row(0));
  EXPECT_NEAR(gp.predict(points, 1).mean[0], c.parameters.mean + linear, 1e-9);
}

}  // namespace
}  // namespace bitprism
