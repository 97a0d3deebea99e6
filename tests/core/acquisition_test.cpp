#include "core/gp/acquisition.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <numbers>
#include <set>

#include "core/gp/information_gain.h"
#include "tests/support/golden_process.h"
#include "tests/support/gp_cases.h"

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expectNear;
using test::GoldenProcess;
using test::goldenProcesses;

class AcquisitionGolden : public test::GoldenSet {};
OVER_GOLDEN_SETS(AcquisitionGolden);

TEST_P(AcquisitionGolden, everyNumberOfTheReference) {
  NEED_VECTORS("search/mtgp.npz");
  // What this test, and that of the process itself, know what to do with.
  const std::set<std::string> known{"X",     "t",        "y",     "ls",      "B",     "v",       "scal",
                                    "lml",   "g_mean",   "g_s",   "g_noise", "g_ls",  "g_B",     "g_v",
                                    "grid",  "mu_top",   "mu_0",  "var_top", "var_0", "cov_top", "infogain",
                                    "betas", "point_mi", "ystar", "gibbon"};
  std::map<std::string, int> compared;
  const auto compare = [&](const GoldenProcess& golden) {
    for (const std::string& key : golden.keys())
      if (!known.contains(key) && !key.starts_with("ucb_t"))
        passOver(golden.name + ": a key that is not known: " + key);
    const MultitaskGp gp = golden.process();
    const GpPoints grid{golden.matrix("grid"), {}, {}};
    const int top = golden.tasks() - 1;
    const auto expectRows = [&](const std::string& key, int rows, const auto& row) {
      if (!golden.has(key)) return;
      const MatrixXd expected = golden.matrix(key);
      ASSERT_EQ(expected.rows(), rows) << key;
      for (int task = 0; task < rows; ++task) {
        const VectorXd one = expected.row(task);
        expectNear(row(task), one, key);
        compared[key] += static_cast<int>(one.size());
      }
    };
    const InformationGain gain(gp, grid, top);
    expectRows("infogain", top, [&](int task) { return gain.of(grid, task); });
    expectRows("point_mi", top + 1, [&](int task) { return pointInformation(gp, grid, task, top); });
    const VectorXd maxima = golden.has("gibbon") ? golden.vector("ystar") : VectorXd();
    expectRows("gibbon", top + 1, [&](int task) {
      return gibbon(gp, grid, task, top, {maxima.data(), static_cast<std::size_t>(maxima.size())});
    });

    // Published with pi = 3.1415, which moves the logarithm by a constant.
    const GpPosterior posterior = gp.predict(grid, top);
    const double noise = gp.parameters().noise[top];
    const double ofPi = 0.8 * std::log(std::numbers::pi / 3.1415);
    std::map<int, std::string> counted;  // by rising count, as `betas` are
    for (const auto& key : golden.keys())
      if (key.starts_with("ucb_t")) counted.emplace(std::stoi(key.substr(5)), key);
    std::size_t weights = 0;
    for (const auto& [count, key] : counted) {
      const double weight = confidenceWeight(static_cast<double>(grid.size()), count) - ofPi;
      const double published = golden.vector("betas")[static_cast<Index>(weights++)];
      EXPECT_NEAR(weight, published, 1e-8 * (1 + published));
      expectNear(upperConfidence(posterior, weight, noise), golden.vector(key), key);
      compared["ucb"] += static_cast<int>(grid.size());
    }
  };
  for (const GoldenProcess& golden : goldenProcesses(folder())) checked(golden.name, [&] { compare(golden); });
  for (const char* op : {"infogain", "point_mi", "gibbon", "ucb"}) {
    if (compared[op] == 0) passOver(std::string("acquisitions, of which none is there: ") + op);
    std::cout << op << ": " << compared[op] << " numbers\n";
  }
  EXPECT_FALSE(compared.empty());
}

// The definition: entropy of y before and after all representatives are known.
TEST(InformationGain, isTheDropInEntropy) {
  const test::GpCase c = test::randomGpCase(4, 12, 2, 3);
  const MultitaskGp gp(KernelShape::Matern52, c.data, c.parameters);
  const GpPoints points = test::pointsOf(test::randomGpCase(5, 9, 2, 3).data);
  const GpPoints representatives = test::pointsOf(test::randomGpCase(6, 7, 2, 3).data);
  const VectorXd gain = InformationGain(gp, representatives, 2).of(points, 0);
  MultitaskGp after = gp;
  for (Index i = 0; i < representatives.size(); ++i)
    after.append({representatives.inputs.row(i), representatives.features.row(i), representatives.basis.row(i)}, 2, 0);
  const double noise = c.parameters.noise[0];
  const VectorXd before = gp.predict(points, 0).variance.array() + noise;
  const VectorXd then = after.predict(points, 0).variance.array() + noise;
  for (Index i = 0; i < gain.size(); ++i) {
    EXPECT_NEAR(gain[i], 0.5 * std::log(before[i] / then[i]), 1e-9);
    EXPECT_GT(gain[i], 0);
  }
}

TEST(InformationGain, aboutOnePointIsThatOfItAlone) {
  const test::GpCase c = test::randomGpCase(7, 12, 2, 2);
  GpParameters parameters = c.parameters;
  parameters.noise[1] = 0;  // the latent value itself
  const MultitaskGp gp(KernelShape::SquaredExponential, c.data, parameters);
  const GpPoints points = test::pointsOf(test::randomGpCase(8, 5, 2, 2).data);
  const VectorXd all = pointInformation(gp, points, 0, 1);
  for (Index i = 0; i < points.size(); ++i) {
    const GpPoints one{points.inputs.row(i), points.features.row(i), points.basis.row(i)};
    EXPECT_NEAR(InformationGain(gp, one, 1).of(one, 0)[0], all[i], 1e-9);
  }
}

TEST(CrossCovariance, ofAPointWithItselfIsTheOthers) {
  const test::GpCase c = test::randomGpCase(9, 12, 2, 3);
  const MultitaskGp gp(KernelShape::Matern52, c.data, c.parameters);
  const GpPoints points = test::pointsOf(test::randomGpCase(10, 6, 2, 3).data);
  expectNear(gp.crossCovariance(points, 1, points, 1), gp.covariance(points, 1), "one task");
  expectNear(VectorXd(gp.crossCovariance(points, 0, points, 2).diagonal()), gp.crossVariance(points, 0, points, 2),
             "two tasks");
}

TEST(SampleMaxima, hasTheMedianOfIndependentValues) {
  const GpPosterior posterior{VectorXd::Zero(50), VectorXd::Ones(50)};
  Random random(1);
  std::vector<double> maxima = sampleMaxima(posterior, 4001, random);
  std::sort(maxima.begin(), maxima.end());
  // The median of the maximum of 50 standard normals: Phi^-1(2^(-1/50)).
  EXPECT_NEAR(maxima[2000], 2.204, 0.05);
  EXPECT_NEAR(maxima[3000] - maxima[1000], 2.527 - 1.926, 0.04);  // the quartiles alike
}

TEST(Gibbon, growsWithTheTaskThatTellsMoreAndVanishesWithoutRelation) {
  test::GpCase c = test::randomGpCase(11, 10, 1, 2);
  c.parameters.factor = (MatrixXd(2, 2) << 0, 1, 1, 0).finished();
  c.parameters.own.setZero();
  c.parameters.trendScales.setZero();
  const MultitaskGp gp(KernelShape::Matern52, c.data, c.parameters);
  const GpPoints points = test::pointsOf(test::randomGpCase(12, 6, 1, 2).data);
  const std::vector<double> maxima{1, 2};
  const VectorXd unrelated = gibbon(gp, points, 0, 1, maxima), own = gibbon(gp, points, 1, 1, maxima);
  for (Index i = 0; i < points.size(); ++i) {
    EXPECT_NEAR(unrelated[i], 0, 1e-12);
    EXPECT_GT(own[i], 0);
  }
  // Far below every posterior value the bound stays finite.
  EXPECT_TRUE(gibbon(gp, points, 1, 1, std::vector<double>{-1e4}).allFinite());
}

TEST(ConfidenceWeight, growsWithTheCount) {
  EXPECT_GT(confidenceWeight(900, 3), confidenceWeight(900, 1));
  EXPECT_NEAR(confidenceWeight(900, 10) - confidenceWeight(900, 1), 0.8 * std::log(10.0), 1e-12);
}

}  // namespace
}  // namespace bitprism
