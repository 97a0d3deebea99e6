#include "app/desktop/sensitivity_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace bitprism {
namespace {

constexpr double leastSensitivity = 1e-4;  // nats: below this a layer is as good as float

}  // namespace

void SensitivityTable::set(std::optional<Sensitivity> sensitivity, const SearchSpace& space) {
  sensitivity_ = std::move(sensitivity);
  space_ = space;
  largest_ = 0;
  if (!sensitivity_) return;
  for (const auto& layer : sensitivity_->kl)
    for (const double kl : layer) largest_ = std::max(largest_, kl);
}

std::optional<double> SensitivityTable::measured(std::size_t layer, const QuantScheme& scheme) const {
  if (!sensitivity_) return {};
  if (scheme.isFloat()) return 0.0;
  if (layer >= sensitivity_->kl.size() || layer >= space_.size()) return {};
  const std::vector<LayerChoice>& choices = space_.layers[layer].widths;
  for (std::size_t i = 0; i < std::min(choices.size(), sensitivity_->kl[layer].size()); ++i)
    if (space_.schemeOf(choices[i]) == scheme) return sensitivity_->kl[layer][i];
  return {};
}

std::optional<double> SensitivityTable::likely(std::size_t layer, const QuantScheme& scheme) const {
  if (const auto own = measured(layer, scheme)) return own;
  if (!sensitivity_ || layer >= sensitivity_->kl.size() || layer >= space_.size()) return {};
  const std::vector<LayerChoice>& choices = space_.layers[layer].widths;
  for (std::size_t i = 0; i < std::min(choices.size(), sensitivity_->kl[layer].size()); ++i)
    if (choices[i].bits == scheme.bits) return sensitivity_->kl[layer][i];
  return {};
}

double SensitivityTable::share(double sensitivity) const {
  if (!(sensitivity > leastSensitivity) || !(largest_ > leastSensitivity)) return 0;
  return std::clamp(std::log(sensitivity / leastSensitivity) / std::log(largest_ / leastSensitivity), 0.0, 1.0);
}

}  // namespace bitprism
