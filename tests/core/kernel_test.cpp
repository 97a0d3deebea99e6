#include "core/gp/kernel.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bitprism {
namespace {

TEST(Kernel, isOneAtNoDistanceAndFallsFromThere) {
  for (const KernelShape shape : kernelShapes) {
    EXPECT_DOUBLE_EQ(kernelValue(shape, 0), 1) << kernelName(shape);
    double before = 1;
    for (double r2 = 0.01; r2 < 50; r2 *= 1.7) {
      const double value = kernelValue(shape, r2);
      EXPECT_LT(value, before) << kernelName(shape);
      EXPECT_GT(value, 0) << kernelName(shape);
      before = value;
    }
  }
}

TEST(Kernel, slopeIsTheFiniteDifferenceOfTheValue) {
  for (const KernelShape shape : kernelShapes)
    for (const double r2 : {1e-4, 0.1, 1.0, 3.0, 20.0}) {
      const double step = 1e-6 * r2;
      const double difference = (kernelValue(shape, r2 + step) - kernelValue(shape, r2 - step)) / (2 * step);
      EXPECT_NEAR(kernelSlope(shape, r2), difference, 1e-6 + 1e-6 * std::abs(difference)) << kernelName(shape) << r2;
    }
}

TEST(Kernel, slopeIsFiniteAtNoDistance) {
  EXPECT_DOUBLE_EQ(kernelSlope(KernelShape::SquaredExponential, 0), -0.5);
  EXPECT_DOUBLE_EQ(kernelSlope(KernelShape::Matern52, 0), -5.0 / 6.0);
}

}  // namespace
}  // namespace bitprism
