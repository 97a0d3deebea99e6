#include "core/gp/multitask_gp.h"

#include <cassert>
#include <cmath>
#include <numbers>
#include <utility>

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// r2 of every pair of rows.
MatrixXd scaledDistances(const MatrixXd& a, const MatrixXd& b, const VectorXd& lengthScales) {
  MatrixXd r2 = MatrixXd::Zero(a.rows(), b.rows());
  for (Index d = 0; d < lengthScales.size(); ++d) {
    const double inverse = 1 / lengthScales[d];
    for (Index j = 0; j < b.rows(); ++j) r2.col(j).array() += ((a.col(d).array() - b(j, d)) * inverse).square();
  }
  return r2;
}

// The kernels of kernel.h over a whole matrix, so that the compiler can vectorise the exponentials.
MatrixXd kernelValues(KernelShape shape, const MatrixXd& r2) {
  if (shape == KernelShape::SquaredExponential) return (-0.5 * r2.array()).exp();
  const Eigen::ArrayXXd scaled = (5.0 * r2.array()).sqrt();
  return (1 + scaled + 5.0 / 3.0 * r2.array()) * (-scaled).exp();
}

MatrixXd kernelSlopes(KernelShape shape, const MatrixXd& r2) {
  if (shape == KernelShape::SquaredExponential) return -0.5 * (-0.5 * r2.array()).exp();
  const Eigen::ArrayXXd scaled = (5.0 * r2.array()).sqrt();
  return -5.0 / 6.0 * (1 + scaled) * (-scaled).exp();
}

}  // namespace

MatrixXd GpParameters::taskCovariance() const {
  MatrixXd covariance = factor * factor.transpose();
  covariance.diagonal() += own;
  return covariance;
}

MultitaskGp::MultitaskGp(KernelShape shape, GpData data, GpParameters parameters)
    : shape_(shape), data_(std::move(data)), parameters_(std::move(parameters)) {
  const Index n = data_.size();
  assert(data_.inputs.rows() == n && data_.tasks.size() == static_cast<std::size_t>(n));
  if (data_.basis.size() == 0) data_.basis.resize(n, static_cast<Index>(data_.basisGroup.size()));
  taskCovariance_ = parameters_.taskCovariance();
  const MatrixXd r2 = scaledDistances(data_.inputs, data_.inputs, parameters_.lengthScales);
  MatrixXd covariance = parameters_.scale * kernelValues(shape_, r2);
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) covariance(i, j) *= taskCovariance_(data_.tasks[i], data_.tasks[j]);
  const MatrixXd trend = scaledBasis(data_.basis);
  if (trend.cols() > 0) covariance.noalias() += trend * trend.transpose();
  for (Index i = 0; i < n; ++i) covariance(i, i) += parameters_.noise[data_.tasks[i]];
  factor_ = Cholesky(std::move(covariance));
  solveWeights();
}

double MultitaskGp::logMarginalLikelihood() const {
  const Index n = data_.size();
  if (n == 0) return 0;
  const VectorXd residual = data_.outputs.array() - parameters_.mean;
  return -0.5 * residual.dot(weights_) - factor_.halfLogDeterminant() -
         0.5 * static_cast<double>(n) * std::log(2 * std::numbers::pi);
}

// R&W eq. 5.9 with W = (a a^T - K^-1) / 2: d lml / d theta = sum_ij W_ij dK_ij / d theta.
GpParameters MultitaskGp::gradient() const {
  const Index n = data_.size();
  const Index tasks = taskCovariance_.rows();
  GpParameters slope = parameters_;
  slope.lengthScales.setZero();
  slope.noise.setZero();
  slope.trendScales.setZero();
  slope.mean = weights_.sum();

  const MatrixXd weights = 0.5 * (weights_ * weights_.transpose() - factor_.inverse());
  const MatrixXd r2 = scaledDistances(data_.inputs, data_.inputs, parameters_.lengthScales);
  MatrixXd plain = weights.cwiseProduct(kernelValues(shape_, r2));  // without scale and task covariance
  MatrixXd slopes = parameters_.scale * weights.cwiseProduct(kernelSlopes(shape_, r2));
  MatrixXd between = MatrixXd::Zero(tasks, tasks);
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) {
      between(data_.tasks[i], data_.tasks[j]) += plain(i, j);
      slopes(i, j) *= taskCovariance_(data_.tasks[i], data_.tasks[j]);
    }
  slope.scale = between.cwiseProduct(taskCovariance_).sum();
  between *= parameters_.scale;
  slope.factor = 2 * between * parameters_.factor;
  slope.own = between.diagonal();

  // r2 depends on l_d as -2 (x_d - x'_d)^2 / l_d^3.
  for (Index d = 0; d < slope.lengthScales.size(); ++d) {
    double sum = 0;
    for (Index j = 0; j < n; ++j)
      sum += (slopes.col(j).array() * (data_.inputs.col(d).array() - data_.inputs(j, d)).square()).sum();
    slope.lengthScales[d] = -2 * sum / std::pow(parameters_.lengthScales[d], 3);
  }
  for (Index i = 0; i < n; ++i) slope.noise[data_.tasks[i]] += weights(i, i);
  if (data_.basis.cols() > 0) {
    const MatrixXd weighted = weights * data_.basis;
    for (Index c = 0; c < data_.basis.cols(); ++c) {
      const int group = data_.basisGroup[static_cast<std::size_t>(c)];
      slope.trendScales[group] += 2 * parameters_.trendScales[group] * data_.basis.col(c).dot(weighted.col(c));
    }
  }
  return slope;
}

// R&W eq. 2.25 and 2.26.
GpPosterior MultitaskGp::predict(const MatrixXd& inputs, const MatrixXd& basis, int task) const {
  const Index points = inputs.rows();
  GpPosterior posterior{VectorXd::Constant(points, parameters_.mean),
                        VectorXd::Constant(points, priorVariance(task, task))};
  posterior.variance += scaledBasis(basis).rowwise().squaredNorm();
  const VectorXd floor = 1e-12 * posterior.variance;
  if (data_.size() > 0) {
    const MatrixXd cross = priorCovariance(inputs, basis, task);
    posterior.mean.noalias() += cross.transpose() * weights_;
    posterior.variance -= factor_.solveLower(cross).colwise().squaredNorm().transpose();
  }
  posterior.variance = posterior.variance.cwiseMax(floor);
  return posterior;
}

MatrixXd MultitaskGp::covariance(const MatrixXd& inputs, const MatrixXd& basis, int task) const {
  const MatrixXd r2 = scaledDistances(inputs, inputs, parameters_.lengthScales);
  MatrixXd covariance = priorVariance(task, task) * kernelValues(shape_, r2);
  const MatrixXd trend = scaledBasis(basis);
  if (trend.cols() > 0) covariance.noalias() += trend * trend.transpose();
  if (data_.size() == 0) return covariance;
  const MatrixXd half = factor_.solveLower(priorCovariance(inputs, basis, task));
  covariance.noalias() -= half.transpose() * half;
  return covariance;
}

VectorXd MultitaskGp::crossVariance(const MatrixXd& inputs, const MatrixXd& basisA, int taskA, const MatrixXd& basisB,
                                    int taskB) const {
  VectorXd result = VectorXd::Constant(inputs.rows(), priorVariance(taskA, taskB));
  result += scaledBasis(basisA).cwiseProduct(scaledBasis(basisB)).rowwise().sum();
  if (data_.size() == 0) return result;
  const MatrixXd halfA = factor_.solveLower(priorCovariance(inputs, basisA, taskA));
  const MatrixXd halfB = factor_.solveLower(priorCovariance(inputs, basisB, taskB));
  result -= halfA.cwiseProduct(halfB).colwise().sum().transpose();
  return result;
}

VectorXd MultitaskGp::trendCoefficients() const {
  VectorXd coefficients = VectorXd::Zero(data_.basis.cols());
  if (data_.size() == 0) return coefficients;
  coefficients = data_.basis.transpose() * weights_;
  for (Index c = 0; c < coefficients.size(); ++c)
    coefficients[c] *= std::pow(parameters_.trendScales[data_.basisGroup[static_cast<std::size_t>(c)]], 2);
  return coefficients;
}

GpPosterior MultitaskGp::leaveOneOut() const {
  const VectorXd precision = factor_.inverse().diagonal();
  return {data_.outputs - weights_.cwiseQuotient(precision), precision.cwiseInverse()};
}

void MultitaskGp::append(const VectorXd& input, const VectorXd& basis, int task, double output) {
  const Index n = data_.size();
  const double variance =
      priorVariance(task, task) + scaledBasis(basis.transpose()).squaredNorm() + parameters_.noise[task];
  const VectorXd cross = priorCovariance(input.transpose(), basis.transpose(), task);
  factor_.append(cross, variance);
  data_.inputs.conservativeResize(n + 1, input.size());
  data_.inputs.row(n) = input.transpose();
  data_.basis.conservativeResize(n + 1, static_cast<Index>(data_.basisGroup.size()));
  data_.basis.row(n) = basis.transpose();
  data_.tasks.push_back(task);
  data_.outputs.conservativeResize(n + 1);
  data_.outputs[n] = output;
  solveWeights();
}

MatrixXd MultitaskGp::priorCovariance(const MatrixXd& inputs, const MatrixXd& basis, int task) const {
  MatrixXd cross =
      parameters_.scale * kernelValues(shape_, scaledDistances(data_.inputs, inputs, parameters_.lengthScales));
  for (Index i = 0; i < data_.size(); ++i)
    cross.row(i) *= taskCovariance_(data_.tasks[static_cast<std::size_t>(i)], task);
  if (data_.basis.cols() > 0) cross.noalias() += scaledBasis(data_.basis) * scaledBasis(basis).transpose();
  return cross;
}

MatrixXd MultitaskGp::scaledBasis(const MatrixXd& basis) const {
  assert(basis.cols() == static_cast<Index>(data_.basisGroup.size()));
  MatrixXd scaled = basis;
  for (Index c = 0; c < scaled.cols(); ++c)
    scaled.col(c) *= parameters_.trendScales[data_.basisGroup[static_cast<std::size_t>(c)]];
  return scaled;
}

double MultitaskGp::priorVariance(int taskA, int taskB) const {
  return parameters_.scale * taskCovariance_(taskA, taskB);
}

void MultitaskGp::solveWeights() {
  weights_ = data_.size() > 0 ? factor_.solve(VectorXd(data_.outputs.array() - parameters_.mean)) : VectorXd();
}

}  // namespace bitprism
