#pragma once

#include <Eigen/Dense>
#include <vector>

#include "core/gp/cholesky.h"
#include "core/gp/kernel.h"

namespace bitprism {

// What was observed: row i is the output of task tasks[i] at inputs.row(i). basis holds known functions whose
// coefficients are unknown, one a column (a trend); it may have no columns. basisGroup names the scale of each column.
struct GpData {
  Eigen::MatrixXd inputs;
  std::vector<int> tasks;
  Eigen::VectorXd outputs;
  Eigen::MatrixXd basis;
  std::vector<int> basisGroup;

  Eigen::Index size() const { return outputs.size(); }
};

// Parameters of the covariance; also its gradient, member for member. taskCovariance() = factor factor^T + diag(own).
struct GpParameters {
  double mean = 0;
  double scale = 1;
  Eigen::VectorXd lengthScales;
  Eigen::MatrixXd factor;       // T x R
  Eigen::VectorXd own;          // T, variance that a task shares with no other
  Eigen::VectorXd noise;        // T, variances
  Eigen::VectorXd trendScales;  // deviation of the coefficients of each group of basis columns

  Eigen::MatrixXd taskCovariance() const;
};

struct GpPosterior {
  Eigen::VectorXd mean;
  Eigen::VectorXd variance;  // latent, without noise
};

// Intrinsic coregionalisation (Bonilla, Chai & Williams 2008; Alvarez, Rosasco & Lawrence 2012, sec. 4.2) with a trend
// whose coefficients are integrated out (Rasmussen & Williams 2006, sec. 2.7):
//   y_i = mean + f(x_i, t_i) + e_i,  e_i ~ N(0, noise[t_i]),
//   cov(f(x,t), f(x',t')) = scale k(x, x') A[t,t'] + sum_c trendScales[group c]^2 basis_c(x,t) basis_c(x',t').
// Factored at construction, O(n^3); a prediction costs O(n^2). A value: const members are safe from many threads.
class MultitaskGp {
 public:
  // Throws Error when the covariance cannot be factored.
  MultitaskGp(KernelShape shape, GpData data, GpParameters parameters);

  const GpData& data() const { return data_; }
  const GpParameters& parameters() const { return parameters_; }

  double logMarginalLikelihood() const;
  GpParameters gradient() const;  // of the log marginal likelihood by every parameter

  // Rows of inputs and basis are points.
  GpPosterior predict(const Eigen::MatrixXd& inputs, const Eigen::MatrixXd& basis, int task) const;
  Eigen::MatrixXd covariance(const Eigen::MatrixXd& inputs, const Eigen::MatrixXd& basis, int task) const;

  // Posterior covariance of task a's value with task b's at the same point, one for each row. The basis of task a and b
  // may differ.
  Eigen::VectorXd crossVariance(const Eigen::MatrixXd& inputs, const Eigen::MatrixXd& basisA, int taskA,
                                const Eigen::MatrixXd& basisB, int taskB) const;

  // Posterior mean of the coefficient of each basis column.
  Eigen::VectorXd trendCoefficients() const;

  // What the model says of each observation from all others (R&W eq. 5.12), noise included.
  GpPosterior leaveOneOut() const;

  // Adds one observation in O(n^2).
  void append(const Eigen::VectorXd& input, const Eigen::VectorXd& basis, int task, double output);

 private:
  // Prior covariance of the observations (rows) with points of one task (columns).
  Eigen::MatrixXd priorCovariance(const Eigen::MatrixXd& inputs, const Eigen::MatrixXd& basis, int task) const;
  Eigen::MatrixXd scaledBasis(const Eigen::MatrixXd& basis) const;
  double priorVariance(int taskA, int taskB) const;
  void solveWeights();

  KernelShape shape_;
  GpData data_;
  GpParameters parameters_;
  Eigen::MatrixXd taskCovariance_;
  Cholesky factor_;
  Eigen::VectorXd weights_;  // K_y^-1 (y - mean)
};

}  // namespace bitprism
