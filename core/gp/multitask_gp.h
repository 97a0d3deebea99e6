#pragma once

#include <Eigen/Dense>
#include <memory>
#include <vector>

#include "core/gp/cholesky.h"
#include "core/gp/kernel.h"

namespace bitprism {

// Observations: row i is the output of task tasks[i] at inputs.row(i). features are further inputs that act linearly,
// and basis holds known functions with unknown coefficients, one per column (a trend); either may have no columns.
// basisGroup names the scale of each column of the basis.
struct GpData {
  Eigen::MatrixXd inputs;
  Eigen::MatrixXd features;
  std::vector<int> tasks;
  Eigen::VectorXd outputs;
  Eigen::MatrixXd basis;
  std::vector<int> basisGroup;
  Eigen::VectorXd knownNoise;  // variance of each output in addition to its task's noise; empty: none
  // features times their transpose, which does not depend on parameters; null: computed when needed. A fit builds many
  // processes on the same data; with this the features themselves may be omitted.
  std::shared_ptr<const Eigen::MatrixXd> featureProducts;

  Eigen::Index size() const { return outputs.size(); }
};

// Inner products of all pairs of rows.
std::shared_ptr<const Eigen::MatrixXd> productsOf(const Eigen::MatrixXd& features);

// Parameters of the covariance; also its gradient, member for member. taskCovariance() = factor factor^T + diag(own).
struct GpParameters {
  double mean = 0;
  double scale = 1;
  double linearScale = 0;  // deviation of the features' coefficients
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

// The points of a prediction, one per row. features and basis may be empty if the data have none. If the caller can
// compute the features' products with the data's (one row each) and the sum of their squares more cheaply, these may
// replace the features.
struct GpPoints {
  Eigen::MatrixXd inputs;
  Eigen::MatrixXd features;
  Eigen::MatrixXd basis;
  Eigen::MatrixXd featureProducts;
  Eigen::VectorXd featureSquares;

  Eigen::Index size() const { return inputs.rows(); }
};

// Intrinsic coregionalisation (Bonilla, Chai & Williams 2008; Alvarez, Rosasco & Lawrence 2012, sec. 4.2) with a trend
// whose coefficients are integrated out (Rasmussen & Williams 2006, sec. 2.7):
//   y_i = mean + f(x_i, t_i) + e_i,  e_i ~ N(0, noise[t_i] + knownNoise_i),
//   cov(f(x,t), f(x',t')) = (scale k(x, x') + linearScale^2 features(x) . features(x')) A[t,t']
//                           + sum_c trendScales[group c]^2 basis_c(x,t) basis_c(x',t').
// Factored at construction, O(n^3); a prediction costs O(n^2). A value: const members are safe from many threads.
class MultitaskGp {
 public:
  // Throws Error when the covariance cannot be factored.
  MultitaskGp(KernelShape shape, GpData data, GpParameters parameters);

  const GpData& data() const { return data_; }
  const GpParameters& parameters() const { return parameters_; }

  double logMarginalLikelihood() const;
  GpParameters gradient() const;  // of the log marginal likelihood by every parameter

  GpPosterior predict(const GpPoints& points, int task) const;
  Eigen::MatrixXd covariance(const GpPoints& points, int task) const;

  // Posterior covariance of task a's value with task b's at the same point, one for each row. Only the bases of the two
  // may differ.
  Eigen::VectorXd crossVariance(const GpPoints& pointsA, int taskA, const GpPoints& pointsB, int taskB) const;

  // Posterior covariance of task a's value at each point of a (rows) with task b's at each of b (columns).
  Eigen::MatrixXd crossCovariance(const GpPoints& pointsA, int taskA, const GpPoints& pointsB, int taskB) const;

  // Posterior mean of the coefficient of each basis column.
  Eigen::VectorXd trendCoefficients() const;

  // Leave-one-out predictions of the observations (R&W eq. 5.12), noise included.
  GpPosterior leaveOneOut() const;

  // The gradient of the kernel's part of the posterior mean by the inputs at one point.
  Eigen::VectorXd kernelSlope(const Eigen::VectorXd& input, int task) const;

  // Posterior mean of the coefficient of each feature for a task.
  Eigen::VectorXd featureCoefficients(int task) const;

  // Adds one observation (a single point) in O(n^2).
  void append(GpPoints point, int task, double output, double knownNoise = 0);

 private:
  bool hasFeatures() const { return data_.featureProducts || data_.features.cols() > 0; }
  Eigen::MatrixXd sharedCovariance() const;
  // Prior covariance of the observations (rows) with points of one task (columns).
  Eigen::MatrixXd priorCovariance(const GpPoints& points, int task) const;
  Eigen::MatrixXd scaledBasis(const Eigen::MatrixXd& basis, Eigen::Index rows) const;
  Eigen::VectorXd sharedVariance(const GpPoints& points) const;  // of f, without A
  void solveWeights();

  KernelShape shape_;
  GpData data_;
  GpParameters parameters_;
  Eigen::MatrixXd taskCovariance_;
  Cholesky factor_;
  Eigen::VectorXd weights_;  // K_y^-1 (y - mean)
};

}  // namespace bitprism
