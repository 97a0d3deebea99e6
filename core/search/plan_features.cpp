#include "core/search/plan_features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace bitprism {
namespace {

using Eigen::Index;

constexpr Index mostGroups = 4;
constexpr int mostBits =
    maximumBits + 1;                  // half and float are hardly better than 8 bits and must not stretch the scale
constexpr double damageFloor = 1e-6;  // nats; smaller values cannot be measured
constexpr int ranges = 5;             // of bit-widths: bumps at the narrowest width and the four above it

double scaled(double value, double low, double high) {
  return high - low > 1e-12 ? (value - low) / (high - low) : 0;
}

int narrowestBits(const SearchSpace::LayerOptions& choice) {
  int bits = floatBits;
  for (const LayerChoice& width : choice.widths) bits = std::min(bits, width.bits);
  return bits;
}

int rangeOf(const SearchSpace::LayerOptions& choice, const LayerChoice& width) {
  return std::clamp(width.bits - narrowestBits(choice), 0, ranges - 1);
}

// Overlapping bumps, so that an observation at one width partly applies to the next. Their squares sum to about 1.
double bump(int range, int at) {
  static const auto bumps = [] {
    std::array<double, ranges> values{};
    for (int distance = 0; distance < ranges; ++distance)
      values[static_cast<std::size_t>(distance)] = 0.75 * std::exp(-0.5 * distance * distance);
    return values;
  }();
  return bumps[static_cast<std::size_t>(std::abs(range - at))];
}

// Products of all bumps at one range with those at another.
double bumpProduct(int a, int b) {
  static const auto products = [] {
    std::array<std::array<double, ranges>, ranges> values{};
    for (int i = 0; i < ranges; ++i)
      for (int j = 0; j < ranges; ++j)
        for (int range = 0; range < ranges; ++range)
          values[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] += bump(range, i) * bump(range, j);
    return values;
  }();
  return products[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
}

}  // namespace

PlanFeatures::PlanFeatures(SearchSpace space, Sensitivity sensitivity)
    : space_(std::move(space)), sensitivity_(std::move(sensitivity)) {
  sweep(space_, sensitivity_);  // checks that they fit
  groups_ = std::min(mostGroups, layers());
  PlanChoice fewest, most;
  double least = damageFloor, largest = damageFloor;
  for (std::size_t l = 0; l < space_.size(); ++l) {
    fewest.push_back(space_.layers[l].narrowest());
    most.push_back(space_.layers[l].widest());
    largest += sensitivity_.kl[l].front();
    least += sensitivity_.kl[l].back();
  }
  leastLogDamage_ = std::log(least);
  mostLogDamage_ = std::log(largest);
  leastCost_ = static_cast<double>(space_.costOfLayers(fewest, space_.axis));
  mostCost_ = static_cast<double>(space_.costOfLayers(most, space_.axis));

  std::vector<double> groupWeights(static_cast<std::size_t>(groups_));
  const auto weightOf = [](const SearchSpace::LayerOptions& choice) {
    return static_cast<double>(std::max<std::int64_t>(choice.weights, 1));
  };
  for (std::size_t l = 0; l < space_.size(); ++l) groupWeights[group(l)] += weightOf(space_.layers[l]);
  parts_.resize(space_.size());
  for (std::size_t l = 0; l < space_.size(); ++l) {
    const SearchSpace::LayerOptions& choice = space_.layers[l];
    for (std::size_t at = 0; at < choice.widths.size(); ++at) {
      const double damage = std::max(sensitivity_.kl[l][at], 0.0);
      const int bits = std::min(choice.widths[at].bits, mostBits);
      parts_[l].push_back(
          {damage, damage > 0 ? std::log(damage) : 0, static_cast<double>(space_.costs(l)[at]),
           weightOf(choice) / groupWeights[group(l)] * (bits - minimumBits) / (maximumBits - minimumBits),
           rangeOf(choice, choice.widths[at])});
    }
  }
}

void PlanFeatures::Sums::add(const Part& part, std::size_t group, double times) {
  damage += times * part.damage;
  damageLogDamage += times * part.damage * part.logDamage;
  cost += times * part.cost;
  bits[static_cast<Index>(group)] += times * part.bits;
}

PlanFeatures::Sums PlanFeatures::sums(const PlanChoice& bits) const {
  Sums sums;
  sums.cost = static_cast<double>(space_.fixedCost(space_.axis));
  for (std::size_t l = 0; l < space_.size(); ++l) sums.add(part(l, space_.layers[l].indexOf(bits[l])), group(l));
  return sums;
}

double PlanFeatures::logDamage(const Sums& sums) const {
  return std::log(damageFloor + std::max(sums.damage, 0.0));
}

// sum -p log p = sum s (log S - log s) / S
double PlanFeatures::spread(const Sums& sums) const {
  return (sums.damage * logDamage(sums) - sums.damageLogDamage) / (damageFloor + std::max(sums.damage, 0.0));
}

Eigen::VectorXd PlanFeatures::inputs(const Sums& sums) const {
  Eigen::VectorXd inputs(2 + groups_);
  inputs[0] = scaled(logDamage(sums), leastLogDamage_, mostLogDamage_);
  inputs[1] = scaled(sums.cost, leastCost_, mostCost_);
  inputs.tail(groups_) = sums.bits.head(groups_);
  return inputs;
}

Index PlanFeatures::interactions() const {
  return ranges * layers();
}

PlanFeatures::Table PlanFeatures::of(const std::vector<PlanChoice>& plans) const {
  const auto count = static_cast<Index>(plans.size());
  Table table{Eigen::VectorXd(count), Eigen::VectorXd(count),           Eigen::MatrixXd(count, inputs()),
              Eigen::VectorXd(count), Eigen::MatrixXd(layers(), count), Eigen::MatrixXi(layers(), count)};
  for (Index i = 0; i < count; ++i) {
    const PlanChoice& bits = plans[static_cast<std::size_t>(i)];
    const Sums sums = this->sums(bits);
    table.logDamage[i] = logDamage(sums);
    table.spread[i] = std::max(spread(sums), 0.0);
    table.inputs.row(i) = inputs(sums).transpose();
    table.cost[i] = space_.activationMemory ? static_cast<double>(space_.cost(bits)) : sums.cost;
    const double sum = damageFloor + sums.damage;
    for (std::size_t l = 0; l < space_.size(); ++l) {
      const Part& part = this->part(l, space_.layers[l].indexOf(bits[l]));
      table.interaction(static_cast<Index>(l), i) = part.damage / sum * (table.logDamage[i] - part.logDamage);
      table.range(static_cast<Index>(l), i) = part.range;
    }
  }
  return table;
}

PlanFeatures::Table PlanFeatures::Table::rows(const std::vector<Index>& plans) const {
  return {
      logDamage(plans),        spread(plans), inputs(plans, Eigen::all), cost(plans), interaction(Eigen::all, plans),
      range(Eigen::all, plans)};
}

Eigen::MatrixXd PlanFeatures::interactionFeatures(const Table& table) const {
  Eigen::MatrixXd features(table.cost.size(), interactions());
  for (Index l = 0; l < layers(); ++l)
    for (Index i = 0; i < features.rows(); ++i)
      for (int range = 0; range < ranges; ++range)
        features(i, ranges * l + range) = table.interaction(l, i) * bump(range, table.range(l, i));
  return features;
}

Eigen::VectorXd PlanFeatures::interactionSquares(const Table& table) const {
  Eigen::VectorXd squares = Eigen::VectorXd::Zero(table.cost.size());
  for (Index i = 0; i < squares.size(); ++i)
    for (Index l = 0; l < layers(); ++l)
      squares[i] +=
          table.interaction(l, i) * table.interaction(l, i) * bumpProduct(table.range(l, i), table.range(l, i));
  return squares;
}

double PlanFeatures::interactionCoefficient(const Eigen::VectorXd& coefficients, std::size_t layer, int range) const {
  double sum = 0;
  for (int other = 0; other < ranges; ++other)
    sum += coefficients[ranges * static_cast<Index>(layer) + other] * bump(other, range);
  return sum;
}

InteractionProducts::InteractionProducts(const PlanFeatures::Table& kept) {
  keep(kept);
}

void InteractionProducts::keep(const PlanFeatures::Table& more) {
  const Index before = products_.rows(), count = more.cost.size();
  products_.conservativeResize(before + count, ranges * more.interaction.rows());
  for (Index l = 0; l < more.interaction.rows(); ++l)
    for (int range = 0; range < ranges; ++range)
      for (Index i = 0; i < count; ++i)
        products_(before + i, ranges * l + range) = more.interaction(l, i) * bumpProduct(range, more.range(l, i));
}

Eigen::MatrixXd InteractionProducts::with(const PlanFeatures::Table& table) const {
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(products_.rows(), table.cost.size());
  for (Index l = 0; l < table.interaction.rows(); ++l)
    for (Index i = 0; i < result.cols(); ++i)
      result.col(i) += table.interaction(l, i) * products_.col(ranges * l + table.range(l, i));
  return result;
}

Sensitivity PlanFeatures::corrected(const Eigen::VectorXd& coefficients) const {
  // The derivative of -p log p is about this times p for the layers that matter; to first order that is enough.
  constexpr double usualLogShare = 2.0, most = 1.5;
  Sensitivity changed = sensitivity_;
  for (std::size_t l = 0; l < changed.kl.size(); ++l)
    for (std::size_t width = 0; width < changed.kl[l].size(); ++width) {
      const double change = interactionCoefficient(coefficients, l, parts_[l][width].range);
      changed.kl[l][width] *= std::exp(std::clamp(usualLogShare * change, -most, most));
    }
  return changed;
}

}  // namespace bitprism
