#include "core/gp/nuts.h"

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/stats/effective_sample_size.h"

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// N(mean, covariance) with correlations and deviations of 0.3 to 3.
struct Normal {
  VectorXd mean;
  MatrixXd covariance, precision;

  Normal(Index size, std::uint64_t seed) : mean(size) {
    Random random(seed);
    MatrixXd factor(size, size);
    for (Index j = 0; j < size; ++j)
      for (Index i = 0; i < size; ++i) factor(i, j) = random.normal() / std::sqrt(static_cast<double>(size));
    factor.diagonal().array() += 0.7;
    for (Index i = 0; i < size; ++i) {
      factor.row(i) *= 0.3 * std::pow(10.0, static_cast<double>(i) / static_cast<double>(size));
      mean[i] = 2 * random.normal();
    }
    covariance = factor * factor.transpose();
    precision = covariance.llt().solve(MatrixXd::Identity(size, size));
  }

  LogDensity density() const {
    return [this](const VectorXd& x, VectorXd& gradient) {
      gradient = precision * (mean - x);
      return -0.5 * (x - mean).dot(precision * (x - mean));
    };
  }
};

// Neal's funnel: v ~ N(0, 3^2), x_i ~ N(0, exp(v)).
double funnel(const VectorXd& point, VectorXd& gradient) {
  const double v = point[0], spread = std::exp(-v);
  const auto x = point.tail(point.size() - 1);
  const auto count = static_cast<double>(x.size());
  gradient.tail(x.size()) = -spread * x;
  gradient[0] = -v / 9 - 0.5 * count + 0.5 * spread * x.squaredNorm();
  return -v * v / 18 - 0.5 * count * v - 0.5 * spread * x.squaredNorm();
}

std::vector<double> column(const MatrixXd& samples, Index i) {
  return {samples.col(i).begin(), samples.col(i).end()};
}

double leastEffectiveSize(const MatrixXd& samples) {
  double least = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < samples.cols(); ++i) least = std::min(least, effectiveSampleSize(column(samples, i)));
  return least;
}

void record(const NutsRun& run, const char* of) {
  const double per = leastEffectiveSize(run.samples) / static_cast<double>(run.samplingGradients);
  std::cout << of << ": least effective size " << leastEffectiveSize(run.samples) << " of " << run.samples.rows()
            << ", per gradient " << per << ", step " << run.last.step << ", acceptance " << run.acceptance
            << ", divergences " << run.divergences << "\n";
  testing::Test::RecordProperty(std::string(of) + " effective size per gradient", std::to_string(per));
}

TEST(Nuts, findsTheMomentsOfACorrelatedNormal) {
  const Normal normal(10, 1);
  const NutsRun run = sampleNuts(normal.density(), {VectorXd::Zero(10)}, {.warmUp = 1000, .samples = 20000, .seed = 2});
  record(run, "normal");
  EXPECT_NEAR(run.acceptance, 0.8, 0.12);
  EXPECT_EQ(run.divergences, 0);
  const MatrixXd centred = run.samples.rowwise() - run.samples.colwise().mean();
  const MatrixXd covariance = centred.transpose() * centred / static_cast<double>(run.samples.rows() - 1);
  for (Index i = 0; i < 10; ++i) {
    const double size = effectiveSampleSize(column(run.samples, i));
    EXPECT_GT(size, 2000) << i;
    EXPECT_NEAR(run.samples.col(i).mean(), normal.mean[i], 4.5 * std::sqrt(normal.covariance(i, i) / size)) << i;
    for (Index j = 0; j <= i; ++j) {
      // The Monte-Carlo error of a product of two, with the effective size of these very products.
      const VectorXd products = centred.col(i).cwiseProduct(centred.col(j));
      const double productSize = effectiveSampleSize({products.data(), static_cast<std::size_t>(products.size())});
      const double error = std::sqrt(
          (normal.covariance(i, i) * normal.covariance(j, j) + std::pow(normal.covariance(i, j), 2)) / productSize);
      EXPECT_NEAR(covariance(i, j), normal.covariance(i, j), 4.5 * error) << i << " " << j;
    }
  }
  // The narrowest direction is 13 times narrower than the widest, so that a trajectory takes some 30 gradients; a draw
  // must then be worth nearly one.
  EXPECT_GT(leastEffectiveSize(run.samples), 0.015 * static_cast<double>(run.samplingGradients));
}

TEST(Nuts, adaptsTheMassToTheScales) {
  const VectorXd deviations = (VectorXd(4) << 0.01, 1, 30, 500).finished();
  const LogDensity density = [&](const VectorXd& x, VectorXd& gradient) {
    const VectorXd z = x.cwiseQuotient(deviations);
    gradient = -z.cwiseQuotient(deviations);
    return -0.5 * z.squaredNorm();
  };
  const NutsRun run = sampleNuts(density, {VectorXd::Zero(4)}, {.warmUp = 1000, .samples = 1000, .seed = 3});
  for (Index i = 0; i < 4; ++i) EXPECT_NEAR(std::sqrt(run.last.variances[i]) / deviations[i], 1, i == 0 ? 2 : 0.2) << i;
  EXPECT_LT(run.samplingGradients, 1000 * 15);  // without the mass it would take thousands of steps each
}

TEST(Nuts, reachesTheNeckOfAFunnel) {
  std::vector<double> neck;
  double below = 0, gradients = 0, divergences = 0;
  constexpr int chains = 4, samples = 15000;
  for (std::uint64_t chain = 0; chain < chains; ++chain) {
    const NutsRun run =
        sampleNuts(funnel, {VectorXd::Constant(10, 0.3)},
                   {.warmUp = 2000, .samples = samples, .targetAcceptance = 0.998, .deepest = 12, .seed = 10 + chain});
    record(run, "funnel");
    const std::vector<double> v = column(run.samples, 0);
    neck.insert(neck.end(), v.begin(), v.end());
    gradients += static_cast<double>(run.samplingGradients);
    divergences += run.divergences;
  }
  const double size = effectiveSampleSize(neck);
  double mean = 0, square = 0;
  for (const double v : neck) {
    mean += v / static_cast<double>(neck.size());
    square += v * v / static_cast<double>(neck.size());
    below += (v < -3) / static_cast<double>(neck.size());
  }
  std::cout << "neck: effective size " << size << ", per gradient " << size / gradients << ", mean " << mean
            << ", deviation " << std::sqrt(square - mean * mean) << ", below -3: " << below << "\n";
  EXPECT_GT(size, 200);
  const double error = 3 / std::sqrt(size);
  EXPECT_NEAR(mean, 0, 4 * error);
  EXPECT_NEAR(std::sqrt(square - mean * mean), 3, 4 * error);
  EXPECT_NEAR(below, 0.1587, 4 * std::sqrt(0.1587 * 0.8413 / size));
  EXPECT_LT(divergences, 0.01 * chains * samples);
}

TEST(Nuts, givesTheSameForTheSameSeed) {
  const Normal normal(5, 4);
  const NutsSettings settings{.warmUp = 100, .samples = 50, .seed = 9};
  const NutsRun a = sampleNuts(normal.density(), {VectorXd::Zero(5)}, settings);
  const NutsRun b = sampleNuts(normal.density(), {VectorXd::Zero(5)}, settings);
  EXPECT_EQ(a.samples, b.samples);
  EXPECT_EQ(a.gradients, b.gradients);
  NutsSettings other = settings;
  other.seed = 10;
  EXPECT_NE(a.samples, sampleNuts(normal.density(), {VectorXd::Zero(5)}, other).samples);
}

TEST(Nuts, goesOnFromAnEarlierRunWithLittleWarmUp) {
  const Normal normal(10, 5);
  const NutsRun first = sampleNuts(normal.density(), {VectorXd::Zero(10)}, {.warmUp = 500, .samples = 10, .seed = 1});
  const NutsRun warm = sampleNuts(normal.density(), first.last, {.warmUp = 0, .samples = 4000, .seed = 2});
  EXPECT_EQ(warm.last.step, first.last.step);
  EXPECT_EQ(warm.last.variances, first.last.variances);
  EXPECT_GT(leastEffectiveSize(warm.samples), 400);
  for (Index i = 0; i < 10; ++i)
    EXPECT_NEAR(warm.samples.col(i).mean(), normal.mean[i],
                5 * std::sqrt(normal.covariance(i, i) / effectiveSampleSize(column(warm.samples, i))));
}

TEST(Nuts, leavesPlacesWithoutDensity) {
  // A half normal: there is nothing below 0.
  const LogDensity half = [](const VectorXd& x, VectorXd& gradient) {
    gradient = -x;
    return x[0] < 0 ? -std::numeric_limits<double>::infinity() : -0.5 * x[0] * x[0];
  };
  const NutsRun run = sampleNuts(half, {VectorXd::Ones(1)}, {.warmUp = 500, .samples = 20000, .seed = 6});
  EXPECT_GE(run.samples.minCoeff(), 0);
  EXPECT_NEAR(run.samples.mean(), std::sqrt(2 / 3.14159265), 0.04);
}

TEST(Nuts, stopsWhenAsked) {
  std::stop_source source;
  int calls = 0;
  const LogDensity density = [&](const VectorXd& x, VectorXd& gradient) {
    if (++calls == 200) source.request_stop();
    gradient = -x;
    return -0.5 * x.squaredNorm();
  };
  EXPECT_THROW(sampleNuts(density, {VectorXd::Ones(3)}, {.samples = 1000000}, source.get_token()), Cancelled);
  EXPECT_LT(calls, 2000);
}

TEST(Nuts, refusesStartsItCannotUse) {
  const LogDensity none = [](const VectorXd& x, VectorXd& gradient) {
    gradient = x;
    return std::numeric_limits<double>::quiet_NaN();
  };
  EXPECT_THROW(sampleNuts(none, {VectorXd::Ones(2)}, {}), Error);
  const Normal normal(2, 1);
  EXPECT_THROW(sampleNuts(normal.density(), {VectorXd::Ones(2)}, {.samples = 0}), UsageError);
  EXPECT_THROW(sampleNuts(normal.density(), {VectorXd::Ones(2), 0.1, VectorXd::Zero(2)}, {}), UsageError);
}

}  // namespace
}  // namespace bitprism
