#include "core/gp/icm_posterior.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.h"

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double logistic(double u) {
  return u >= 0 ? 1 / (1 + std::exp(-u)) : std::exp(u) / (1 + std::exp(u));
}

// log s(u) + log s(-u), the logarithm of the logistic function's slope.
double logSlope(double u) {
  return -std::abs(u) - 2 * std::log1p(std::exp(-std::abs(u)));
}

// L^-1 of a lower triangle. What is above the diagonals is neither read nor written.
void invertLower(const MatrixXd& lower, MatrixXd& inverse) {
  const Index n = lower.rows();
  for (Index j = 0; j < n; ++j) {
    auto column = inverse.col(j);
    column.tail(n - j).setZero();
    column[j] = 1;
    for (Index k = j; k < n; ++k) {
      column[k] /= lower(k, k);
      column.tail(n - k - 1) -= column[k] * lower.col(k).tail(n - k - 1);
    }
  }
}

}  // namespace

IcmPosterior::IcmPosterior(const GpData& data, Index tasks, const IcmPriors& priors)
    : tasks_(tasks), dimensions_(data.inputs.cols()), count_(data.size()), outputs_(data.outputs) {
  const Index n = count_, pairs = n * (n + 1) / 2;
  std::vector<Interval> all{priors.mean};
  all.insert(all.end(), static_cast<std::size_t>(dimensions_), priors.lengthScale);
  all.push_back(priors.scale);
  all.insert(all.end(), static_cast<std::size_t>(tasks * tasks), priors.factor);
  all.insert(all.end(), static_cast<std::size_t>(tasks), priors.own);
  all.push_back(priors.noise);
  low_.resize(static_cast<Index>(all.size()));
  width_.resize(low_.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!(all[i].high > all[i].low) || !std::isfinite(all[i].high - all[i].low))
      throw UsageError("bounds of a parameter leave no interval: expected low < high");
    low_[static_cast<Index>(i)] = all[i].low;
    width_[static_cast<Index>(i)] = all[i].high - all[i].low;
  }
  if (!(priors.lengthScale.low >= 0 && priors.scale.low >= 0 && priors.own.low >= 0 && priors.noise.low >= 0))
    throw UsageError("bounds of length scales and variances are negative: expected 0 or more");

  squares_.resize(pairs, dimensions_);
  between_.reserve(static_cast<std::size_t>(pairs));
  Index pair = 0;
  for (Index j = 0; j < n; ++j)
    for (Index i = j; i < n; ++i, ++pair) {
      squares_.row(pair) = (data.inputs.row(i) - data.inputs.row(j)).array().square();
      between_.push_back(data.tasks[static_cast<std::size_t>(i)] +
                         static_cast<int>(tasks) * data.tasks[static_cast<std::size_t>(j)]);
    }
  natural_.resize(size());
  logistic_.resize(size());
  inverseSquares_.resize(dimensions_);
  taskCovariance_.resize(tasks, tasks);
  within_.resize(tasks, tasks);
  correlation_.resize(pairs);
  covariance_.resize(pairs);
  weight_.resize(pairs);
  lower_ = MatrixXd::Zero(n, n);
  inverse_ = MatrixXd::Zero(n, n);
  residual_.resize(n);
  half_.resize(n);
  solved_.resize(n);
}

double IcmPosterior::logDensity(const VectorXd& point, VectorXd& gradient) {
  double value = 0;
  for (Index i = 0; i < size(); ++i) {
    logistic_[i] = logistic(point[i]);
    natural_[i] = low_[i] + width_[i] * logistic_[i];
    value += logSlope(point[i]);
  }
  value += logLikelihood();
  if (!std::isfinite(value)) return -std::numeric_limits<double>::infinity();
  likelihoodGradient(gradient);
  for (Index i = 0; i < size(); ++i)
    gradient[i] = gradient[i] * width_[i] * logistic_[i] * (1 - logistic_[i]) + 1 - 2 * logistic_[i];
  return value;
}

// R&W eq. 2.30, at natural_.
double IcmPosterior::logLikelihood() {
  const Index n = count_, T = tasks_;
  if (n == 0) return 0;
  const Eigen::Map<const MatrixXd> factor(natural_.data() + dimensions_ + 2, T, T);
  const double scale = natural_[dimensions_ + 1], noise = natural_[size() - 1];
  taskCovariance_.noalias() = factor * factor.transpose();
  taskCovariance_.diagonal() += natural_.segment(dimensions_ + 2 + T * T, T);
  inverseSquares_ = -0.5 * natural_.segment(1, dimensions_).array().square().inverse();

  correlation_.matrix().noalias() = squares_ * inverseSquares_;
  correlation_ = correlation_.exp();
  for (Index pair = 0; pair < covariance_.size(); ++pair)
    covariance_[pair] = scale * taskCovariance_.data()[between_[static_cast<std::size_t>(pair)]] * correlation_[pair];
  Index pair = 0;
  for (Index j = 0; j < n; ++j) {
    lower_.col(j).tail(n - j) = covariance_.segment(pair, n - j);
    lower_(j, j) += noise;
    pair += n - j;
  }
  const Eigen::LLT<Eigen::Ref<MatrixXd>> inPlace(lower_);
  if (inPlace.info() != Eigen::Success) return -std::numeric_limits<double>::infinity();
  residual_ = outputs_.array() - natural_[0];
  half_ = residual_;
  lower_.triangularView<Eigen::Lower>().solveInPlace(half_);
  return -0.5 * half_.squaredNorm() - lower_.diagonal().array().log().sum() -
         0.5 * static_cast<double>(n) * std::log(2 * std::numbers::pi);
}

// R&W eq. 5.9 with W = (a a^T - K^-1) / 2, after logLikelihood. A pair off the diagonal counts twice.
void IcmPosterior::likelihoodGradient(VectorXd& gradient) {
  const Index n = count_, T = tasks_;
  gradient.setZero();
  if (n == 0) return;
  const Eigen::Map<const MatrixXd> factor(natural_.data() + dimensions_ + 2, T, T);
  const double scale = natural_[dimensions_ + 1];
  invertLower(lower_, inverse_);
  solved_.noalias() = inverse_.triangularView<Eigen::Lower>().transpose() * half_;

  Index pair = 0;
  double trace = 0;
  for (Index j = 0; j < n; ++j) {
    for (Index i = j; i < n; ++i, ++pair)
      weight_[pair] = solved_[i] * solved_[j] - inverse_.col(i).tail(n - i).dot(inverse_.col(j).tail(n - i));
    const Index diagonal = pair - (n - j);
    weight_[diagonal] *= 0.5;
    trace += weight_[diagonal];
  }
  gradient[0] = solved_.sum();
  gradient[size() - 1] = trace;

  within_.setZero();
  for (pair = 0; pair < weight_.size(); ++pair)
    within_.data()[between_[static_cast<std::size_t>(pair)]] += weight_[pair] * correlation_[pair];
  for (Index a = 0; a < T; ++a)
    for (Index b = 0; b <= a; ++b) within_(a, b) = within_(b, a) = 0.5 * scale * (within_(a, b) + within_(b, a));
  Eigen::Map<MatrixXd>(gradient.data() + dimensions_ + 2, T, T).noalias() = 2 * within_ * factor;
  gradient.segment(dimensions_ + 2 + T * T, T) = within_.diagonal();
  gradient[dimensions_ + 1] = (weight_ * covariance_).sum() / scale;
  weight_ *= covariance_;
  for (Index d = 0; d < dimensions_; ++d)
    gradient[1 + d] = weight_.matrix().dot(squares_.col(d)) / std::pow(natural_[1 + d], 3);
}

GpParameters IcmPosterior::parametersAt(const VectorXd& point) const {
  const auto natural = [&](Index i) { return low_[i] + width_[i] * logistic(point[i]); };
  GpParameters parameters;
  Index next = 0;
  parameters.mean = natural(next++);
  parameters.lengthScales.resize(dimensions_);
  for (double& length : parameters.lengthScales) length = natural(next++);
  parameters.scale = natural(next++);
  parameters.factor.resize(tasks_, tasks_);
  for (Index i = 0; i < parameters.factor.size(); ++i) parameters.factor.data()[i] = natural(next++);
  parameters.own.resize(tasks_);
  for (double& own : parameters.own) own = natural(next++);
  parameters.noise = VectorXd::Constant(tasks_, natural(next));
  return parameters;
}

VectorXd IcmPosterior::pointAt(const GpParameters& parameters) const {
  VectorXd natural(size());
  natural << parameters.mean, parameters.lengthScales, parameters.scale, parameters.factor.reshaped(), parameters.own,
      parameters.noise.mean();
  const Eigen::ArrayXd part = ((natural - low_).array() / width_.array()).max(1e-6).min(1 - 1e-6);
  return (part / (1 - part)).log();
}

std::vector<GpParameters> IcmPosterior::sample(NutsState& state, const NutsSettings& settings, std::stop_token stop) {
  if (state.position.size() != size()) state = {VectorXd::Zero(size()), 0, {}};
  const NutsRun run =
      sampleNuts([this](const VectorXd& point, VectorXd& gradient) { return logDensity(point, gradient); }, state,
                 settings, std::move(stop));
  state = run.last;
  std::vector<GpParameters> drawn;
  for (Index i = 0; i < run.samples.rows(); ++i) drawn.push_back(parametersAt(run.samples.row(i)));
  return drawn;
}

}  // namespace bitprism
