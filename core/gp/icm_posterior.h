#pragma once

#include <Eigen/Dense>
#include <vector>

#include "core/gp/multitask_gp.h"
#include "core/gp/nuts.h"

namespace bitprism {

// The bounds of a uniform prior.
struct Interval {
  double low = 0, high = 1;
};

// The uniform hyper-priors of the published search. The noise is a variance.
struct IcmPriors {
  Interval mean{0, 1};
  Interval lengthScale{0.05, 0.5};
  Interval scale{1, 2};
  Interval factor{0, 1};  // of each element of the tasks' factor
  Interval own{0.05, 0.3};
  Interval noise{0.05, 0.3};  // one for all tasks
};

// The posterior of the parameters of a MultitaskGp (squared exponential, a square factor, one mean and one noise for
// all tasks, no features and no trend) under uniform priors. The same numbers as MultitaskGp's, but fast enough for
// thousands of evaluations on a few dozen observations: constant parts are computed once and nothing is allocated. One
// thread at a time.
//
// A parameter p in (low, high) is transformed to u = logit((p - low) / (high - low)), whose density has the Jacobian p'
// = (high - low) s(u) s(-u), s the logistic function. In order: mean, length scales, scale, factor by columns, own,
// noise.
class IcmPosterior {
 public:
  // Takes inputs, tasks and outputs of the data. Throws UsageError when an interval is empty.
  IcmPosterior(const GpData& data, Eigen::Index tasks, const IcmPriors& priors = {});

  Eigen::Index size() const { return low_.size(); }

  // Log posterior density at an unconstrained point, up to a constant, and its gradient. -infinity where the
  // covariance cannot be factored.
  double logDensity(const Eigen::VectorXd& point, Eigen::VectorXd& gradient);

  GpParameters parametersAt(const Eigen::VectorXd& point) const;
  Eigen::VectorXd pointAt(const GpParameters& parameters) const;  // moved inside the intervals if on an edge

  // Samples of the parameters from the posterior. state: where the sampler starts (the centre of the priors if empty);
  // afterwards, a good start for a run on similar data.
  std::vector<GpParameters> sample(NutsState& state, const NutsSettings& settings, std::stop_token stop = {});

 private:
  double logLikelihood();
  void likelihoodGradient(Eigen::VectorXd& gradient);

  Eigen::Index tasks_, dimensions_, count_;
  Eigen::VectorXd low_, width_;
  Eigen::VectorXd outputs_;
  // Of the pairs i >= j of observations, column by column.
  Eigen::MatrixXd squares_;   // (x_id - x_jd)^2
  std::vector<int> between_;  // t_i + tasks t_j

  // Workspace; the pairs' vectors as above.
  Eigen::VectorXd natural_, logistic_, inverseSquares_;
  Eigen::MatrixXd taskCovariance_;
  Eigen::ArrayXd correlation_, covariance_, weight_;
  Eigen::MatrixXd lower_, inverse_;
  Eigen::VectorXd residual_, half_, solved_;
  Eigen::MatrixXd within_;  // sum of weighted covariances between tasks
};

}  // namespace bitprism
