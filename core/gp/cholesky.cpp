#include "core/gp/cholesky.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

Cholesky::Cholesky(Eigen::MatrixXd matrix) {
  if (matrix.rows() == 0) return;
  const double scale = matrix.diagonal().mean();
  for (const double step : {0.0, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4}) {
    const double wanted = step * scale;
    matrix.diagonal().array() += wanted - jitter_;
    jitter_ = wanted;
    const Eigen::LLT<Eigen::MatrixXd> factor(matrix);
    // Eigen reports success for a matrix of NaN.
    if (factor.info() != Eigen::Success || !factor.matrixLLT().diagonal().allFinite()) continue;
    lower_ = factor.matrixL();
    return;
  }
  throw Error(text("cannot factor a covariance matrix of ", matrix.rows(), " points: it is not positive definite"));
}

Eigen::MatrixXd Cholesky::solveLower(const Eigen::MatrixXd& right) const {
  return lower_.triangularView<Eigen::Lower>().solve(right);
}

Eigen::VectorXd Cholesky::solve(const Eigen::VectorXd& right) const {
  const Eigen::VectorXd half = lower_.triangularView<Eigen::Lower>().solve(right);
  return lower_.triangularView<Eigen::Lower>().transpose().solve(half);
}

Eigen::MatrixXd Cholesky::inverse() const {
  const Eigen::MatrixXd half = solveLower(Eigen::MatrixXd::Identity(size(), size()));
  Eigen::MatrixXd whole = Eigen::MatrixXd::Zero(size(), size());
  whole.selfadjointView<Eigen::Lower>().rankUpdate(half.transpose());
  whole.triangularView<Eigen::StrictlyUpper>() = whole.transpose();
  return whole;
}

double Cholesky::halfLogDeterminant() const {
  return lower_.diagonal().array().log().sum();
}

void Cholesky::append(const Eigen::VectorXd& covariances, double variance) {
  const Eigen::Index n = size();
  const Eigen::VectorXd row = n > 0 ? Eigen::VectorXd(solveLower(covariances)) : Eigen::VectorXd();
  const double rest = variance + jitter_ - (n > 0 ? row.squaredNorm() : 0.0);
  lower_.conservativeResize(n + 1, n + 1);
  lower_.col(n).setZero();
  if (n > 0) lower_.row(n).head(n) = row.transpose();
  // A repeated point without noise gives a zero pivot; the floor keeps the factor usable.
  lower_(n, n) = std::sqrt(std::max(rest, 1e-12 * std::max(variance, 1e-300)));
}

}  // namespace bitprism
