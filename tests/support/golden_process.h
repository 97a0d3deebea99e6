#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/files/npy.h"
#include "core/gp/multitask_gp.h"
#include "tests/support/golden_set.h"

namespace bitprism::test {

// One case of search/mtgp.npz: a multi-task process with its data, and what is to come out.
struct GoldenProcess {
  std::string name;
  std::map<std::string, NumpyArray> arrays;  // without the case's name

  bool has(const std::string& key) const { return arrays.contains(key); }
  std::vector<std::string> keys() const {
    std::vector<std::string> all;
    for (const auto& [key, array] : arrays) all.push_back(key);
    return all;
  }
  Eigen::VectorXd vector(const std::string& key) const {
    const std::vector<double>& values = at(key).values;
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
  }
  Eigen::MatrixXd matrix(const std::string& key) const {
    const auto& shape = at(key).shape;
    return vector(key).reshaped<Eigen::RowMajor>(shape.at(0), shape.at(1));
  }
  double number(const std::string& key) const { return at(key).values.at(0); }
  const NumpyArray& at(const std::string& key) const {
    if (!has(key)) throw MissingVector("no '" + key + "'");
    return arrays.at(key);
  }
  int tasks() const { return static_cast<int>(vector("v").size()); }

  GpData data() const {
    GpData data;
    data.inputs = matrix("X");
    data.outputs = vector("y");
    for (const double task : at("t").values) data.tasks.push_back(static_cast<int>(task));
    return data;
  }
  GpParameters parameters() const {
    GpParameters parameters;
    const Eigen::VectorXd scalars = vector("scal");
    parameters.mean = scalars[0];
    parameters.scale = scalars[1];
    parameters.lengthScales = vector("ls");
    parameters.factor = matrix("B");
    parameters.own = vector("v");
    parameters.noise = Eigen::VectorXd::Constant(tasks(), scalars[2]);
    return parameters;
  }
  MultitaskGp process() const { return {KernelShape::SquaredExponential, data(), parameters()}; }
};

// Every case that a folder of golden vectors has.
inline std::vector<GoldenProcess> goldenProcesses(const std::string& folder) {
  const std::string file = folder + "/search/mtgp.npz";
  std::map<std::string, GoldenProcess> cases;
  for (auto& [name, array] : readNpz(readFile(file), file)) {
    const std::size_t slash = name.find('/');
    GoldenProcess& one = cases[name.substr(0, slash)];
    one.name = name.substr(0, slash);
    one.arrays.emplace(name.substr(slash + 1), array);
  }
  std::vector<GoldenProcess> all;
  for (auto& [name, one] : cases) all.push_back(std::move(one));
  return all;
}

// Tolerance of the reference, relative and absolute: 1e-8.
template <class A, class B>
void expectNear(const A& found, const B& expected, const std::string& what) {
  ASSERT_EQ(found.rows(), expected.rows()) << what;
  ASSERT_EQ(found.cols(), expected.cols()) << what;
  const double excess = ((found - expected).array().abs() - 1e-8 * (1 + expected.array().abs())).maxCoeff();
  EXPECT_LE(excess, 0) << what;
}

}  // namespace bitprism::test
