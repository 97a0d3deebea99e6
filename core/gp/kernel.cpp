#include "core/gp/kernel.h"

#include <cmath>

namespace bitprism {
namespace {

constexpr double sqrt5 = 2.23606797749978969641;

}  // namespace

double kernelValue(KernelShape shape, double r2) {
  if (shape == KernelShape::SquaredExponential) return std::exp(-0.5 * r2);
  const double scaled = sqrt5 * std::sqrt(r2);
  return (1 + scaled + 5.0 / 3.0 * r2) * std::exp(-scaled);
}

double kernelSlope(KernelShape shape, double r2) {
  if (shape == KernelShape::SquaredExponential) return -0.5 * std::exp(-0.5 * r2);
  const double scaled = sqrt5 * std::sqrt(r2);
  return -5.0 / 6.0 * (1 + scaled) * std::exp(-scaled);
}

const char* kernelName(KernelShape shape) {
  return shape == KernelShape::SquaredExponential ? "squared exponential" : "Matern 5/2";
}

}  // namespace bitprism
