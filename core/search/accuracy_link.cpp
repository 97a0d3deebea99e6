#include "core/search/accuracy_link.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace bitprism {
namespace {

using Eigen::Index;

constexpr double lowest = -10, highest = 4;  // log KL beyond which nothing changes
constexpr int gridSteps = 280;

double inputOf(double logDamage) {
  return (std::clamp(logDamage, lowest, highest) - lowest) / (highest - lowest);
}

}  // namespace

AccuracyLink::AccuracyLink(const Settings& settings, const std::vector<Point>& points, const AccuracyLink* previous)
    : settings_(settings) {
  fitCurve(points);
  const int top = settings.tasks - 1;
  const auto count = static_cast<Index>(points.size()) + 1;
  GpData data;
  data.inputs.resize(count, 1);
  data.outputs.resize(count);
  data.basis = Eigen::MatrixXd::Zero(count, settings.tasks + 1);
  data.basisGroup.assign(static_cast<std::size_t>(settings.tasks), 0);
  data.basisGroup.push_back(1);
  for (Index i = 0; i < count; ++i) {
    // The last row is the float network itself, which is known.
    const bool anchor = i + 1 == count;
    const Point point = anchor ? Point{lowest, settings.floatAccuracy, top} : points[static_cast<std::size_t>(i)];
    data.inputs(i, 0) = inputOf(point.logDamage);
    data.outputs[i] = point.accuracy - curve(point.logDamage);
    data.tasks.push_back(point.task);
    data.basis(i, point.task) = point.task == top ? 0 : 1;  // fewer images may be easier or harder ones
    data.basis(i, settings.tasks) = curveSlope(point.logDamage);
  }
  GpPriors priors;
  priors.logLengthScale = {std::log(0.15), 0.5};
  priors.logFactorDiagonal = {std::log(0.03), 0.7};
  priors.factorBelow = {0.03, 0.02};
  priors.logNoise = {std::log(1e-4), 1.5};
  priors.noiseFloor = 1e-7;
  priors.logTrendScales = {{std::log(0.02), 0}, {std::log(0.3), 0}};
  const FitSettings fit{.shape = KernelShape::Matern52, .starts = 1, .evaluations = 25};
  parameters_ = fitParameters(data, settings.tasks, priors, fit, previous ? &previous->parameters_ : nullptr);
  const MultitaskGp gp(fit.shape, std::move(data), parameters_);
  noise_ = parameters_.noise[top];
  taskCovariance_ = parameters_.taskCovariance();

  Eigen::MatrixXd grid(gridSteps + 1, 1);
  Eigen::MatrixXd basis = Eigen::MatrixXd::Zero(gridSteps + 1, settings.tasks + 1);
  std::vector<double> damages;
  for (int i = 0; i <= gridSteps; ++i) {
    damages.push_back(lowest + (highest - lowest) * i / gridSteps);
    grid(i, 0) = inputOf(damages.back());
    basis(i, settings.tasks) = curveSlope(damages.back());
  }
  const GpPosterior posterior = gp.predict(grid, basis, top);
  for (int i = 0; i <= gridSteps; ++i) {
    const double value = curve(damages[static_cast<std::size_t>(i)]) + posterior.mean[i];
    means_.push_back(std::clamp(value, 0.0, 1.0));
    variances_.push_back(posterior.variance[i]);
  }
}

double AccuracyLink::slope(double logDamage) const {
  constexpr double step = (highest - lowest) / gridSteps;
  return (mean(logDamage + step) - mean(logDamage - step)) / (2 * step);
}

AccuracyLink::Moments AccuracyLink::through(double meanLogDamage, double varianceLogDamage) const {
  // Five points: exact for polynomials of degree nine.
  constexpr std::array<double, 5> nodes{-2.85697001387280565, -1.35562617997426587, 0, 1.35562617997426587,
                                        2.85697001387280565};
  constexpr std::array<double, 5> weights{0.01125741132772069, 0.22207592200561264, 0.53333333333333333,
                                          0.22207592200561264, 0.01125741132772069};
  const double deviation = std::sqrt(std::max(varianceLogDamage, 0.0));
  double first = 0, second = 0, inner = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const double u = meanLogDamage + deviation * nodes[i];
    const double value = mean(u);
    first += weights[i] * value;
    second += weights[i] * value * value;
    inner += weights[i] * variance(u);
  }
  return {first, std::max(second - first * first, 0.0) + inner};
}

double AccuracyLink::at(const std::vector<double>& values, double logDamage) const {
  const double place = inputOf(logDamage) * gridSteps;
  const auto below = std::min(static_cast<std::size_t>(place), static_cast<std::size_t>(gridSteps - 1));
  const double part = place - static_cast<double>(below);
  return values[below] * (1 - part) + values[below + 1] * part;
}

double AccuracyLink::curve(double logDamage) const {
  const double height = settings_.floatAccuracy - settings_.chanceAccuracy;
  return settings_.chanceAccuracy + height * std::exp(-std::exp(steepness_ * (logDamage - middle_)));
}

double AccuracyLink::curveSlope(double logDamage) const {
  const double inner = std::exp(steepness_ * (logDamage - middle_));
  return -(settings_.floatAccuracy - settings_.chanceAccuracy) * steepness_ * inner * std::exp(-inner);
}

// Two parameters: a grid around what is usual, then finer ones around the best. The priors hold it where data are few.
void AccuracyLink::fitCurve(const std::vector<Point>& points) {
  const double usualSteepness = std::log(0.8), usualMiddle = 0.3;
  constexpr double deviation = 0.03;  // of accuracies around the curve
  double bestSteepness = usualSteepness, bestMiddle = usualMiddle;
  double reachSteepness = 1, reachMiddle = 2.5;
  for (int level = 0; level < 4; ++level) {
    const double centreSteepness = bestSteepness, centreMiddle = bestMiddle;
    double least = std::numeric_limits<double>::infinity();
    for (int i = -6; i <= 6; ++i)
      for (int j = -6; j <= 6; ++j) {
        const double logSteepness = centreSteepness + reachSteepness * i / 6;
        const double middle = centreMiddle + reachMiddle * j / 6;
        steepness_ = std::exp(logSteepness);
        middle_ = middle;
        double cost = std::pow((logSteepness - usualSteepness) / 0.4, 2) + std::pow((middle - usualMiddle) / 1.0, 2);
        for (const Point& point : points) cost += std::pow((point.accuracy - curve(point.logDamage)) / deviation, 2);
        if (cost >= least) continue;
        least = cost;
        bestSteepness = logSteepness;
        bestMiddle = middle;
      }
    reachSteepness /= 4;
    reachMiddle /= 4;
  }
  steepness_ = std::exp(bestSteepness);
  middle_ = bestMiddle;
}

}  // namespace bitprism
