#include "core/gp/cholesky.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"

namespace bitprism {
namespace {

Eigen::MatrixXd positiveMatrix(Eigen::Index n, std::uint64_t seed) {
  Random random(seed);
  Eigen::MatrixXd a(n, n);
  for (double& value : a.reshaped()) value = random.normal();
  return a * a.transpose() + Eigen::MatrixXd::Identity(n, n);
}

TEST(Cholesky, solvesWhatItFactored) {
  const Eigen::MatrixXd k = positiveMatrix(12, 1);
  const Cholesky factor(k);
  EXPECT_EQ(factor.jitter(), 0);
  const Eigen::VectorXd right = Eigen::VectorXd::LinSpaced(12, -1, 2);
  EXPECT_LT((k * factor.solve(right) - right).norm(), 1e-10);
  EXPECT_LT((k * factor.inverse() - Eigen::MatrixXd::Identity(12, 12)).norm(), 1e-9);
  EXPECT_NEAR(factor.halfLogDeterminant(), 0.5 * std::log(k.determinant()), 1e-9);
}

TEST(Cholesky, appendEqualsFactoringTheWhole) {
  const Eigen::MatrixXd k = positiveMatrix(9, 2);
  Cholesky grown;
  for (Eigen::Index i = 0; i < 9; ++i) grown.append(k.col(i).head(i), k(i, i));
  EXPECT_LT((grown.lower() - Cholesky(k).lower()).norm(), 1e-12);
}

TEST(Cholesky, addsJitterToASingularMatrixAndNoMoreThanNeeded) {
  const Eigen::MatrixXd ones = Eigen::MatrixXd::Ones(5, 5);
  const Cholesky factor(ones);
  EXPECT_GT(factor.jitter(), 0);
  EXPECT_LE(factor.jitter(), 1e-8);
}

TEST(Cholesky, refusesWhatIsNoCovariance) {
  EXPECT_THROW(Cholesky(-Eigen::MatrixXd::Identity(3, 3)), Error);
  Eigen::MatrixXd broken = Eigen::MatrixXd::Identity(3, 3);
  broken(1, 1) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(Cholesky{broken}, Error);
}

}  // namespace
}  // namespace bitprism
