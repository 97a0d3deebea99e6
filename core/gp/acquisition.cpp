#include "core/gp/acquisition.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double leastVariance = 1e-8;

double cumulative(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

// R (g + R): by how much knowing f < y* shrinks the variance, 0 to 1.
double shrinkage(double g) {
  if (g < -6) return 1 - 1 / (g * g) + 6 / std::pow(g, 4);  // where both parts of R vanish
  const double ratio = std::exp(-0.5 * g * g) / std::sqrt(2 * std::numbers::pi) / cumulative(g);
  return ratio * (g + ratio);
}

}  // namespace

VectorXd upperConfidence(const GpPosterior& posterior, double weight, double noise) {
  return posterior.mean.array() + (weight * (posterior.variance.array() + noise)).sqrt();
}

double confidenceWeight(double points, int count, double delta) {
  const double times = std::max(count, 1);
  return 0.4 * std::log(std::max(points, 1.0) * times * times * std::numbers::pi * std::numbers::pi / (6 * delta));
}

std::vector<double> sampleMaxima(const GpPosterior& posterior, int count, Random& random) {
  const VectorXd deviation = posterior.variance.cwiseMax(leastVariance).cwiseSqrt();
  const auto logProbability = [&](double q) {
    double sum = 0;
    for (Index i = 0; i < deviation.size(); ++i)
      sum += std::log(std::max(cumulative((q - posterior.mean[i]) / deviation[i]), 1e-300));
    return sum;
  };
  const auto quantile = [&](double probability) {
    double low = (posterior.mean - 8 * deviation).minCoeff(), high = (posterior.mean + 8 * deviation).maxCoeff();
    for (int step = 0; step < 80; ++step) {
      const double middle = 0.5 * (low + high);
      (logProbability(middle) < std::log(probability) ? low : high) = middle;
    }
    return 0.5 * (low + high);
  };
  const double q25 = quantile(0.25), q50 = quantile(0.5), q75 = quantile(0.75);
  const double scale = (q25 - q75) / (std::log(std::log(4.0 / 3)) - std::log(std::log(4.0)));
  const double place = q50 + scale * std::log(std::numbers::ln2);
  std::vector<double> maxima;
  for (int i = 0; i < count; ++i) {
    const double u = std::max(random.uniform(), std::numeric_limits<double>::min());
    maxima.push_back(place - scale * std::log(-std::log(u)));
  }
  return maxima;
}

VectorXd gibbon(const MultitaskGp& gp, const GpPoints& candidates, int task, int top, std::span<const double> maxima) {
  const GpPosterior above = gp.predict(candidates, top);
  const VectorXd variance = gp.predict(candidates, task).variance.array() + gp.parameters().noise[task];
  const VectorXd cross = gp.crossVariance(candidates, task, candidates, top);
  VectorXd gain = VectorXd::Zero(candidates.size());
  for (Index i = 0; i < gain.size(); ++i) {
    const double topVariance = std::max(above.variance[i], leastVariance);
    const double correlation =
        std::min(cross[i] * cross[i] / (std::max(variance[i], leastVariance) * topVariance), 1.0);
    for (const double maximum : maxima) {
      const double left = 1 - correlation * shrinkage((maximum - above.mean[i]) / std::sqrt(topVariance));
      gain[i] -= 0.5 * std::log(std::max(left, leastVariance)) / static_cast<double>(maxima.size());
    }
  }
  return gain;
}

}  // namespace bitprism
