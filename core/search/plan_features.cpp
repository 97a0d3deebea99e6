#include "core/search/plan_features.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace bitprism {
namespace {

using Eigen::Index;

constexpr Index mostGroups = 4;
constexpr double damageFloor = 1e-6;  // nats; below it nothing can be measured

double scaled(double value, double low, double high) {
  return high - low > 1e-12 ? (value - low) / (high - low) : 0;
}

}  // namespace

PlanFeatures::PlanFeatures(SearchSpace space, Sensitivity sensitivity)
    : space_(std::move(space)), sensitivity_(std::move(sensitivity)) {
  sweep(space_, sensitivity_);  // checks that the two fit
  groups_ = std::min(mostGroups, layers());
  BitAllocation fewest, most;
  double least = damageFloor, largest = damageFloor;
  for (std::size_t l = 0; l < space_.size(); ++l) {
    fewest.push_back(space_.layers[l].minimumBits);
    most.push_back(space_.layers[l].maximumBits);
    largest += sensitivity_.kl[l].front();
    least += sensitivity_.kl[l].back();
  }
  leastLogDamage_ = std::log(least);
  mostLogDamage_ = std::log(largest);
  leastBytes_ = static_cast<double>(space_.bytes(fewest));
  mostBytes_ = static_cast<double>(space_.bytes(most));
}

PlanFeatures::Table PlanFeatures::of(const std::vector<BitAllocation>& plans,
                                     const Eigen::VectorXd& corrections) const {
  const auto count = static_cast<Index>(plans.size());
  const Eigen::VectorXd factors = corrections.array().exp();
  Table table{Eigen::VectorXd(count), Eigen::MatrixXd(count, layers()), Eigen::MatrixXd(count, inputs()),
              Eigen::VectorXd(count)};
  std::vector<double> damages(space_.size()), groupBits(static_cast<std::size_t>(groups_)),
      groupWeights(static_cast<std::size_t>(groups_));
  for (Index i = 0; i < count; ++i) {
    const BitAllocation& bits = plans[static_cast<std::size_t>(i)];
    std::fill(groupBits.begin(), groupBits.end(), 0.0);
    std::fill(groupWeights.begin(), groupWeights.end(), 0.0);
    double sum = damageFloor, bytes = static_cast<double>(space_.fixedBytes);
    for (std::size_t l = 0; l < space_.size(); ++l) {
      const auto& choice = space_.layers[l];
      const auto at = static_cast<std::size_t>(bits[l] - choice.minimumBits);
      damages[l] = sensitivity_.kl[l][at] * factors[static_cast<Index>(l)];
      sum += damages[l];
      bytes += static_cast<double>(choice.bytes[at]);
      const std::size_t group = l * static_cast<std::size_t>(groups_) / space_.size();
      const auto weight = static_cast<double>(std::max<std::int64_t>(choice.weights, 1));
      groupWeights[group] += weight;
      groupBits[group] += weight * (bits[l] - minimumBits) / (maximumBits - minimumBits);
    }
    table.logDamage[i] = std::log(sum);
    table.bytes[i] = bytes;
    for (std::size_t l = 0; l < space_.size(); ++l) table.shares(i, static_cast<Index>(l)) = damages[l] / sum;
    table.inputs(i, 0) = scaled(table.logDamage[i], leastLogDamage_, mostLogDamage_);
    table.inputs(i, 1) = scaled(bytes, leastBytes_, mostBytes_);
    for (Index g = 0; g < groups_; ++g)
      table.inputs(i, 2 + g) = groupBits[static_cast<std::size_t>(g)] / groupWeights[static_cast<std::size_t>(g)];
  }
  return table;
}

Sensitivity PlanFeatures::corrected(const Eigen::VectorXd& corrections) const {
  Sensitivity changed = sensitivity_;
  for (std::size_t l = 0; l < changed.kl.size(); ++l)
    for (double& kl : changed.kl[l]) kl *= std::exp(corrections[static_cast<Index>(l)]);
  return changed;
}

}  // namespace bitprism
