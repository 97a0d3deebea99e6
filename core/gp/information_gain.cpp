#include "core/gp/information_gain.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// -1/2 log(1 - share); rounding must not make the explained share of the variance reach 1.
VectorXd informationOf(const VectorXd& share) {
  return -0.5 * (-share.array().max(0).min(1 - 1e-12)).log1p();
}

}  // namespace

InformationGain::InformationGain(const MultitaskGp& gp, GpPoints representatives, int top)
    : gp_(gp), representatives_(std::move(representatives)), top_(top) {
  MatrixXd covariance = gp_.covariance(representatives_, top_);
  covariance.diagonal().array() += gp_.parameters().noise[top_];
  factor_ = Cholesky(std::move(covariance));
}

VectorXd InformationGain::of(const GpPoints& candidates, int task) const {
  const VectorXd variance = gp_.predict(candidates, task).variance.array() + gp_.parameters().noise[task];
  const MatrixXd cross = gp_.crossCovariance(representatives_, top_, candidates, task);
  const VectorXd explained = factor_.solveLower(cross).colwise().squaredNorm();
  return informationOf(explained.cwiseQuotient(variance));
}

VectorXd pointInformation(const MultitaskGp& gp, const GpPoints& candidates, int task, int top) {
  const VectorXd variance = gp.predict(candidates, task).variance.array() + gp.parameters().noise[task];
  const VectorXd above = gp.predict(candidates, top).variance;
  const VectorXd cross = gp.crossVariance(candidates, task, candidates, top);
  return informationOf(cross.array().square() / (variance.array() * above.array()));
}

}  // namespace bitprism
