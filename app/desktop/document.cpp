#include "app/desktop/document.h"

#include <algorithm>
#include <cmath>

#include "app/desktop/plan_edit.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

constexpr int budgetMinimumBits = 2;
constexpr int budgetMaximumBits = 8;
constexpr double leastHarm = 1e-4;  // nats: below this a layer is as good as float

}  // namespace

Document::Document(QObject* parent) : QObject(parent) {
  undo_.setUndoLimit(1000);
}

void Document::setNetwork(std::shared_ptr<const Network> network) {
  network_ = std::move(network);
  undo_.clear();
  sensitivity_.reset();
  largestHarm_ = 0;
  base_ = QuantScheme{};
  base_.bits = maximumBits;
  const std::size_t count = layerCount();
  state_ = {uniformPlan(count, base_), std::vector<bool>(count, false)};
  floatBytes_ = network_ ? floatBytes(*network_) : 0;
  bytes_ = network_ ? modelSize(*network_, state_.plan).total() : 0;
  forgetBudget();
  errors_.setNetwork(network_);
  if (network_) errors_.want({base_});
  emit networkChanged();
  emit planChanged();
}

void Document::setBits(const std::vector<int>& layers, int bits) {
  PlanState next = state_;
  for (const int layer : layers) {
    const auto l = static_cast<std::size_t>(layer);
    if (!next.locked[l]) next.plan.layers[l].bits = bits;
  }
  push(std::move(next), tr("%1 bits for %2").arg(bitsText(bits), layerText(layers)), 0);
}

void Document::stepBits(const std::vector<int>& layers, int step) {
  PlanState next = state_;
  for (const int layer : layers) {
    const auto l = static_cast<std::size_t>(layer);
    if (next.locked[l]) continue;
    next.plan.layers[l].bits = steppedBits(next.plan.layers[l].bits, step);
  }
  push(std::move(next),
       step > 0 ? tr("more bits for %1").arg(layerText(layers)) : tr("fewer bits for %1").arg(layerText(layers)), 0);
}

void Document::dragBits(int layer, int bits) {
  PlanState next = state_;
  const auto l = static_cast<std::size_t>(layer);
  if (next.locked[l]) return;
  next.plan.layers[l].bits = bits;
  push(std::move(next), tr("%1 bits for %2").arg(bitsText(bits), layerText({layer})), dragNumber_);
}

void Document::dragPlan(const BitAllocation& bits, const QString& text) {
  PlanState next = state_;
  for (std::size_t l = 0; l < bits.size(); ++l) {
    if (!next.locked[l]) next.plan.layers[l].bits = bits[l];
  }
  push(std::move(next), text, dragNumber_);
}

void Document::setLocked(const std::vector<int>& layers, bool locked) {
  PlanState next = state_;
  for (const int layer : layers) next.locked[static_cast<std::size_t>(layer)] = locked;
  push(std::move(next), locked ? tr("lock %1").arg(layerText(layers)) : tr("unlock %1").arg(layerText(layers)), 0);
}

void Document::setPlan(const QuantPlan& plan, const QString& text) {
  PlanState next = state_;
  next.plan = plan;
  push(std::move(next), text, 0);
}

void Document::setScheme(QuantScheme scheme) {
  PlanState next = state_;
  for (QuantScheme& layer : next.plan.layers) {
    scheme.bits = layer.bits;
    layer = scheme;
  }
  push(std::move(next), tr("scheme of all layers"), 0);
}

void Document::push(PlanState next, const QString& text, int mergeKey) {
  if (!network_ || next == state_) return;
  undo_.push(new PlanEdit(*this, std::move(next), text, mergeKey));
}

void Document::apply(const PlanState& state) {
  const bool sameLocks = state.locked == state_.locked;
  state_ = state;
  QuantScheme base = state_.plan.layers.front();
  base.bits = maximumBits;
  const bool sameBase = base == base_;
  base_ = base;
  bytes_ = modelSize(*network_, state_.plan).total();
  if (!sameLocks || !sameBase) forgetBudget();
  errors_.want(state_.plan.layers);
  emit planChanged();
}

QString Document::layerText(const std::vector<int>& layers) const {
  if (layers.size() == 1)
    return QString::fromStdString(network_->layers[static_cast<std::size_t>(layers.front())].name);
  return tr("%1 layers").arg(layers.size());
}

void Document::setSensitivity(std::optional<Sensitivity> sensitivity, const SearchSpace& space) {
  sensitivity_ = std::move(sensitivity);
  sensitivityMinimumBits_ = space.layers.empty() ? budgetMinimumBits : space.layers.front().minimumBits;
  largestHarm_ = 0;
  if (sensitivity_) {
    for (const auto& layer : sensitivity_->kl) {
      for (const double kl : layer) largestHarm_ = std::max(largestHarm_, kl);
    }
  }
  forgetBudget();
  emit sensitivityChanged();
}

std::optional<double> Document::harm(std::size_t layer, int bits) const {
  if (bits == floatBits) return sensitivity_ ? std::optional<double>(0.0) : std::nullopt;
  if (!sensitivity_ || layer >= sensitivity_->kl.size()) return {};
  const int index = bits - sensitivityMinimumBits_;
  if (index < 0 || index >= static_cast<int>(sensitivity_->kl[layer].size())) return {};
  return sensitivity_->kl[layer][static_cast<std::size_t>(index)];
}

double Document::harmShare(double harm) const {
  if (!(harm > leastHarm) || !(largestHarm_ > leastHarm)) return 0;
  return std::clamp(std::log(harm / leastHarm) / std::log(largestHarm_ / leastHarm), 0.0, 1.0);
}

SearchSpace Document::space(int minimum, int maximum) const {
  SearchSpace space = searchSpace(*network_, base_, minimum, maximum);
  for (std::size_t l = 0; l < space.layers.size(); ++l) {
    if (!state_.locked[l]) continue;
    SearchSpace::LayerChoice& choice = space.layers[l];
    choice.minimumBits = choice.maximumBits = state_.plan.layers[l].bits;
    choice.bytes = {layerBytes(network_->layers[l], state_.plan.layers[l])};
  }
  return space;
}

void Document::forgetBudget() const {
  budgetSpace_.reset();
  budgetSweep_.clear();
}

void Document::prepareBudget() const {
  if (budgetSpace_) return;
  budgetSpace_ = space(budgetMinimumBits, budgetMaximumBits);
  const bool sensitivityFits =
      sensitivity_ && sensitivityMinimumBits_ == budgetMinimumBits && sensitivity_->kl.size() == layerCount() &&
      !sensitivity_->kl.empty() &&
      sensitivity_->kl.front().size() == static_cast<std::size_t>(budgetMaximumBits - budgetMinimumBits + 1);
  if (sensitivityFits) {
    Sensitivity restricted = *sensitivity_;
    for (std::size_t l = 0; l < restricted.kl.size(); ++l) {
      if (state_.locked[l]) restricted.kl[l] = {harm(l, state_.plan.layers[l].bits).value_or(0)};
    }
    budgetSweep_ = sweep(*budgetSpace_, restricted);
    return;
  }
  for (int bits = budgetMaximumBits; bits >= budgetMinimumBits; --bits) {
    BitAllocation allocation(layerCount(), bits);
    for (std::size_t l = 0; l < allocation.size(); ++l) {
      if (state_.locked[l]) allocation[l] = state_.plan.layers[l].bits;
    }
    budgetSweep_.push_back(std::move(allocation));
  }
}

BitAllocation Document::allocationForBudget(std::int64_t bytes) const {
  prepareBudget();
  for (const BitAllocation& allocation : budgetSweep_) {
    if (budgetSpace_->bytes(allocation) <= bytes) return allocation;
  }
  return budgetSweep_.back();
}

std::pair<std::int64_t, std::int64_t> Document::reachableBytes() const {
  if (!network_) return {0, 0};
  prepareBudget();
  std::int64_t least = budgetSpace_->fixedBytes;
  std::int64_t most = budgetSpace_->fixedBytes;
  for (const SearchSpace::LayerChoice& choice : budgetSpace_->layers) {
    least += choice.bytes.front();
    most += choice.bytes.back();
  }
  return {least, most};
}

}  // namespace bitprism
