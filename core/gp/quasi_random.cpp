#include "core/gp/quasi_random.h"

#include <cmath>

#include "core/base/random.h"

namespace bitprism {

Eigen::MatrixXd quasiRandomPoints(Eigen::Index count, Eigen::Index dimensions, std::uint64_t seed) {
  // The root of x^(d+1) = x + 1.
  double ratio = 1.5;
  for (int step = 0; step < 60; ++step) ratio = std::pow(1 + ratio, 1 / static_cast<double>(dimensions + 1));
  Random random(seed, 0x71756173);
  Eigen::MatrixXd points(count, dimensions);
  double stride = 1;
  for (Eigen::Index d = 0; d < dimensions; ++d) {
    stride /= ratio;
    const double shift = random.uniform();
    double whole = 0;
    for (Eigen::Index i = 0; i < count; ++i)
      points(i, d) = std::modf(shift + stride * static_cast<double>(i + 1), &whole);
  }
  return points;
}

}  // namespace bitprism
