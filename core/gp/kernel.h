#pragma once

namespace bitprism {

// Correlation as a function of r2 = sum_d ((x_d - x'_d) / l_d)^2.
enum class KernelShape {
  SquaredExponential,  // exp(-r2 / 2): very smooth
  Matern52,            // (1 + sqrt5 r + 5 r2 / 3) exp(-sqrt5 r): twice differentiable, the safer choice
};

inline constexpr KernelShape kernelShapes[] = {KernelShape::SquaredExponential, KernelShape::Matern52};

double kernelValue(KernelShape shape, double r2);
double kernelSlope(KernelShape shape, double r2);  // d value / d r2, finite at 0

const char* kernelName(KernelShape shape);

}  // namespace bitprism
