#include "core/gp/map_fit.h"

#include <gtest/gtest.h>

#include "tests/support/gp_cases.h"

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using test::GpCase;
using test::randomGpCase;

GpPriors priorsFor(const GpCase& c) {
  GpPriors priors;
  priors.logLengthScale = dimensionScaledPrior(c.data.inputs.cols());
  priors.logScale = {0, 0.7};
  priors.logTrendScales = {{0, 1}, {-1, 0.5}};
  return priors;
}

VectorXd somewhere(const GpCase& c, const GpPriors& priors, std::uint64_t seed) {
  GpParameters parameters = c.parameters;
  parameters.factor = parameters.factor.triangularView<Eigen::Lower>();
  parameters.factor.diagonal() = parameters.factor.diagonal().cwiseAbs().array() + 0.2;
  VectorXd packed = packParameters(parameters, priors);
  Random random(seed);
  for (double& value : packed) value += 0.2 * random.normal();
  return packed;
}

TEST(MapFit, packingAndUnpackingGiveTheSame) {
  const GpCase c = randomGpCase(1, 10, 3, 3);
  const GpPriors priors = priorsFor(c);
  const VectorXd packed = somewhere(c, priors, 2);
  EXPECT_LT((packParameters(unpackParameters(packed, 3, 3, priors), priors) - packed).norm(), 1e-9);
}

TEST(MapFit, gradientOfThePosteriorIsTheFiniteDifference) {
  for (const KernelShape shape : kernelShapes)
    for (int tasks = 1; tasks <= 3; ++tasks) {
      const GpCase c = randomGpCase(static_cast<std::uint64_t>(tasks), 14, 2, tasks);
      const GpPriors priors = priorsFor(c);
      const VectorXd at = somewhere(c, priors, 3);
      VectorXd gradient;
      logPosterior(shape, c.data, tasks, priors, at, &gradient);
      for (Index i = 0; i < at.size(); ++i) {
        VectorXd above = at, below = at;
        above[i] += 1e-5;
        below[i] -= 1e-5;
        const double difference = (logPosterior(shape, c.data, tasks, priors, above, nullptr) -
                                   logPosterior(shape, c.data, tasks, priors, below, nullptr)) /
                                  2e-5;
        EXPECT_NEAR(gradient[i], difference, 1e-5 * (1 + std::abs(difference))) << kernelName(shape) << tasks << i;
      }
    }
}

TEST(MapFit, endsWhereTheGradientVanishesAndNotBelowItsStart) {
  const GpCase c = randomGpCase(5, 25, 2, 2);
  const GpPriors priors = priorsFor(c);
  const GpParameters fitted = fitParameters(c.data, 2, priors, {.starts = 3, .evaluations = 300});
  VectorXd gradient;
  const VectorXd packed = packParameters(fitted, priors);
  const double reached = logPosterior(KernelShape::Matern52, c.data, 2, priors, packed, &gradient);
  EXPECT_LT(gradient.norm(), 0.05);
  const VectorXd start = packParameters(fitParameters(test::rowsOf(c.data, {}), 2, priors, {}), priors);
  EXPECT_GT(reached, logPosterior(KernelShape::Matern52, c.data, 2, priors, start, nullptr));
}

TEST(MapFit, isTheSameEveryTime) {
  const GpCase c = randomGpCase(6, 20, 2, 2);
  const GpPriors priors = priorsFor(c);
  const GpParameters a = fitParameters(c.data, 2, priors, {}), b = fitParameters(c.data, 2, priors, {});
  EXPECT_EQ(packParameters(a, priors), packParameters(b, priors));
}

TEST(MapFit, findsTheLengthScaleThatMadeTheData) {
  Random random(7);
  GpData data;
  const Index n = 80;
  data.inputs.resize(n, 1);
  for (Index i = 0; i < n; ++i) data.inputs(i, 0) = random.uniform();
  data.tasks.assign(n, 0);
  data.outputs = VectorXd::Zero(n);
  GpParameters truth;
  truth.lengthScales = VectorXd::Constant(1, 0.15);
  truth.factor = Eigen::MatrixXd::Ones(1, 1);
  truth.own = VectorXd::Zero(1);
  truth.noise = VectorXd::Constant(1, 0.01);
  GpData none;
  none.inputs.resize(0, 1);
  const MultitaskGp prior(KernelShape::Matern52, none, truth);
  Eigen::MatrixXd covariance = prior.covariance({data.inputs, {}, {}}, 0);
  covariance.diagonal().array() += 0.01;
  VectorXd draws(n);
  for (double& value : draws) value = random.normal();
  data.outputs = Cholesky(covariance).lower() * draws;
  GpPriors priors;
  priors.logLengthScale = dimensionScaledPrior(1);
  const GpParameters fitted = fitParameters(data, 1, priors, {.starts = 3});
  EXPECT_GT(fitted.lengthScales[0], 0.07);
  EXPECT_LT(fitted.lengthScales[0], 0.35);
  EXPECT_GT(fitted.noise[0], 0.003);
  EXPECT_LT(fitted.noise[0], 0.03);
}

TEST(MapFit, allowsNoDataOnePointAndEqualOutputs) {
  GpPriors priors;
  priors.logLengthScale = dimensionScaledPrior(2);
  for (const Index n : {0, 1, 6}) {
    GpData data;
    data.inputs = Eigen::MatrixXd::Constant(n, 2, 0.5);
    data.outputs = VectorXd::Constant(n, 1.0);
    data.tasks.assign(static_cast<std::size_t>(n), 0);
    const GpParameters fitted = fitParameters(data, 1, priors, {});
    EXPECT_TRUE(packParameters(fitted, priors).allFinite()) << n;
    EXPECT_GE(fitted.noise[0], priors.noiseFloor);
  }
}

}  // namespace
}  // namespace bitprism
