#include "app/desktop/document.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "app/desktop/plan_edit.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

const std::vector<int> budgetWidths = widthsBetween(2, 8);
// The scheme that most layers have, bits aside; the first of several.
QuantScheme mostUsed(const std::vector<QuantScheme>& layers) {
  std::vector<std::pair<QuantScheme, int>> counts;
  for (QuantScheme layer : layers) {
    layer.bits = maximumBits;
    const auto found = std::find_if(counts.begin(), counts.end(), [&](const auto& one) { return one.first == layer; });
    if (found == counts.end())
      counts.emplace_back(layer, 1);
    else
      ++found->second;
  }
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

// The nearest width that the layer's method has codes for: upwards first, so that nothing gets worse unasked.
int possibleBits(QuantScheme scheme, int bits) {
  const auto possible = [&](int width) {
    scheme.bits = width;
    try {
      checkScheme(scheme);
    } catch (const UsageError&) {
      return false;
    }
    return true;
  };
  for (int width = bits; width <= maximumBits; ++width)
    if (possible(width)) return width;
  for (int width = std::min(bits, maximumBits); width >= minimumBits; --width)
    if (possible(width)) return width;
  return bits;
}

void giveBits(QuantScheme& layer, int bits) {
  layer.bits = bits > maximumBits ? bits : possibleBits(layer, bits);
}

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
  state_ = {uniformPlan(count, base_),
            std::vector<bool>(count, false),
            std::vector<std::pair<int, int>>(count, {0, 0}),
            std::vector<int>(count, 0),
            {}};
  calibration_.reset();
  floatBytes_ = network_ ? floatBytes(*network_) : 0;
  bytes_ = network_ ? modelSize(*network_, state_.plan).total() : 0;
  forgetBudget();
  errors_.setNetwork(network_);
  if (network_) errors_.want({base_});
  emit networkChanged();
  emit planChanged();
}

std::vector<QuantScheme> Document::otherSchemes() const {
  std::vector<QuantScheme> others;
  for (QuantScheme layer : state_.plan.layers) {
    if (!layer.hasCodes()) continue;
    layer.bits = base_.bits;
    if (layer != base_ && std::find(others.begin(), others.end(), layer) == others.end()) others.push_back(layer);
  }
  return others;
}

void Document::setBits(const std::vector<int>& layers, int bits) {
  PlanState next = state_;
  for (const int layer : withTied(layers)) {
    const auto l = static_cast<std::size_t>(layer);
    if (!next.locked[l]) giveBits(next.plan.layers[l], bits);
  }
  push(std::move(next), tr("%1 bits for %2").arg(bitsText(bits), layerText(layers)), 0);
}

void Document::stepBits(const std::vector<int>& layers, int step) {
  PlanState next = state_;
  for (const int layer : withTied(layers)) {
    const auto l = static_cast<std::size_t>(layer);
    if (next.locked[l]) continue;
    giveBits(next.plan.layers[l], steppedBits(next.plan.layers[l].bits, step));
  }
  push(std::move(next),
       step > 0 ? tr("more bits for %1").arg(layerText(layers)) : tr("fewer bits for %1").arg(layerText(layers)), 0);
}

void Document::dragBits(int layer, int bits) {
  PlanState next = state_;
  if (next.locked[static_cast<std::size_t>(layer)]) return;
  for (const int one : withTied({layer})) {
    const auto l = static_cast<std::size_t>(one);
    if (!next.locked[l]) giveBits(next.plan.layers[l], bits);
  }
  push(std::move(next), tr("%1 bits for %2").arg(bitsText(bits), layerText({layer})), dragNumber_);
}

void Document::dragPlan(const BitAllocation& bits, const QString& text) {
  PlanState next = state_;
  for (std::size_t l = 0; l < bits.size(); ++l) {
    if (!next.locked[l]) giveBits(next.plan.layers[l], bits[l]);
  }
  push(std::move(next), text, dragNumber_);
}

void Document::setLocked(const std::vector<int>& layers, bool locked) {
  PlanState next = state_;
  for (const int layer : layers) next.locked[static_cast<std::size_t>(layer)] = locked;
  pushRules(std::move(next), locked ? tr("lock %1").arg(layerText(layers)) : tr("unlock %1").arg(layerText(layers)));
}

void Document::setRange(const std::vector<int>& layers, int minimum, int maximum) {
  PlanState next = state_;
  for (const int layer : layers) next.ranges[static_cast<std::size_t>(layer)] = {minimum, maximum};
  pushRules(std::move(next), tr("range of %1").arg(layerText(layers)));
}

void Document::setTie(const std::vector<int>& layers, int group) {
  PlanState next = state_;
  for (const int layer : layers) next.ties[static_cast<std::size_t>(layer)] = group;
  pushRules(std::move(next), tr("tie %1").arg(layerText(layers)));
}

void Document::tieResidual() {
  if (!network_) return;
  SpaceRules added = rules();
  for (auto& tie : residualTies(*network_)) added.ties.push_back(std::move(tie));
  PlanState next = state_;
  const std::vector<std::vector<std::size_t>> groups = tiedLayers(*network_, added);
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const std::size_t l : groups[g]) next.ties[l] = static_cast<int>(g) + 1;
  pushRules(std::move(next), tr("tie layers that are added"));
}

void Document::setRules(const SpaceRules& rules) {
  if (!network_) return;
  PlanState next = state_;
  for (std::size_t l = 0; l < layerCount(); ++l) {
    const auto found = rules.limits.find(network_->layers[l].name);
    const LayerLimits limits = found == rules.limits.end() ? LayerLimits{} : found->second;
    next.locked[l] = limits.lock.has_value();
    if (limits.lock) next.plan.layers[l].bits = *limits.lock;
    next.ranges[l] = {limits.minimum.value_or(0), limits.maximum.value_or(0)};
    next.ties[l] = 0;
  }
  const std::vector<std::vector<std::size_t>> groups = tiedLayers(*network_, rules);
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const std::size_t l : groups[g]) next.ties[l] = static_cast<int>(g) + 1;
  push(std::move(next), tr("rules of a search"), 0);
}

// A budget must always find a plan, so rules that contradict each other are refused at once.
void Document::pushRules(PlanState next, const QString& text) {
  try {
    searchSpace(*network_, base_, budgetWidths, rulesOf(next));
  } catch (const UsageError& problem) {
    emit refused(QString::fromStdString(problem.what()));
    return;
  }
  push(std::move(next), text, 0);
}

SpaceRules Document::rulesOf(const PlanState& state) const {
  SpaceRules rules;
  std::map<int, std::vector<std::string>> groups;
  for (std::size_t l = 0; l < layerCount(); ++l) {
    const std::string& name = network_->layers[l].name;
    LayerLimits limits;
    if (state.locked[l]) limits.lock = state.plan.layers[l].bits;
    if (state.ranges[l].first > 0) limits.minimum = state.ranges[l].first;
    if (state.ranges[l].second > 0) limits.maximum = state.ranges[l].second;
    if (limits != LayerLimits{}) rules.limits[name] = limits;
    if (state.ties[l] > 0) groups[state.ties[l]].push_back(name);
  }
  for (auto& [group, names] : groups)
    if (names.size() > 1) rules.ties.push_back(std::move(names));
  return rules;
}

std::vector<int> Document::withTied(const std::vector<int>& layers) const {
  std::vector<int> all;
  for (int l = 0; l < static_cast<int>(layerCount()); ++l) {
    const int tie = state_.ties[static_cast<std::size_t>(l)];
    if (std::any_of(layers.begin(), layers.end(), [&](int layer) {
          return layer == l || (tie > 0 && state_.ties[static_cast<std::size_t>(layer)] == tie);
        }))
      all.push_back(l);
  }
  return all;
}

void Document::setPlan(const QuantPlan& plan, const QString& text, const ActivationRequest& activation) {
  PlanState next = state_;
  next.plan = plan;
  next.activation = activation;
  push(std::move(next), text, 0);
}

void Document::setActivations(const ActivationRequest& request) {
  if (!network_) return;
  PlanState next = state_;
  next.activation = request;
  next.plan.activations.clear();
  push(std::move(next),
       request.tied       ? tr("inputs as the weights")
       : request.wanted() ? tr("%1 bits for inputs").arg(request.bits)
                          : tr("float inputs"),
       0);
}

void Document::setCalibration(std::shared_ptr<const ActivationCalibration> calibration) {
  calibration_ = std::move(calibration);
  if (network_ && calibration_ && state_.activation.wanted()) push(state_, tr("ranges of inputs"), 0);
  emit planChanged();
}

void Document::setScheme(QuantScheme scheme) {
  PlanState next = state_;
  for (QuantScheme& layer : next.plan.layers) {
    const int bits = layer.bits;
    layer = scheme;
    giveBits(layer, bits);
  }
  push(std::move(next), tr("scheme of all layers"), 0);
}

void Document::setScheme(const std::vector<int>& layers, const QuantScheme& scheme) {
  if (!network_) return;
  PlanState next = state_;
  for (const int one : layers) {
    const auto l = static_cast<std::size_t>(one);
    if (next.locked[l]) continue;
    const int bits = next.plan.layers[l].bits;
    next.plan.layers[l] = scheme;
    giveBits(next.plan.layers[l], bits);
  }
  QuantScheme wished = scheme;
  wished.bits = possibleBits(scheme, maximumBits);
  try {
    checkScheme(wished);
    if (isSolver(scheme.method))
      for (const int one : layers)
        if (!network_->layers[static_cast<std::size_t>(one)].inputs)
          throw UsageError(text(methodTitle(scheme.method), " needs to know what layer '",
                                network_->layers[static_cast<std::size_t>(one)].name,
                                "' reads: the command line finds that out with --data"));
  } catch (const UsageError& problem) {
    emit refused(QString::fromStdString(problem.what()));
    emit planChanged();  // whoever wished shows again what there is
    return;
  }
  push(std::move(next), tr("method %1 for %2").arg(QString::fromLatin1(methodTitle(scheme.method)), layerText(layers)),
       0);
}

void Document::push(PlanState next, const QString& text, int mergeKey) {
  if (!network_) return;
  if (next.activation.wanted() && calibration_)
    next.plan = withActivations(std::move(next.plan), next.activation, *calibration_);
  if (next == state_) return;
  undo_.push(new PlanEdit(*this, std::move(next), text, mergeKey));
}

void Document::apply(const PlanState& state) {
  // A locked layer's bits are its rule.
  const bool sameRules = state.locked == state_.locked && state.ranges == state_.ranges && state.ties == state_.ties &&
                         state.activation == state_.activation;
  state_ = state;
  QuantScheme base = mostUsed(state_.plan.layers);
  base.bits = maximumBits;
  const bool sameBase = base == base_;
  base_ = base;
  bytes_ = modelSize(*network_, state_.plan).total();
  if (!sameRules || !sameBase) forgetBudget();
  errors_.want({base_});
  std::vector<ErrorCache::Wish> own;
  for (std::size_t l = 0; l < state_.plan.layers.size(); ++l) own.emplace_back(l, state_.plan.layers[l]);
  errors_.wantOf(own);
  emit planChanged();
}

QString Document::layerText(const std::vector<int>& layers) const {
  if (layers.size() == 1)
    return QString::fromStdString(network_->layers[static_cast<std::size_t>(layers.front())].name);
  return tr("%1 layers").arg(layers.size());
}

void Document::setSensitivity(std::optional<Sensitivity> sensitivity, const SearchSpace& space) {
  sensitivity_ = std::move(sensitivity);
  sensitivityWidths_ = space.layers.empty() ? std::vector<int>() : space.layers.front().widths;
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
  const auto found = std::find(sensitivityWidths_.begin(), sensitivityWidths_.end(), bits);
  const auto index = static_cast<std::size_t>(found - sensitivityWidths_.begin());
  if (found == sensitivityWidths_.end() || index >= sensitivity_->kl[layer].size()) return {};
  return sensitivity_->kl[layer][index];
}

double Document::harmShare(double harm) const {
  if (!(harm > leastHarm) || !(largestHarm_ > leastHarm)) return 0;
  return std::clamp(std::log(harm / leastHarm) / std::log(largestHarm_ / leastHarm), 0.0, 1.0);
}

SearchSpace Document::space(const std::vector<int>& widths) const {
  SearchSpace space = searchSpace(*network_, base_, widths, rules());
  if (state_.activation.wanted() && calibration_)
    bitprism::setActivations(space, *network_, activationsByBits(state_.activation, *calibration_));
  return space;
}

void Document::forgetBudget() const {
  budgetSpace_.reset();
  budgetSweep_.clear();
}

void Document::prepareBudget() const {
  if (budgetSpace_) return;
  try {
    budgetSpace_ = space(budgetWidths);
  } catch (const UsageError&) {
    // A plan that was loaded as a whole may break its own ties; the budget then goes without rules.
    budgetSpace_ = searchSpace(*network_, base_, budgetWidths);
  }
  if (sensitivity_) {
    Sensitivity table;
    for (std::size_t l = 0; l < budgetSpace_->size(); ++l) {
      table.kl.emplace_back();
      for (const int bits : budgetSpace_->layers[l].widths) table.kl.back().push_back(harm(l, bits).value_or(0));
    }
    budgetSweep_ = sweep(*budgetSpace_, table);
    return;
  }
  for (auto bits = budgetWidths.rbegin(); bits != budgetWidths.rend(); ++bits) {
    BitAllocation allocation;
    for (const SearchSpace::LayerChoice& choice : budgetSpace_->layers) {
      const auto above = std::upper_bound(choice.widths.begin(), choice.widths.end(), *bits);
      allocation.push_back(above == choice.widths.begin() ? choice.narrowest() : *std::prev(above));
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
