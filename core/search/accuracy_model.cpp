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

// The usual damage to accuracy as a function of the predicted log KL S: it rises faster than S and is larger when the
// sensitivity is spread over many layers. The trend corrects it for the network at hand.
constexpr double usualConstant = -0.5, usualSlope = 1.45, usualBend = 0.08, usualSpreadSlope = 0.2;
constexpr double usualSpread = 2;  // entropy of shares at which its effect is zero

// Variance of the logarithm of a mean KL over n images, times n, without what all plans have in common on these images.
// The KL of single images varies by a few times its mean, but similarly for all plans.
constexpr double klVariancePerImage = 0.6;
constexpr std::int64_t usualCheapImages = 256;

// A fit costs the cube of the number of rows, and many rows hardly move the optimum: with more than manyRows it starts
// only from the previous fit, uses at most mostFittedRows, and waits until the data have grown by a fraction.
constexpr Index manyRows = 60, mostFittedRows = 160, refitGrowth = 16;

// Columns of the trend, and the groups that share a scale: accuracy at every task, log KL, and the constant and slope
// by which a cheap task may differ from the top task.
enum TrendColumn {
  Constant,
  Slope,
  Bend,
  SpreadOfBits,
  trendColumns,
  TaskConstant = trendColumns,
  TaskSlope,
  trendGroups
};

bool hasDivergence(const ModelObservation& observation) {
  return std::isfinite(observation.kl) && observation.kl > 0;
}

GpPriors modelPriors() {
  GpPriors priors;
  // Linear effects belong to the features and the trend; the kernel models what bends within the range.
  priors.logLengthScale = {0, 1};
  priors.logFactorDiagonal = {0, 0.4};
  priors.factorBelow = {0.7, 0.3};
  priors.logNoise = {-4, 1};
  priors.noiseFloor = 1e-4;
  priors.logScale = {std::log(0.2 * 0.2), 0.7};
  priors.logLinearScale = {std::log(0.3), 0.5};
  priors.logTrendScales.resize(trendGroups);
  priors.logTrendScales[Constant] = {std::log(1.0), 0};
  priors.logTrendScales[Slope] = {std::log(0.3), 0};
  priors.logTrendScales[Bend] = {std::log(0.07), 0};
  priors.logTrendScales[SpreadOfBits] = {std::log(0.3), 0};
  priors.logTrendScales[TaskConstant] = {std::log(0.2), 0};
  priors.logTrendScales[TaskSlope] = {std::log(0.1), 0};
  return priors;
}

// At most this many rows of the data for a fit, evenly spaced.
GpData fewer(const GpData& data, Index most) {
  if (data.size() <= most) return data;
  std::vector<Index> rows;
  for (Index i = 0; i < most; ++i) rows.push_back((i + 1) * data.size() / most - 1);
  GpData some;
  some.inputs = data.inputs(rows, Eigen::all);
  some.basis = data.basis(rows, Eigen::all);
  some.basisGroup = data.basisGroup;
  some.outputs = data.outputs(rows);
  some.knownNoise = data.knownNoise(rows);
  some.featureProducts = std::make_shared<const MatrixXd>((*data.featureProducts)(rows, rows));
  for (const Index row : rows) some.tasks.push_back(data.tasks[static_cast<std::size_t>(row)]);
  return some;
}

}  // namespace

AccuracyModel::AccuracyModel(std::shared_ptr<const PlanFeatures> features,
                             const std::vector<ModelObservation>& observations, const Settings& settings,
                             const AccuracyModel* previous, std::stop_token stop)
    : features_(std::move(features)), settings_(settings) {
  GpData data = dataOf(observations);
  const bool many = data.size() >= manyRows;
  GpParameters parameters;
  if (many && previous &&
      data.size() < previous->fittedRows_ + std::max<Index>(previous->fittedRows_ / refitGrowth, 4)) {
    fittedRows_ = previous->fittedRows_;
    parameters = previous->gp_->parameters();
  } else {
    const FitSettings fit{.shape = kernel, .starts = many ? 1 : 2, .evaluations = many ? 8 : 25, .seed = settings.seed};
    fittedRows_ = data.size();
    parameters = fitParameters(fewer(data, mostFittedRows), outputs(), modelPriors(), fit,
                               previous ? &previous->gp_->parameters() : nullptr, std::move(stop));
  }
  gp_.emplace(kernel, std::move(data), parameters);
}

Prediction AccuracyModel::predict(const PlanChoice& bits) const {
  const Batch batch = predictAll({bits});
  return {batch.mean[0], std::sqrt(batch.variance[0])};
}

std::vector<Prediction> AccuracyModel::predictEach(const std::vector<PlanChoice>& plans) const {
  if (plans.empty()) return {};
  const Batch batch = predictAll(plans);
  std::vector<Prediction> predictions;
  for (Index i = 0; i < batch.mean.size(); ++i) predictions.push_back({batch.mean[i], std::sqrt(batch.variance[i])});
  return predictions;
}

AccuracyModel::Batch AccuracyModel::predictAll(const std::vector<PlanChoice>& plans) const {
  const PlanFeatures::Table table = features_->of(plans);
  const Observed accuracy = topAccuracy();
  const GpPosterior damage = gp_->predict(pointsOf(table, accuracy), accuracy.output);
  const double rough = gp_->parameters().noise[accuracy.output];
  Batch batch;
  batch.cost = table.cost;
  batch.mean.resize(table.cost.size());
  batch.variance.resize(table.cost.size());
  for (Index i = 0; i < table.cost.size(); ++i) {
    const double variance = damage.variance[i] + rough;
    const AccuracyCurve::Moments moments =
        settings_.curve.through(damage.mean[i] + usual(table, i, accuracy.output), variance);
    batch.mean[i] = moments.mean;
    batch.variance[i] = moments.variance;
  }
  return batch;
}

VectorXd AccuracyModel::movement(const std::vector<PlanChoice>& plans, int task) const {
  const PlanFeatures::Table table = features_->of(plans);
  const Observed accuracy = topAccuracy();
  const GpPoints above = pointsOf(table, accuracy);
  const GpPosterior atTop = gp_->predict(above, accuracy.output);
  VectorXd moved = VectorXd::Zero(table.cost.size());
  // Of an evaluation's observations, the most informative one counts.
  for (const Observed& observed : observedAt(task)) {
    const GpPoints points = pointsOf(table, observed);
    const GpPosterior at = gp_->predict(points, observed.output);
    const VectorXd across = gp_->crossVariance(above, accuracy.output, points, observed.output);
    const double noise = gp_->parameters().noise[observed.output] + knownNoise(observed, usualCheapImages);
    moved = moved.cwiseMax((across.array().abs() / (at.variance.array() + noise).sqrt()).matrix());
  }
  for (Index i = 0; i < moved.size(); ++i)
    moved[i] *= settings_.curve.slope(atTop.mean[i] + usual(table, i, accuracy.output));
  return moved;
}

void AccuracyModel::imagine(const PlanChoice& bits, int task) {
  const Observed observed = observedAt(task).front();
  const PlanFeatures::Table table = features_->of({bits});
  GpPoints point = pointsOf(table, observed);
  const double expected = gp_->predict(point, observed.output).mean[0];
  point.features = features_->interactionFeatures(table);
  planOfRow_.push_back(products_.size());
  products_.keep(table);
  gp_->append(std::move(point), observed.output, expected, knownNoise(observed, usualCheapImages));
}

std::vector<AccuracyModel::Observed> AccuracyModel::observedAt(int task) const {
  std::vector<Observed> all;
  if (task == top() || cheapAccuracy()) all.push_back({accuracyOutput(task), task});
  if (task == top() || settings_.cheap != CheapObservation::Accuracy) all.push_back({divergence(), task});
  return all;
}

// Of log KL; the noise of an accuracy depends on the accuracy.
double AccuracyModel::knownNoise(const Observed& observed, std::int64_t images) const {
  if (observed.output != divergence() || observed.task == top()) return 0;
  return klVariancePerImage / static_cast<double>(std::max<std::int64_t>(images, 1));
}

AccuracyModel::Parts AccuracyModel::parts() const {
  const VectorXd trend = gp_->trendCoefficients();
  return {usualSlope + trend[Slope], usualBend + trend[Bend], usualSpreadSlope + trend[SpreadOfBits],
          gp_->featureCoefficients(topAccuracy().output)};
}

VectorXd AccuracyModel::kernelSlope(const VectorXd& inputs) const {
  return gp_->kernelSlope(inputs, topAccuracy().output);
}

Prediction AccuracyModel::damage(const PlanChoice& bits) const {
  const PlanFeatures::Table table = features_->of({bits});
  const Observed accuracy = topAccuracy();
  const GpPosterior damage = gp_->predict(pointsOf(table, accuracy), accuracy.output);
  return {damage.mean[0] + usual(table, 0, accuracy.output),
          std::sqrt(damage.variance[0] + gp_->parameters().noise[accuracy.output])};
}

Sensitivity AccuracyModel::corrected() const {
  return features_->corrected(gp_->featureCoefficients(topAccuracy().output) / usualSlope);
}

double AccuracyModel::leaveOneOutDensity() const {
  if (gp_->data().size() == 0) return 0;
  const GpPosterior left = gp_->leaveOneOut();
  double sum = 0;
  for (Index i = 0; i < left.mean.size(); ++i) {
    if (gp_->data().tasks[static_cast<std::size_t>(i)] != topAccuracy().output) continue;
    const double miss = gp_->data().outputs[i] - left.mean[i];
    sum -= 0.5 * (miss * miss / left.variance[i] + std::log(2 * std::numbers::pi * left.variance[i]));
  }
  return sum;
}

std::vector<std::vector<double>> AccuracyModel::taskCorrelation() const {
  const MatrixXd covariance = gp_->parameters().taskCovariance();
  // A task that observes only KL is related to the top task as KL is to accuracy.
  const auto outputOf = [&](Index task) {
    return task == top() || cheapAccuracy() ? accuracyOutput(static_cast<int>(task)) : divergence();
  };
  std::vector<std::vector<double>> correlation;
  for (Index a = 0; a < settings_.tasks; ++a) {
    correlation.emplace_back();
    for (Index b = 0; b < settings_.tasks; ++b) {
      const int i = outputOf(a), j = outputOf(b);
      correlation.back().push_back(i == j ? 1 : covariance(i, j) / std::sqrt(covariance(i, i) * covariance(j, j)));
    }
  }
  return correlation;
}

std::vector<double> AccuracyModel::lengthScales() const {
  const VectorXd& scales = gp_->parameters().lengthScales;
  return {scales.data(), scales.data() + scales.size()};
}

// Columns: the trend of accuracy, that of log KL, and for each of them the difference of every cheap task.
MatrixXd AccuracyModel::basisOf(const PlanFeatures::Table& table, const std::vector<Observed>& rows) const {
  MatrixXd basis = MatrixXd::Zero(table.cost.size(), 2 * trendColumns + 4 * top());
  for (Index i = 0; i < basis.rows(); ++i) {
    const Observed& row = rows[static_cast<std::size_t>(i)];
    const double damage = table.logDamage[i];
    const bool kl = row.output == divergence();
    const Index first = kl ? trendColumns : 0;
    basis(i, first + Constant) = 1;
    basis(i, first + Slope) = damage;
    basis(i, first + Bend) = damage * damage;
    basis(i, first + SpreadOfBits) = table.spread[i] - usualSpread;
    if (row.task < top()) {
      const Index own = 2 * trendColumns + 2 * (kl ? top() + row.task : row.task);
      basis(i, own) = 1;
      basis(i, own + 1) = damage;
    }
  }
  return basis;
}

GpPoints AccuracyModel::pointsOf(const PlanFeatures::Table& table, const Observed& row) const {
  GpPoints points;
  points.inputs = table.inputs;
  points.basis = basisOf(table, std::vector<Observed>(static_cast<std::size_t>(table.cost.size()), row));
  points.featureProducts = products_.with(table)(planOfRow_, Eigen::all);
  points.featureSquares = features_->interactionSquares(table);
  return points;
}

double AccuracyModel::usual(const PlanFeatures::Table& table, Index plan, int output) const {
  const double damage = table.logDamage[plan];
  if (output == divergence()) return damage;
  return usualConstant + usualSlope * damage + usualBend * damage * damage +
         usualSpreadSlope * (table.spread[plan] - usualSpread);
}

GpData AccuracyModel::dataOf(const std::vector<ModelObservation>& observations) {
  std::vector<PlanChoice> plans;
  for (const ModelObservation& observation : observations) plans.push_back(observation.bits);
  std::vector<Observed> rows;
  std::vector<double> values, noises;
  for (std::size_t plan = 0; plan < plans.size(); ++plan) {
    const ModelObservation& observation = observations[plan];
    for (const Observed& row : observedAt(observation.task)) {
      const bool kl = row.output == divergence();
      if (kl && !hasDivergence(observation)) continue;
      planOfRow_.push_back(static_cast<Index>(plan));
      rows.push_back(row);
      values.push_back(kl ? std::log(std::max(observation.kl, leastKl)) : settings_.curve.damage(observation.accuracy));
      noises.push_back(kl ? knownNoise(row, observation.images)
                          : settings_.curve.noiseVariance(observation.accuracy, observation.images));
    }
  }
  const PlanFeatures::Table ofPlans = features_->of(plans);
  products_ = InteractionProducts(ofPlans);
  GpData data;
  data.featureProducts = std::make_shared<const MatrixXd>(products_.with(ofPlans)(planOfRow_, planOfRow_));
  const PlanFeatures::Table table = ofPlans.rows(planOfRow_);
  data.inputs = table.inputs;
  data.features = features_->interactionFeatures(table);
  data.basis = basisOf(table, rows);
  data.basisGroup = {Constant, Slope, Bend, SpreadOfBits, Constant, Slope, Bend, SpreadOfBits};
  for (int i = 0; i < 2 * top(); ++i) data.basisGroup.insert(data.basisGroup.end(), {TaskConstant, TaskSlope});
  data.outputs.resize(static_cast<Index>(values.size()));
  for (Index i = 0; i < data.outputs.size(); ++i) {
    const Observed& row = rows[static_cast<std::size_t>(i)];
    data.tasks.push_back(row.output);
    data.outputs[i] = values[static_cast<std::size_t>(i)] - usual(table, i, row.output);
  }
  data.knownNoise = Eigen::Map<const VectorXd>(noises.data(), static_cast<Index>(noises.size()));
  return data;
}

}  // namespace bitprism
