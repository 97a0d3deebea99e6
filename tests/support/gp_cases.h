#pragma once

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
  c.data.basis = fill(points, 3, -1, 1);
  c.data.basisGroup = {0, 1, 1};
  for (Eigen::Index i = 0; i < points; ++i) c.data.tasks.push_back(static_cast<int>(random.below(tasks)));
  c.parameters.mean = 0.3;
  c.parameters.scale = 1.4;
  c.parameters.lengthScales = fill(dimensions, 1, 0.3, 1.5);
  c.parameters.factor = fill(tasks, tasks, -0.5, 1);
  c.parameters.own = fill(tasks, 1, 0.05, 0.3);
  c.parameters.noise = fill(tasks, 1, 0.02, 0.2);
  c.parameters.trendScales = fill(2, 1, 0.3, 1);
  return c;
}

}  // namespace bitprism::test
