#include <gtest/gtest.h>

#include <set>

#include "core/codec/npy.h"
#include "core/gp/multitask_gp.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using Arrays = std::map<std::string, NumpyArray>;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::VectorXd vectorOf(const NumpyArray& array) {
  return Eigen::Map<const Eigen::VectorXd>(array.values.data(), static_cast<Eigen::Index>(array.values.size()));
}

Eigen::MatrixXd matrixOf(const NumpyArray& array) {
  const Eigen::Index rows = array.shape.at(0), columns = array.shape.at(1);
  return Eigen::Map<const RowMajor>(array.values.data(), rows, columns);
}

// Both relative and absolute 1e-8, as the reference says of itself.
template <class A, class B>
void expectNear(const A& found, const B& expected, const std::string& what) {
  ASSERT_EQ(found.rows(), expected.rows()) << what;
  ASSERT_EQ(found.cols(), expected.cols()) << what;
  const double excess = ((found - expected).array().abs() - 1e-8 * (1 + expected.array().abs())).maxCoeff();
  EXPECT_LE(excess, 0) << what;
}

void expectNear(double found, const NumpyArray& expected, const std::string& what) {
  EXPECT_NEAR(found, expected.values.at(0), 1e-8 * (1 + std::abs(expected.values.at(0)))) << what;
}

TEST(MultitaskGpGolden, everyCaseOfTheReference) {
  const std::string folder = test::goldenFolder();
  if (folder.empty()) GTEST_SKIP() << "no golden folder";
  const std::string file = folder + "/search/mtgp.npz";
  const Arrays arrays = readNpz(readFile(file), file);
  std::set<std::string> cases;
  for (const auto& [name, array] : arrays) cases.insert(name.substr(0, name.find('/')));
  ASSERT_FALSE(cases.empty());
  int covariances = 0;
  for (const std::string& name : cases) {
    SCOPED_TRACE(name);
    const auto get = [&](const char* key) -> const NumpyArray& { return arrays.at(name + "/" + key); };
    GpData data;
    data.inputs = matrixOf(get("X"));
    data.outputs = vectorOf(get("y"));
    for (const double task : get("t").values) data.tasks.push_back(static_cast<int>(task));
    GpParameters parameters;
    const Eigen::VectorXd scalars = vectorOf(get("scal"));
    parameters.mean = scalars[0];
    parameters.scale = scalars[1];
    parameters.lengthScales = vectorOf(get("ls"));
    parameters.factor = matrixOf(get("B"));
    parameters.own = vectorOf(get("v"));
    const int tasks = static_cast<int>(parameters.own.size());
    parameters.noise = Eigen::VectorXd::Constant(tasks, scalars[2]);

    const MultitaskGp gp(KernelShape::SquaredExponential, data, parameters);
    expectNear(gp.logMarginalLikelihood(), get("lml"), "lml");
    const GpParameters slope = gp.gradient();
    expectNear(slope.mean, get("g_mean"), "g_mean");
    expectNear(slope.scale, get("g_s"), "g_s");
    expectNear(slope.noise.sum(), get("g_noise"), "g_noise");  // one noise for all tasks there
    expectNear(slope.lengthScales, vectorOf(get("g_ls")), "g_ls");
    expectNear(slope.factor, matrixOf(get("g_B")), "g_B");
    expectNear(slope.own, vectorOf(get("g_v")), "g_v");

    const Eigen::MatrixXd grid = matrixOf(get("grid"));
    const GpPoints points{grid, {}, {}};
    const GpPosterior top = gp.predict(points, tasks - 1);
    expectNear(top.mean, vectorOf(get("mu_top")), "mu_top");
    expectNear(top.variance, vectorOf(get("var_top")), "var_top");
    const GpPosterior first = gp.predict(points, 0);
    expectNear(first.mean, vectorOf(get("mu_0")), "mu_0");
    expectNear(first.variance, vectorOf(get("var_0")), "var_0");
    if (arrays.contains(name + "/cov_top")) {
      expectNear(gp.covariance(points, tasks - 1), matrixOf(get("cov_top")), "cov_top");
      ++covariances;
    }
    // Growing the same model point by point gives the same posterior.
    GpData none = data;
    none.inputs.resize(0, data.inputs.cols());
    none.outputs.resize(0);
    none.tasks.clear();
    MultitaskGp grown(KernelShape::SquaredExponential, none, parameters);
    for (Eigen::Index i = 0; i < data.size(); ++i)
      grown.append({data.inputs.row(i), {}, {}}, data.tasks[static_cast<std::size_t>(i)], data.outputs[i]);
    expectNear(grown.predict(points, tasks - 1).mean, vectorOf(get("mu_top")), "mu_top, grown");
  }
  EXPECT_GT(covariances, 0);
}

}  // namespace
}  // namespace bitprism
