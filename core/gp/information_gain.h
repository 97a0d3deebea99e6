#pragma once

#include <Eigen/Dense>

#include "core/gp/cholesky.h"
#include "core/gp/multitask_gp.h"

namespace bitprism {

// The information that one more noisy output would give about the top task, in nats: the mutual information of
// y_task(x) and the noisy outputs y_top at representative points, given the data,
//   I = -1/2 log(1 - k^T S^-1 k / v),  v = var y_task(x), S = cov y_top, k = cov(f_top, f_task(x)).
// The process must outlive it. Immutable.
class InformationGain {
 public:
  // O(q^3) of q representatives.
  InformationGain(const MultitaskGp& gp, GpPoints representatives, int top);

  // One row per candidate, O(q^2 + q n + n^2) each.
  Eigen::VectorXd of(const GpPoints& candidates, int task) const;

 private:
  const MultitaskGp& gp_;
  GpPoints representatives_;
  int top_;
  Cholesky factor_;  // of S
};

// The same with the top task's own latent value at the candidate instead of representatives: a lower bound of the
// information about all of the task, O(n^2) (Takeno et al. 2020).
Eigen::VectorXd pointInformation(const MultitaskGp& gp, const GpPoints& candidates, int task, int top);

}  // namespace bitprism
