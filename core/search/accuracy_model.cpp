#include "core/search/accuracy_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr KernelShape kernel = KernelShape::Matern52;
constexpr double leastKl = 1e-7;
constexpr int linearisations = 3;

bool hasDamage(const ModelObservation& observation) {
  return std::isfinite(observation.kl) && observation.kl > 0;
}

// Groups of basis columns: constants, slopes, corrections of layers.
GpPriors damagePriors(Index dimensions) {
  GpPriors priors;
  priors.logLengthScale = dimensionScaledPrior(dimensions);
  priors.logFactorDiagonal = {std::log(0.3), 0.5};
  priors.factorBelow = {0.25, 0.15};
  priors.logNoise = {std::log(0.05 * 0.05), 1};
  priors.noiseFloor = 1e-4;
  priors.logTrendScales = {{std::log(1.0), 0}, {std::log(0.3), 0}, {std::log(0.5), 0.4}};
  return priors;
}

MultitaskGp emptyGp(Index inputs, Index tasks, Index columns) {
  GpData data;
  data.inputs.resize(0, inputs);
  data.basis.resize(0, columns);
  data.basisGroup.assign(static_cast<std::size_t>(columns), 0);
  GpParameters parameters;
  parameters.lengthScales = VectorXd::Ones(inputs);
  parameters.factor = MatrixXd::Identity(tasks, tasks);
  parameters.own = VectorXd::Zero(tasks);
  parameters.noise = VectorXd::Ones(tasks);
  parameters.trendScales = VectorXd::Ones(1);
  return MultitaskGp(kernel, std::move(data), std::move(parameters));
}

}  // namespace

AccuracyModel::AccuracyModel(std::shared_ptr<const PlanFeatures> features,
                             const std::vector<ModelObservation>& observations, const Settings& settings,
                             const AccuracyModel* previous)
    : features_(std::move(features)),
      settings_(settings),
      corrections_(previous ? previous->corrections_ : VectorXd::Zero(features_->layers())),
      gp_(emptyGp(features_->inputs(), settings.link.tasks, 2 * settings.link.tasks + features_->layers())),
      link_(settings.link, {}) {
  const Index tasks = settings.link.tasks;
  const GpPriors priors = damagePriors(features_->inputs());
  GpParameters parameters;
  for (int round = 0; round < linearisations; ++round) {
    GpData data = dataOf(observations);
    if (round == 0) {
      const bool young = data.size() < 30;
      const FitSettings fit{.shape = kernel, .starts = young ? 2 : 1, .evaluations = 25, .seed = settings.seed};
      parameters = fitParameters(data, tasks, priors, fit, previous ? &previous->gp_.parameters() : nullptr);
    }
    gp_ = MultitaskGp(kernel, std::move(data), parameters);
    // A correction by more than e^2 says that the calibration is not to be believed at all; go no further.
    if (round + 1 < linearisations)
      corrections_ = gp_.trendCoefficients().tail(features_->layers()).cwiseMax(-2).cwiseMin(2);
  }
  std::vector<AccuracyLink::Point> points;
  for (const ModelObservation& observation : observations) {
    double damage = 0;
    if (hasDamage(observation)) {
      damage = std::log(std::max(observation.kl, leastKl));
    } else {
      const PlanFeatures::Table table = features_->of({observation.bits}, corrections_);
      damage =
          offsetOf(table)[0] + gp_.predict(table.inputs, basisOf(table, {observation.task}), observation.task).mean[0];
    }
    points.push_back({damage, observation.accuracy, observation.task});
  }
  link_ = AccuracyLink(settings.link, points, previous ? &previous->link_ : nullptr);
}

Prediction AccuracyModel::predict(const BitAllocation& bits) const {
  const Batch batch = predictAll({bits});
  return {batch.mean[0], std::sqrt(batch.variance[0])};
}

AccuracyModel::Batch AccuracyModel::predictAll(const std::vector<BitAllocation>& plans) const {
  const int top = settings_.link.tasks - 1;
  const PlanFeatures::Table table = features_->of(plans, corrections_);
  const GpPosterior damage = gp_.predict(table.inputs, basisOf(table, std::vector<int>(plans.size(), top)), top);
  Batch batch;
  batch.bytes = table.bytes;
  batch.logDamage = damage.mean + offsetOf(table);
  // What the model cannot explain of a plan's damage is still the plan's own: it stays when measured again.
  batch.logDamageVariance = damage.variance.array() + gp_.parameters().noise[top];
  batch.mean.resize(batch.bytes.size());
  batch.variance.resize(batch.bytes.size());
  for (Index i = 0; i < batch.bytes.size(); ++i) {
    const AccuracyLink::Moments moments = link_.through(batch.logDamage[i], batch.logDamageVariance[i]);
    batch.mean[i] = moments.mean;
    batch.variance[i] = moments.variance;
  }
  return batch;
}

VectorXd AccuracyModel::movement(const std::vector<BitAllocation>& plans, int task) const {
  const int top = settings_.link.tasks - 1;
  const PlanFeatures::Table table = features_->of(plans, corrections_);
  const MatrixXd basisTop = basisOf(table, std::vector<int>(plans.size(), top));
  const MatrixXd basisTask = basisOf(table, std::vector<int>(plans.size(), task));
  const VectorXd across = gp_.crossVariance(table.inputs, basisTop, top, basisTask, task);
  const GpPosterior at = gp_.predict(table.inputs, basisTask, task);
  const GpPosterior above = gp_.predict(table.inputs, basisTop, top);
  const VectorXd offset = offsetOf(table);
  VectorXd result(across.size());
  for (Index i = 0; i < result.size(); ++i) {
    const double moved = std::abs(across[i]) / std::sqrt(at.variance[i] + gp_.parameters().noise[task]);
    result[i] = moved * std::abs(link_.slope(above.mean[i] + offset[i]));
  }
  return result;
}

void AccuracyModel::imagine(const BitAllocation& bits, int task) {
  const PlanFeatures::Table table = features_->of({bits}, corrections_);
  const MatrixXd basis = basisOf(table, {task});
  const double expected = gp_.predict(table.inputs, basis, task).mean[0];
  gp_.append(table.inputs.row(0).transpose(), basis.row(0).transpose(), task, expected);
}

double AccuracyModel::leaveOneOutDensity() const {
  if (gp_.data().size() == 0) return 0;
  const GpPosterior left = gp_.leaveOneOut();
  const int top = settings_.link.tasks - 1;
  double sum = 0;
  for (Index i = 0; i < left.mean.size(); ++i) {
    if (gp_.data().tasks[static_cast<std::size_t>(i)] != top) continue;
    const double miss = gp_.data().outputs[i] - left.mean[i];
    sum -= 0.5 * (miss * miss / left.variance[i] + std::log(2 * std::numbers::pi * left.variance[i]));
  }
  return sum;
}

std::vector<std::vector<double>> AccuracyModel::taskCorrelation() const {
  const MatrixXd covariance = gp_.parameters().taskCovariance();
  std::vector<std::vector<double>> correlation;
  for (Index a = 0; a < covariance.rows(); ++a) {
    correlation.emplace_back();
    for (Index b = 0; b < covariance.cols(); ++b)
      correlation.back().push_back(a == b ? 1 : covariance(a, b) / std::sqrt(covariance(a, a) * covariance(b, b)));
  }
  return correlation;
}

std::vector<double> AccuracyModel::lengthScales() const {
  const VectorXd& scales = gp_.parameters().lengthScales;
  return {scales.data(), scales.data() + scales.size()};
}

// Columns: a constant and a slope for each task, then the layers' shares.
MatrixXd AccuracyModel::basisOf(const PlanFeatures::Table& table, const std::vector<int>& tasks) const {
  const Index taskCount = settings_.link.tasks;
  MatrixXd basis = MatrixXd::Zero(table.bytes.size(), 2 * taskCount + features_->layers());
  for (Index i = 0; i < basis.rows(); ++i) {
    const int task = tasks[static_cast<std::size_t>(i)];
    basis(i, task) = 1;
    basis(i, taskCount + task) = table.logDamage[i] - centre_;
  }
  basis.rightCols(features_->layers()) = table.shares;
  return basis;
}

// What is foretold without any unknown: around the current corrections c0, log sum exp(c) s = offset + shares . c.
VectorXd AccuracyModel::offsetOf(const PlanFeatures::Table& table) const {
  return table.logDamage - table.shares * corrections_;
}

GpData AccuracyModel::dataOf(const std::vector<ModelObservation>& observations) const {
  std::vector<BitAllocation> plans;
  GpData data;
  std::vector<double> damages;
  for (const ModelObservation& observation : observations) {
    if (!hasDamage(observation)) continue;
    plans.push_back(observation.bits);
    data.tasks.push_back(observation.task);
    damages.push_back(std::log(std::max(observation.kl, leastKl)));
  }
  const PlanFeatures::Table table = features_->of(plans, corrections_);
  data.inputs = table.inputs;
  data.basis = basisOf(table, data.tasks);
  data.basisGroup.assign(static_cast<std::size_t>(settings_.link.tasks), 0);
  data.basisGroup.insert(data.basisGroup.end(), static_cast<std::size_t>(settings_.link.tasks), 1);
  data.basisGroup.insert(data.basisGroup.end(), static_cast<std::size_t>(features_->layers()), 2);
  data.outputs = Eigen::Map<const VectorXd>(damages.data(), static_cast<Index>(damages.size())) - offsetOf(table);
  return data;
}

}  // namespace bitprism
