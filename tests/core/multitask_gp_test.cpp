#include "core/gp/multitask_gp.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/support/gp_cases.h"

namespace bitprism {
namespace {

using Eigen::Index;
using test::GpCase;
using test::randomGpCase;

// Visits every parameter of the covariance with its slope.
void forEachParameter(GpParameters& parameters, const GpParameters& slope,
                      const std::function<void(const char*, double&, double)>& visit) {
  const auto all = [&](const char* name, auto& values, const auto& slopes) {
    for (Index i = 0; i < values.size(); ++i) visit(name, values.data()[i], slopes.data()[i]);
  };
  visit("mean", parameters.mean, slope.mean);
  visit("scale", parameters.scale, slope.scale);
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
  const MultitaskGp gp(KernelShape::Matern52, c.data, c.parameters);
  for (Index i = 0; i < c.data.size(); ++i) {
    const GpPosterior at = gp.predict(c.data.inputs.row(i), c.data.basis.row(i), c.data.tasks[i]);
    EXPECT_NEAR(at.mean[0], c.data.outputs[i], 1e-6);
    EXPECT_NEAR(at.variance[0], 0, 1e-6);
  }
}

TEST(MultitaskGp, saysThePriorWithoutData) {
  GpCase c = randomGpCase(5, 4, 2, 2);
  GpData none = c.data;
  none.inputs.resize(0, 2);
  none.outputs.resize(0);
  none.basis.resize(0, 3);
  none.tasks.clear();
  const MultitaskGp gp(KernelShape::Matern52, none, c.parameters);
  EXPECT_EQ(gp.logMarginalLikelihood(), 0);
  const GpPosterior at = gp.predict(c.data.inputs, Eigen::MatrixXd::Zero(4, 3), 1);
  const double variance = c.parameters.scale * c.parameters.taskCovariance()(1, 1);
  for (Index i = 0; i < 4; ++i) {
    EXPECT_DOUBLE_EQ(at.mean[i], c.parameters.mean);
    EXPECT_DOUBLE_EQ(at.variance[i], variance);
  }
}

TEST(MultitaskGp, takesTheSamePointTwice) {
  GpCase c = randomGpCase(6, 6, 2, 1);
  c.data.inputs.row(3) = c.data.inputs.row(2);
  c.data.basis.row(3) = c.data.basis.row(2);
  c.parameters.noise.setConstant(1e-4);
  const MultitaskGp gp(KernelShape::SquaredExponential, c.data, c.parameters);
  EXPECT_TRUE(std::isfinite(gp.logMarginalLikelihood()));
  const GpPosterior at = gp.predict(c.data.inputs.row(2), c.data.basis.row(2), 0);
  EXPECT_NEAR(at.mean[0], 0.5 * (c.data.outputs[2] + c.data.outputs[3]), 1e-2);
}

TEST(MultitaskGp, appendEqualsRefitting) {
  const GpCase c = randomGpCase(7, 12, 2, 2);
  GpData first = c.data;
  first.inputs.conservativeResize(9, 2);
  first.outputs.conservativeResize(9);
  first.basis.conservativeResize(9, 3);
  first.tasks.resize(9);
  MultitaskGp grown(KernelShape::Matern52, first, c.parameters);
  for (Index i = 9; i < 12; ++i)
    grown.append(c.data.inputs.row(i), c.data.basis.row(i), c.data.tasks[i], c.data.outputs[i]);
  const MultitaskGp whole(KernelShape::Matern52, c.data, c.parameters);
  EXPECT_NEAR(grown.logMarginalLikelihood(), whole.logMarginalLikelihood(), 1e-10);
  const GpCase other = randomGpCase(8, 5, 2, 2);
  const GpPosterior a = grown.predict(other.data.inputs, other.data.basis, 1);
  const GpPosterior b = whole.predict(other.data.inputs, other.data.basis, 1);
  EXPECT_LT((a.mean - b.mean).norm(), 1e-10);
  EXPECT_LT((a.variance - b.variance).norm(), 1e-10);
}

TEST(MultitaskGp, leaveOneOutEqualsLeavingOneOut) {
  const GpCase c = randomGpCase(9, 8, 2, 2);
  const GpPosterior quick = MultitaskGp(KernelShape::Matern52, c.data, c.parameters).leaveOneOut();
  for (Index left = 0; left < 8; ++left) {
    GpData rest = c.data;
    for (Index i = left; i + 1 < 8; ++i) {
      rest.inputs.row(i) = c.data.inputs.row(i + 1);
      rest.basis.row(i) = c.data.basis.row(i + 1);
      rest.outputs[i] = c.data.outputs[i + 1];
      rest.tasks[i] = c.data.tasks[i + 1];
    }
    rest.inputs.conservativeResize(7, 2);
    rest.basis.conservativeResize(7, 3);
    rest.outputs.conservativeResize(7);
    rest.tasks.resize(7);
    const MultitaskGp gp(KernelShape::Matern52, rest, c.parameters);
    const int task = c.data.tasks[left];
    const GpPosterior at = gp.predict(c.data.inputs.row(left), c.data.basis.row(left), task);
    EXPECT_NEAR(quick.mean[left], at.mean[0], 1e-9);
    EXPECT_NEAR(quick.variance[left], at.variance[0] + c.parameters.noise[task], 1e-9);
  }
}

TEST(MultitaskGp, crossVarianceOfATaskWithItselfIsItsVariance) {
  const GpCase c = randomGpCase(10, 10, 2, 3);
  const GpCase points = randomGpCase(11, 4, 2, 3);
  const MultitaskGp gp(KernelShape::Matern52, c.data, c.parameters);
  const Eigen::VectorXd same = gp.crossVariance(points.data.inputs, points.data.basis, 2, points.data.basis, 2);
  const Eigen::MatrixXd whole = gp.covariance(points.data.inputs, points.data.basis, 2);
  EXPECT_LT((same - gp.predict(points.data.inputs, points.data.basis, 2).variance).norm(), 1e-10);
  EXPECT_LT((same - whole.diagonal()).norm(), 1e-10);
  const Eigen::VectorXd across = gp.crossVariance(points.data.inputs, points.data.basis, 0, points.data.basis, 2);
  const Eigen::VectorXd bound = gp.predict(points.data.inputs, points.data.basis, 0).variance.cwiseProduct(same);
  EXPECT_TRUE((across.array().square() <= bound.array() * (1 + 1e-9)).all());
}

}  // namespace
}  // namespace bitprism
