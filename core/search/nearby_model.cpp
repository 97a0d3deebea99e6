#include "core/search/nearby_model.h"

#include <algorithm>
#include <cmath>

namespace bitprism {

NearbyModel::NearbyModel(const AccuracyModel& model)
    : model_(model), features_(model.features()), parts_(model.parts()), coefficients_(features_->space().size()) {
  for (std::size_t l = 0; l < coefficients_.size(); ++l)
    for (int at = 0; at < static_cast<int>(features_->space().layers[l].widths.size()); ++at)
      coefficients_[l].push_back(
          features_->interactionCoefficient(parts_.interaction, l, features_->part(l, at).range));
}

void NearbyModel::settleOn(const PlanChoice& from) {
  sums_ = {};
  sums_.plan.cost = static_cast<double>(features_->space().fixedCost(features_->space().axis));
  indices_.clear();
  for (std::size_t l = 0; l < from.size(); ++l) {
    indices_.push_back(features_->space().layers[l].indexOf(from[l]));
    add(sums_, l, indices_.back(), 1);
  }
  const SearchSpace& space = features_->space();
  beside_ = static_cast<double>(space.cost(from) - space.costOfLayers(from, space.axis));
  slope_ = model_.kernelSlope(features_->inputs(sums_.plan));
  const Prediction here = model_.damage(from);
  deviation_ = here.deviation;
  constant_ = here.mean - damage(sums_);
}

NearbyModel::Rough NearbyModel::after(const PlanMove& move) const {
  Sums sums = sums_;
  const auto step = [&](std::size_t l, int change) {
    const int to = indices_[l] + change;
    if (to < 0 || to >= static_cast<int>(coefficients_[l].size())) return;
    add(sums, l, indices_[l], -1);
    add(sums, l, to, 1);
  };
  for (std::size_t l = move.first; l < move.first + move.length; ++l) step(l, move.change);
  if (move.lowered) step(*move.lowered, -1);
  const AccuracyCurve::Moments moments = model_.curve().through(constant_ + damage(sums), deviation_ * deviation_);
  return {moments.mean, std::sqrt(moments.variance), sums.plan.cost + beside_};
}

void NearbyModel::add(Sums& sums, std::size_t layer, int index, double times) const {
  const PlanFeatures::Part& part = features_->part(layer, index);
  sums.plan.add(part, features_->group(layer), times);
  const double weighted = times * coefficients_[layer][static_cast<std::size_t>(index)] * part.damage;
  sums.interaction += weighted;
  sums.interactionLog += weighted * part.logDamage;
}

double NearbyModel::damage(const Sums& sums) const {
  const double logDamage = features_->logDamage(sums.plan);
  const double interaction = (sums.interaction * logDamage - sums.interactionLog) / std::exp(logDamage);
  return parts_.slope * logDamage + parts_.bend * logDamage * logDamage + parts_.spread * features_->spread(sums.plan) +
         interaction + slope_.dot(features_->inputs(sums.plan));
}

}  // namespace bitprism
