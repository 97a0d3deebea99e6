#pragma once

#include <Eigen/Dense>

namespace bitprism {

// The lower Cholesky factor of a covariance matrix, which can be extended row by row. A value.
class Cholesky {
 public:
  Cholesky() = default;

  // Adds jitter * mean(diagonal) for jitter 0, 1e-12, 1e-10, ... 1e-4 until the factorisation succeeds. Throws Error
  // when even the last fails, which means that the matrix is not positive (or not finite).
  explicit Cholesky(Eigen::MatrixXd matrix);

  Eigen::Index size() const { return lower_.rows(); }
  double jitter() const { return jitter_; }  // what was added to the diagonal
  const Eigen::MatrixXd& lower() const { return lower_; }

  Eigen::MatrixXd solveLower(const Eigen::MatrixXd& right) const;  // L^-1 right
  Eigen::VectorXd solve(const Eigen::VectorXd& right) const;       // K^-1 right
  Eigen::MatrixXd inverse() const;                                 // K^-1, for gradients, which need every element
  double halfLogDeterminant() const;                               // sum log L_ii

  // Grows the matrix by one row and column, O(n^2).
  void append(const Eigen::VectorXd& covariances, double variance);

 private:
  Eigen::MatrixXd lower_;
  double jitter_ = 0;
};

}  // namespace bitprism
