#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/golden_process.h"

namespace bitprism {
namespace {

using test::expectNear;

void expectNumber(double found, double expected, const std::string& what) {
  EXPECT_NEAR(found, expected, 1e-8 * (1 + std::abs(expected))) << what;
}

class MultitaskGpGolden : public test::GoldenSet {};
OVER_GOLDEN_SETS(MultitaskGpGolden);

TEST_P(MultitaskGpGolden, everyCaseOfTheReference) {
  NEED_VECTORS("search/mtgp.npz");
  int compared = 0;
  const auto compare = [&](const test::GoldenProcess& golden) {
    const GpData data = golden.data();
    const GpParameters parameters = golden.parameters();
    const int tasks = golden.tasks();

    const MultitaskGp gp(KernelShape::SquaredExponential, data, parameters);
    expectNumber(gp.logMarginalLikelihood(), golden.number("lml"), "lml");
    const GpParameters slope = gp.gradient();
    expectNumber(slope.mean, golden.number("g_mean"), "g_mean");
    expectNumber(slope.scale, golden.number("g_s"), "g_s");
    expectNumber(slope.noise.sum(), golden.number("g_noise"), "g_noise");  // one noise for all tasks there
    expectNear(slope.lengthScales, golden.vector("g_ls"), "g_ls");
    expectNear(slope.factor, golden.matrix("g_B"), "g_B");
    expectNear(slope.own, golden.vector("g_v"), "g_v");

    const Eigen::MatrixXd grid = golden.matrix("grid");
    const GpPoints points{grid, {}, {}};
    const GpPosterior top = gp.predict(points, tasks - 1);
    expectNear(top.mean, golden.vector("mu_top"), "mu_top");
    expectNear(top.variance, golden.vector("var_top"), "var_top");
    const GpPosterior first = gp.predict(points, 0);
    expectNear(first.mean, golden.vector("mu_0"), "mu_0");
    expectNear(first.variance, golden.vector("var_0"), "var_0");
    if (golden.has("cov_top")) expectNear(gp.covariance(points, tasks - 1), golden.matrix("cov_top"), "cov_top");
    // Growing the same model point by point gives the same posterior.
    GpData none = data;
    none.inputs.resize(0, data.inputs.cols());
    none.outputs.resize(0);
    none.tasks.clear();
    MultitaskGp grown(KernelShape::SquaredExponential, none, parameters);
    for (Eigen::Index i = 0; i < data.size(); ++i)
      grown.append({data.inputs.row(i), {}, {}}, data.tasks[static_cast<std::size_t>(i)], data.outputs[i]);
    expectNear(grown.predict(points, tasks - 1).mean, golden.vector("mu_top"), "mu_top, grown");
  };
  for (const test::GoldenProcess& golden : test::goldenProcesses(folder()))
    compared += checked(golden.name, [&] { compare(golden); });
  EXPECT_GT(compared, 0);
}

}  // namespace
}  // namespace bitprism
