#include "core/gp/icm_posterior.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/stats/effective_sample_size.h"
#include "tests/support/golden_process.h"
#include "tests/support/gp_cases.h"

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

GpData randomData(std::uint64_t seed, Index points, Index dimensions, int tasks) {
  GpData data = test::randomGpCase(seed, points, dimensions, tasks).data;
  return {data.inputs, {}, data.tasks, data.outputs, {}, {}, {}, {}};
}

VectorXd randomPoint(Index size, std::uint64_t seed) {
  Random random(seed);
  VectorXd point(size);
  for (double& u : point) u = 1.3 * random.normal();
  return point;
}

TEST(IcmPosterior, gradientIsTheFiniteDifference) {
  for (int tasks = 1; tasks <= 4; ++tasks)
    for (const Index points : {0, 1, 17}) {
      IcmPosterior posterior(randomData(static_cast<std::uint64_t>(tasks), points, 3, tasks), tasks);
      const VectorXd at = randomPoint(posterior.size(), 5);
      VectorXd gradient(at.size()), ignored(at.size());
      posterior.logDensity(at, gradient);
      for (Index i = 0; i < at.size(); ++i) {
        VectorXd above = at, below = at;
        above[i] += 1e-5;
        below[i] -= 1e-5;
        const double difference = (posterior.logDensity(above, ignored) - posterior.logDensity(below, ignored)) / 2e-5;
        EXPECT_NEAR(gradient[i], difference, 1e-6 * (1 + std::abs(difference))) << tasks << " " << points << " " << i;
      }
    }
}

// What the density is made of: the likelihood of MultitaskGp and the Jacobian.
double expectedDensity(const GpData& data, const IcmPosterior& posterior, const VectorXd& at) {
  double value = 0;
  for (const double u : at) value -= std::log1p(std::exp(-u)) + std::log1p(std::exp(u));
  return value + MultitaskGp(KernelShape::SquaredExponential, data, posterior.parametersAt(at)).logMarginalLikelihood();
}

TEST(IcmPosterior, isTheLikelihoodOfTheProcessTimesTheJacobian) {
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    const GpData data = randomData(seed, 40, 2, 4);
    IcmPosterior posterior(data, 4);
    ASSERT_EQ(posterior.size(), 25);
    const VectorXd at = randomPoint(25, seed);
    VectorXd gradient(25);
    const double expected = expectedDensity(data, posterior, at);
    EXPECT_NEAR(posterior.logDensity(at, gradient), expected, 1e-9 * std::abs(expected));
    EXPECT_LT((posterior.pointAt(posterior.parametersAt(at)) - at).norm(), 1e-9);
  }
}

class IcmPosteriorGolden : public test::GoldenSet {};
OVER_GOLDEN_SETS(IcmPosteriorGolden);

TEST_P(IcmPosteriorGolden, everyGradientOfTheReference) {
  NEED_VECTORS("search/mtgp.npz");
  const auto compare = [](const test::GoldenProcess& golden) {
    const GpData data = golden.data();
    const Index tasks = golden.tasks();
    // Bounds that are valid for every case.
    const Interval wide{-8, 8}, positive{0, 8};
    IcmPosterior posterior(data, tasks, {wide, positive, positive, wide, positive, positive});
    const VectorXd at = posterior.pointAt(golden.parameters());
    VectorXd gradient(at.size());
    double likelihood = posterior.logDensity(at, gradient);
    for (const double u : at) likelihood += std::log1p(std::exp(-u)) + std::log1p(std::exp(u));
    EXPECT_NEAR(likelihood, golden.number("lml"), 1e-8 * (1 + std::abs(golden.number("lml"))));
    VectorXd expected(at.size());
    expected << golden.vector("g_mean"), golden.vector("g_ls"), golden.vector("g_s"), golden.matrix("g_B").reshaped(),
        golden.vector("g_v"), golden.vector("g_noise");
    for (Index i = 0; i < at.size(); ++i) {
      const double s = 1 / (1 + std::exp(-at[i]));
      const double width =
          i == 0 || (i >= data.inputs.cols() + 2 && i < data.inputs.cols() + 2 + tasks * tasks) ? 16 : 8;
      const double found = (gradient[i] - 1 + 2 * s) / (width * s * (1 - s));
      EXPECT_NEAR(found, expected[i], 1e-8 * (1 + std::abs(expected[i]))) << i;
    }
  };
  int compared = 0;
  for (const test::GoldenProcess& golden : test::goldenProcesses(folder()))
    compared += checked(golden.name, [&] { compare(golden); });
  EXPECT_GT(compared, 0);
}

TEST(IcmPosterior, withoutDataIsThePrior) {
  IcmPosterior posterior(randomData(1, 0, 2, 2), 2);
  NutsState state;
  const std::vector<GpParameters> drawn = posterior.sample(state, {.warmUp = 500, .samples = 8000, .seed = 3});
  const auto expectUniform = [&](const auto& value, double low, double high) {
    double mean = 0, square = 0;
    for (const GpParameters& parameters : drawn) {
      const double one = value(parameters);
      EXPECT_GE(one, low);
      EXPECT_LE(one, high);
      mean += one / static_cast<double>(drawn.size());
      square += one * one / static_cast<double>(drawn.size());
    }
    const double width = high - low;
    EXPECT_NEAR(mean, (low + high) / 2, 0.03 * width);
    EXPECT_NEAR(std::sqrt(square - mean * mean), width / std::sqrt(12.0), 0.03 * width);
  };
  expectUniform([](const GpParameters& p) { return p.mean; }, 0, 1);
  expectUniform([](const GpParameters& p) { return p.lengthScales[1]; }, 0.05, 0.5);
  expectUniform([](const GpParameters& p) { return p.scale; }, 1, 2);
  expectUniform([](const GpParameters& p) { return p.factor(1, 0); }, 0, 1);
  expectUniform([](const GpParameters& p) { return p.own[0]; }, 0.05, 0.3);
  expectUniform([](const GpParameters& p) { return p.noise[1]; }, 0.05, 0.3);
}

// With all other parameters all but fixed, the posterior of two can be integrated on a grid.
TEST(IcmPosterior, samplesHaveTheMomentsOfAGrid) {
  constexpr double little = 1e-7;
  GpData data = randomData(7, 15, 1, 2);
  Random random(3);
  for (Index i = 0; i < data.size(); ++i)
    data.outputs[i] = 0.5 + std::sin(6 * data.inputs(i, 0)) + 0.35 * random.normal();
  const IcmPriors priors{.mean = {0.5, 0.5 + little},
                         .lengthScale = {0.05, 0.5},
                         .scale = {1, 1 + little},
                         .factor = {0.5, 0.5 + little},
                         .own = {0.1, 0.1 + little},
                         .noise = {0.001, 0.3}};
  IcmPosterior posterior(data, 2, priors);
  NutsState state;
  const auto drawn = posterior.sample(state, {.warmUp = 500, .samples = 6000, .seed = 4});
  GpParameters at = drawn.front();
  constexpr int steps = 120;
  double whole = 0, length = 0, lengths = 0, noise = 0, noises = 0;
  for (int a = 0; a < steps; ++a)
    for (int b = 0; b < steps; ++b) {
      at.lengthScales[0] = 0.05 + 0.45 * (a + 0.5) / steps;
      at.noise.setConstant(0.001 + 0.299 * (b + 0.5) / steps);
      const double weight = std::exp(MultitaskGp(KernelShape::SquaredExponential, data, at).logMarginalLikelihood());
      whole += weight;
      length += weight * at.lengthScales[0];
      lengths += weight * std::pow(at.lengthScales[0], 2);
      noise += weight * at.noise[0];
      noises += weight * std::pow(at.noise[0], 2);
    }
  const auto expectMoments = [&](const auto& value, double mean, double square) {
    std::vector<double> chain;
    for (const GpParameters& parameters : drawn) chain.push_back(value(parameters));
    double found = 0;
    for (const double one : chain) found += one / static_cast<double>(chain.size());
    const double deviation = std::sqrt(square - mean * mean), size = effectiveSampleSize(chain);
    EXPECT_GT(size, 400);
    EXPECT_NEAR(found, mean, 4 * deviation / std::sqrt(size));
  };
  expectMoments([](const GpParameters& p) { return p.lengthScales[0]; }, length / whole, lengths / whole);
  expectMoments([](const GpParameters& p) { return p.noise[0]; }, noise / whole, noises / whole);
}

TEST(IcmPosterior, samplesTheSameForTheSameSeedAndGoesOnWarm) {
  const GpData data = randomData(9, 30, 2, 3);
  IcmPosterior posterior(data, 3);
  NutsState a, b;
  const NutsSettings settings{.warmUp = 100, .samples = 20, .seed = 8};
  const auto first = posterior.sample(a, settings), second = posterior.sample(b, settings);
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].factor, second[i].factor);
  EXPECT_EQ(a.position, b.position);
  EXPECT_GT(a.step, 0);
  EXPECT_EQ(posterior.sample(a, {.warmUp = 0, .samples = 5}).size(), 5u);
}

TEST(IcmPosterior, refusesBoundsWithoutRoom) {
  const GpData data = randomData(2, 5, 1, 1);
  EXPECT_THROW(IcmPosterior(data, 1, {.noise = {0.1, 0.1}}), UsageError);
  EXPECT_THROW(IcmPosterior(data, 1, {.own = {-0.1, 0.1}}), UsageError);
}

TEST(IcmPosterior, isQuickOnFortyObservations) {
  IcmPosterior posterior(randomData(11, 40, 2, 4), 4);
  VectorXd at = randomPoint(25, 1), gradient(25);
  constexpr int times = 200;
  double sum = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) {
    at[0] = 1e-3 * i;
    sum += posterior.logDensity(at, gradient);
  }
  const double microseconds =
      std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count() / times;
  std::cout << "one density with gradient: " << microseconds << " us (" << sum / times << ")\n";
  const LogDensity density = [&](const VectorXd& u, VectorXd& slope) { return posterior.logDensity(u, slope); };
  const auto then = std::chrono::steady_clock::now();
  const NutsRun run = sampleNuts(density, {VectorXd::Zero(25)}, {});
  std::cout << "200 warm-up and 100 samples: "
            << std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count() << " s, " << run.gradients
            << " gradients\n";
  const NutsRun many = sampleNuts(density, run.last, {.warmUp = 0, .samples = 2000});
  double least = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < 25; ++i) {
    const VectorXd chain = many.samples.col(i);
    least = std::min(least, effectiveSampleSize({chain.data(), static_cast<std::size_t>(chain.size())}));
  }
  const double perGradient = least / static_cast<double>(many.samplingGradients);
  std::cout << "least effective size of 25 parameters: " << least << " of 2000, per gradient " << perGradient << "\n";
  RecordProperty("effective size per gradient", std::to_string(perGradient));
  EXPECT_GT(least, 500);
  EXPECT_TRUE(std::isfinite(sum));
}

}  // namespace
}  // namespace bitprism
