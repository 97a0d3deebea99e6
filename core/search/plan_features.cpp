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
    maximumBits + 1;                  // half and float are hardly more than 8 bits: they must not stretch the scale
constexpr double damageFloor = 1e-6;  // nats; below it nothing can be measured
constexpr int ranges = 5;             // of bit-widths: bumps at the narrowest width and the four above it

double scaled(double value, double low, double high) {
  return high - low > 1e-12 ? (value - low) / (high - low) : 0;
}

int narrowestBits(const SearchSpace::LayerChoice& choice) {
  int bits = floatBits;
  for (const int width : choice.widths) bits = std::min(bits, bitsOfChoice(width));
  return bits;
}

// Overlapping bumps, so that what is learned at one width is half believed at the next. Their squares sum to about 1.
double bump(int range, int widthsAboveNarrowest) {
  const double distance = range - std::min(widthsAboveNarrowest, ranges - 1);
  return 0.75 * std::exp(-0.5 * distance * distance);
}

}  // namespace

PlanFeatures::PlanFeatures(SearchSpace space, Sensitivity sensitivity)
    : space_(std::move(space)), sensitivity_(std::move(sensitivity)) {
  sweep(space_, sensitivity_);  // checks that the two fit
  groups_ = std::min(mostGroups, layers());
  BitAllocation fewest, most;
  double least = damageFloor, largest = damageFloor;
  for (std::size_t l = 0; l < space_.size(); ++l) {
    fewest.push_back(space_.layers[l].narrowest());
    most.push_back(space_.layers[l].widest());
    largest += sensitivity_.kl[l].front();
    least += sensitivity_.kl[l].back();
  }
  leastLogDamage_ = std::log(least);
  mostLogDamage_ = std::log(largest);
  leastBytes_ = static_cast<double>(space_.bytes(fewest));
  mostBytes_ = static_cast<double>(space_.bytes(most));
}

Index PlanFeatures::interplays() const {
  return ranges * layers();
}

PlanFeatures::Table PlanFeatures::of(const std::vector<BitAllocation>& plans) const {
  const auto count = static_cast<Index>(plans.size());
  Table table{Eigen::VectorXd(count), Eigen::VectorXd::Zero(count), Eigen::MatrixXd(count, interplays()),
              Eigen::MatrixXd(count, inputs()), Eigen::VectorXd(count)};
  std::vector<double> damages(space_.size()), groupBits(static_cast<std::size_t>(groups_)),
      groupWeights(static_cast<std::size_t>(groups_));
  for (Index i = 0; i < count; ++i) {
    const BitAllocation& bits = plans[static_cast<std::size_t>(i)];
    std::fill(groupBits.begin(), groupBits.end(), 0.0);
    std::fill(groupWeights.begin(), groupWeights.end(), 0.0);
    double sum = damageFloor, bytes = static_cast<double>(space_.fixedBytes);
    for (std::size_t l = 0; l < space_.size(); ++l) {
      const auto& choice = space_.layers[l];
      const auto at = static_cast<std::size_t>(choice.indexOf(bits[l]));
      damages[l] = std::max(sensitivity_.kl[l][at], 0.0);
      sum += damages[l];
      bytes += static_cast<double>(choice.bytes[at]);
      const std::size_t group = l * static_cast<std::size_t>(groups_) / space_.size();
      const auto weight = static_cast<double>(std::max<std::int64_t>(choice.weights, 1));
      groupWeights[group] += weight;
      groupBits[group] +=
          weight * (std::min(bitsOfChoice(bits[l]), mostBits) - minimumBits) / (maximumBits - minimumBits);
    }
    table.logDamage[i] = std::log(sum);
    table.bytes[i] = bytes;
    for (std::size_t l = 0; l < space_.size(); ++l) {
      const double share = damages[l] / sum;
      const double interplay = share > 0 ? -share * std::log(share) : 0;
      table.spread[i] += interplay;
      const int width = bitsOfChoice(bits[l]) - narrowestBits(space_.layers[l]);
      for (int range = 0; range < ranges; ++range)
        table.interplay(i, ranges * static_cast<Index>(l) + range) = interplay * bump(range, width);
    }
    table.inputs(i, 0) = scaled(table.logDamage[i], leastLogDamage_, mostLogDamage_);
    table.inputs(i, 1) = scaled(bytes, leastBytes_, mostBytes_);
    for (Index g = 0; g < groups_; ++g)
      table.inputs(i, 2 + g) = groupBits[static_cast<std::size_t>(g)] / groupWeights[static_cast<std::size_t>(g)];
  }
  return table;
}

Sensitivity PlanFeatures::corrected(const Eigen::VectorXd& coefficients) const {
  // -p log p is p times about this for the layers that matter; a first-order factor suffices to find where to look.
  constexpr double usualLogShare = 2.0, most = 1.5;
  Sensitivity changed = sensitivity_;
  for (std::size_t l = 0; l < changed.kl.size(); ++l)
    for (std::size_t width = 0; width < changed.kl[l].size(); ++width) {
      double change = 0;
      for (int range = 0; range < ranges; ++range)
        change += coefficients[ranges * static_cast<Index>(l) + range] *
                  bump(range, bitsOfChoice(space_.layers[l].widths[width]) - narrowestBits(space_.layers[l]));
      changed.kl[l][width] *= std::exp(std::clamp(usualLogShare * change, -most, most));
    }
  return changed;
}

}  // namespace bitprism
