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
struct KernelMatrices {
  MatrixXd values, slopes;  // slopes by r2; empty unless requested
};

KernelMatrices kernelMatrices(KernelShape shape, const MatrixXd& r2, bool withSlopes) {
  KernelMatrices kernel;
  if (shape == KernelShape::SquaredExponential) {
    kernel.values = (-0.5 * r2.array()).exp();
    if (withSlopes) kernel.slopes = -0.5 * kernel.values;
    return kernel;
  }
  const Eigen::ArrayXXd scaled = (5.0 * r2.array()).sqrt();
  const Eigen::ArrayXXd decay = (-scaled).exp();
  kernel.values = (1 + scaled + 5.0 / 3.0 * r2.array()) * decay;
  if (withSlopes) kernel.slopes = -5.0 / 6.0 * (1 + scaled) * decay;
  return kernel;
}

MatrixXd kernelValues(KernelShape shape, const MatrixXd& r2) {
  return kernelMatrices(shape, r2, false).values;
}

}  // namespace

std::shared_ptr<const MatrixXd> productsOf(const MatrixXd& features) {
  auto products = std::make_shared<MatrixXd>(MatrixXd::Zero(features.rows(), features.rows()));
  if (features.size() == 0) return products;  // Eigen would form a reference to a number that is not there
  products->selfadjointView<Eigen::Lower>().rankUpdate(features);
  products->triangularView<Eigen::StrictlyUpper>() = products->transpose();
  return products;
}

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
  if (data_.features.size() == 0) data_.features.resize(n, data_.features.cols());
  if (data_.knownNoise.size() == 0) data_.knownNoise = VectorXd::Zero(n);
  if (!data_.featureProducts && hasFeatures()) data_.featureProducts = productsOf(data_.features);
  taskCovariance_ = parameters_.taskCovariance();
  MatrixXd covariance = sharedCovariance();
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) covariance(i, j) *= taskCovariance_(data_.tasks[i], data_.tasks[j]);
  const MatrixXd trend = scaledBasis(data_.basis, n);
  if (trend.cols() > 0) covariance.noalias() += trend * trend.transpose();
  for (Index i = 0; i < n; ++i) covariance(i, i) += parameters_.noise[data_.tasks[i]] + data_.knownNoise[i];
  factor_ = Cholesky(std::move(covariance));
  solveWeights();
}

// Of all observations, without A and the trend.
MatrixXd MultitaskGp::sharedCovariance() const {
  const MatrixXd r2 = scaledDistances(data_.inputs, data_.inputs, parameters_.lengthScales);
  MatrixXd covariance = parameters_.scale * kernelValues(shape_, r2);
  if (hasFeatures()) covariance += (parameters_.linearScale * parameters_.linearScale) * *data_.featureProducts;
  return covariance;
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
  slope.linearScale = 0;

  const MatrixXd weights = 0.5 * (weights_ * weights_.transpose() - factor_.inverse());
  MatrixXd related = weights;  // times the covariance of the tasks
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) related(i, j) *= taskCovariance_(data_.tasks[i], data_.tasks[j]);

  const MatrixXd r2 = scaledDistances(data_.inputs, data_.inputs, parameters_.lengthScales);
  const KernelMatrices kernel = kernelMatrices(shape_, r2, true);
  slope.scale = related.cwiseProduct(kernel.values).sum();
  // r2 depends on l_d as -2 (x_d - x'_d)^2 / l_d^3.
  const MatrixXd slopes = parameters_.scale * related.cwiseProduct(kernel.slopes);
  for (Index d = 0; d < slope.lengthScales.size(); ++d) {
    double sum = 0;
    for (Index j = 0; j < n; ++j)
      sum += (slopes.col(j).array() * (data_.inputs.col(d).array() - data_.inputs(j, d)).square()).sum();
    slope.lengthScales[d] = -2 * sum / std::pow(parameters_.lengthScales[d], 3);
  }
  MatrixXd shared = parameters_.scale * kernel.values;
  if (hasFeatures()) {
    slope.linearScale = 2 * parameters_.linearScale * related.cwiseProduct(*data_.featureProducts).sum();
    shared += (parameters_.linearScale * parameters_.linearScale) * *data_.featureProducts;
  }

  const MatrixXd plain = weights.cwiseProduct(shared);
  MatrixXd between = MatrixXd::Zero(tasks, tasks);
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) between(data_.tasks[i], data_.tasks[j]) += plain(i, j);
  slope.factor = 2 * between * parameters_.factor;
  slope.own = between.diagonal();

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
GpPosterior MultitaskGp::predict(const GpPoints& points, int task) const {
  GpPosterior posterior{VectorXd::Constant(points.size(), parameters_.mean),
                        taskCovariance_(task, task) * sharedVariance(points)};
  posterior.variance += scaledBasis(points.basis, points.size()).rowwise().squaredNorm();
  const VectorXd floor = 1e-12 * posterior.variance;
  if (data_.size() > 0) {
    const MatrixXd cross = priorCovariance(points, task);
    posterior.mean.noalias() += cross.transpose() * weights_;
    posterior.variance -= factor_.solveLower(cross).colwise().squaredNorm().transpose();
  }
  posterior.variance = posterior.variance.cwiseMax(floor);
  return posterior;
}

MatrixXd MultitaskGp::covariance(const GpPoints& points, int task) const {
  const MatrixXd r2 = scaledDistances(points.inputs, points.inputs, parameters_.lengthScales);
  MatrixXd covariance = parameters_.scale * kernelValues(shape_, r2);
  if (points.features.cols() > 0)
    covariance += (parameters_.linearScale * parameters_.linearScale) * points.features * points.features.transpose();
  covariance *= taskCovariance_(task, task);
  const MatrixXd trend = scaledBasis(points.basis, points.size());
  if (trend.cols() > 0) covariance.noalias() += trend * trend.transpose();
  if (data_.size() == 0) return covariance;
  const MatrixXd half = factor_.solveLower(priorCovariance(points, task));
  covariance.noalias() -= half.transpose() * half;
  return covariance;
}

VectorXd MultitaskGp::crossVariance(const GpPoints& pointsA, int taskA, const GpPoints& pointsB, int taskB) const {
  VectorXd result = taskCovariance_(taskA, taskB) * sharedVariance(pointsA);
  result += scaledBasis(pointsA.basis, pointsA.size())
                .cwiseProduct(scaledBasis(pointsB.basis, pointsB.size()))
                .rowwise()
                .sum();
  if (data_.size() == 0) return result;
  const MatrixXd halfA = factor_.solveLower(priorCovariance(pointsA, taskA));
  const MatrixXd halfB = factor_.solveLower(priorCovariance(pointsB, taskB));
  result -= halfA.cwiseProduct(halfB).colwise().sum().transpose();
  return result;
}

MatrixXd MultitaskGp::crossCovariance(const GpPoints& pointsA, int taskA, const GpPoints& pointsB, int taskB) const {
  MatrixXd result = parameters_.scale *
                    kernelValues(shape_, scaledDistances(pointsA.inputs, pointsB.inputs, parameters_.lengthScales));
  if (pointsA.features.cols() > 0)
    result.noalias() +=
        (parameters_.linearScale * parameters_.linearScale) * (pointsA.features * pointsB.features.transpose());
  result *= taskCovariance_(taskA, taskB);
  const MatrixXd trendA = scaledBasis(pointsA.basis, pointsA.size());
  if (trendA.cols() > 0) result.noalias() += trendA * scaledBasis(pointsB.basis, pointsB.size()).transpose();
  if (data_.size() == 0) return result;
  const MatrixXd halfA = factor_.solveLower(priorCovariance(pointsA, taskA));
  result.noalias() -= halfA.transpose() * factor_.solveLower(priorCovariance(pointsB, taskB));
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

VectorXd MultitaskGp::kernelSlope(const VectorXd& input, int task) const {
  VectorXd slope = VectorXd::Zero(input.size());
  if (data_.size() == 0) return slope;
  const MatrixXd point = input.transpose();
  const MatrixXd r2 = scaledDistances(data_.inputs, point, parameters_.lengthScales);
  VectorXd weighted = parameters_.scale * kernelMatrices(shape_, r2, true).slopes.col(0).cwiseProduct(weights_);
  for (Index i = 0; i < weighted.size(); ++i) weighted[i] *= taskCovariance_(data_.tasks[i], task);
  for (Index d = 0; d < input.size(); ++d)
    slope[d] = 2 * weighted.dot((input[d] - data_.inputs.col(d).array()).matrix()) /
               (parameters_.lengthScales[d] * parameters_.lengthScales[d]);
  return slope;
}

VectorXd MultitaskGp::featureCoefficients(int task) const {
  if (data_.size() == 0) return VectorXd::Zero(data_.features.cols());
  VectorXd weighted = weights_;
  for (Index i = 0; i < weighted.size(); ++i) weighted[i] *= taskCovariance_(data_.tasks[i], task);
  return (parameters_.linearScale * parameters_.linearScale) * (data_.features.transpose() * weighted);
}

void MultitaskGp::append(GpPoints point, int task, double output, double knownNoise) {
  const Index n = data_.size();
  const double variance = taskCovariance_(task, task) * sharedVariance(point)[0] +
                          scaledBasis(point.basis, 1).squaredNorm() + parameters_.noise[task] + knownNoise;
  const VectorXd cross = priorCovariance(point, task);
  factor_.append(cross, variance);
  const auto grow = [n](MatrixXd& all, const MatrixXd& row) {
    all.conservativeResize(n + 1, all.cols());
    if (all.cols() > 0) all.row(n) = row.row(0);
  };
  grow(data_.inputs, point.inputs);
  grow(data_.features, point.features);
  if (data_.featureProducts) {  // only fits use it
    auto products = std::make_shared<MatrixXd>(*data_.featureProducts);
    products->conservativeResize(n + 1, n + 1);
    products->col(n).head(n) = data_.features.topRows(n) * point.features.transpose();
    products->row(n).head(n) = products->col(n).head(n).transpose();
    (*products)(n, n) = point.features.squaredNorm();
    data_.featureProducts = std::move(products);
  }
  grow(data_.basis, point.basis);
  data_.tasks.push_back(task);
  data_.outputs.conservativeResize(n + 1);
  data_.outputs[n] = output;
  data_.knownNoise.conservativeResize(n + 1);
  data_.knownNoise[n] = knownNoise;
  solveWeights();
}

MatrixXd MultitaskGp::priorCovariance(const GpPoints& points, int task) const {
  MatrixXd cross =
      parameters_.scale * kernelValues(shape_, scaledDistances(data_.inputs, points.inputs, parameters_.lengthScales));
  if (points.featureProducts.size() > 0)
    cross += (parameters_.linearScale * parameters_.linearScale) * points.featureProducts;
  else if (data_.features.cols() > 0)
    cross.noalias() +=
        (parameters_.linearScale * parameters_.linearScale) * (data_.features * points.features.transpose());
  for (Index i = 0; i < data_.size(); ++i)
    cross.row(i) *= taskCovariance_(data_.tasks[static_cast<std::size_t>(i)], task);
  if (data_.basis.cols() > 0)
    cross.noalias() += scaledBasis(data_.basis, data_.size()) * scaledBasis(points.basis, points.size()).transpose();
  return cross;
}

MatrixXd MultitaskGp::scaledBasis(const MatrixXd& basis, Index rows) const {
  const auto columns = static_cast<Index>(data_.basisGroup.size());
  if (columns == 0) return MatrixXd(rows, 0);
  assert(basis.cols() == columns && basis.rows() == rows);
  MatrixXd scaled = basis;
  for (Index c = 0; c < columns; ++c)
    scaled.col(c) *= parameters_.trendScales[data_.basisGroup[static_cast<std::size_t>(c)]];
  return scaled;
}

VectorXd MultitaskGp::sharedVariance(const GpPoints& points) const {
  VectorXd variance = VectorXd::Constant(points.size(), parameters_.scale);
  if (points.featureSquares.size() > 0)
    variance += (parameters_.linearScale * parameters_.linearScale) * points.featureSquares;
  else if (points.features.cols() > 0)
    variance += (parameters_.linearScale * parameters_.linearScale) * points.features.rowwise().squaredNorm();
  return variance;
}

void MultitaskGp::solveWeights() {
  weights_ = data_.size() > 0 ? factor_.solve(VectorXd(data_.outputs.array() - parameters_.mean)) : VectorXd();
}

}  // namespace bitprism
