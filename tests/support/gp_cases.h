#pragma once

#include <vector>

#include "core/base/random.h"
#include "core/gp/multitask_gp.h"

namespace bitprism::test {

// A random problem with every kind of parameter away from its default: tasks, a trend in two groups, own variances.
struct GpCase {
  GpData data;
  GpParameters parameters;
};

inline GpCase randomGpCase(std::uint64_t seed, Eigen::Index points, Eigen::Index dimensions, int tasks) {
  Random random(seed);
  const auto fill = [&](Eigen::Index rows, Eigen::Index columns, double low, double high) {
    Eigen::MatrixXd matrix(rows, columns);
    for (double& value : matrix.reshaped()) value = random.uniform(low, high);
    return matrix;
  };
  GpCase c;
  c.data.inputs = fill(points, dimensions, 0, 1);
  c.data.outputs = fill(points, 1, -1, 1);
  c.data.features = fill(points, 4, -1, 1);
  c.data.basis = fill(points, 3, -1, 1);
  c.data.basisGroup = {0, 1, 1};
  for (Eigen::Index i = 0; i < points; ++i) c.data.tasks.push_back(static_cast<int>(random.below(tasks)));
  c.data.knownNoise = fill(points, 1, 0, 0.1);
  c.parameters.mean = 0.3;
  c.parameters.scale = 1.4;
  c.parameters.linearScale = 0.6;
  c.parameters.lengthScales = fill(dimensions, 1, 0.3, 1.5);
  c.parameters.factor = fill(tasks, tasks, -0.5, 1);
  c.parameters.own = fill(tasks, 1, 0.05, 0.3);
  c.parameters.noise = fill(tasks, 1, 0.02, 0.2);
  c.parameters.trendScales = fill(2, 1, 0.3, 1);
  return c;
}

// The observed places themselves, and rows of them.
inline GpPoints pointsOf(const GpData& data) {
  return {data.inputs, data.features, data.basis};
}
inline GpPoints pointOf(const GpData& data, Eigen::Index i) {
  return {data.inputs.row(i), data.features.row(i), data.basis.row(i)};
}

// The given rows of a data set, in that order.
inline GpData rowsOf(const GpData& data, const std::vector<Eigen::Index>& rows) {
  GpData part = data;
  const auto count = static_cast<Eigen::Index>(rows.size());
  part.inputs = data.inputs(rows, Eigen::all);
  part.features = data.features(rows, Eigen::all);
  part.basis = data.basis(rows, Eigen::all);
  part.outputs.resize(count);
  part.knownNoise.resize(count);
  part.tasks.clear();
  for (Eigen::Index i = 0; i < count; ++i) {
    part.outputs[i] = data.outputs[rows[static_cast<std::size_t>(i)]];
    part.knownNoise[i] = data.knownNoise[rows[static_cast<std::size_t>(i)]];
    part.tasks.push_back(data.tasks[static_cast<std::size_t>(rows[static_cast<std::size_t>(i)])]);
  }
  return part;
}

}  // namespace bitprism::test
