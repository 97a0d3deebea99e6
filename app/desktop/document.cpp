#include "app/desktop/document.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "app/desktop/plan_edit.h"
#include "app/desktop/version_edit.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

const std::vector<int> budgetWidths = widthsBetween(2, 8);
constexpr double leastHarm = 1e-4;  // nats: below this a layer is as good as float

// What layers of one method but other bits have in common.
QuantScheme withoutBits(QuantScheme scheme) {
  scheme.bits = maximumBits;
  return scheme;
}

}  // namespace

bool PlanState::operator==(const PlanState& other) const {
  const auto rest = [](const PlanState& state) {
    return std::tie(state.automatic, state.locked, state.ranges, state.ties, state.inputs, state.plan.activations);
  };
  if (rest(*this) != rest(other) || plan.layers.size() != other.plan.layers.size()) return false;
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    const QuantScheme &one = plan.layers[l], &two = other.plan.layers[l];
    if (automatic[l] ? one.bits != two.bits : one != two) return false;
  }
  return true;
}

Document::Document(QObject* parent) : QObject(parent) {
  undo_.setUndoLimit(1000);
  connect(&choices_, &AutomaticChoices::changed, this, &Document::resettle);
  connect(&choices_, &AutomaticChoices::progressed, this, &Document::choosingProgressed);
  connect(&choices_, &AutomaticChoices::failed, this, &Document::choosingFailed);
}

void Document::setNetwork(std::shared_ptr<const Network> network) {
  network_ = std::move(network);
  undo_.clear();
  sensitivity_.reset();
  largestHarm_ = 0;
  base_ = QuantScheme{};
  base_.bits = maximumBits;
  const std::size_t count = layerCount();
  state_ = {.plan = uniformPlan(count, base_),
            .automatic = std::vector<bool>(count, true),
            .locked = std::vector<bool>(count, false),
            .ranges = std::vector<std::pair<int, int>>(count, {0, 0}),
            .ties = std::vector<int>(count, 0),
            .inputs = std::vector<ActivationRequest>(count)};
  schemes_ = {base_};
  automaticBase_ = true;
  calibration_.reset();
  floatBytes_ = network_ ? floatBytes(*network_) : 0;
  bytes_ = network_ ? modelSize(*network_, state_.plan).total() : 0;
  forgetBudget();
  choices_.setNetwork(network_);
  errors_.setNetwork(network_);
  wantSchemes();
  emit networkChanged();
  emit planChanged();
}

QuantScheme Document::schemeAt(std::size_t layer, int bits) const {
  if (state_.automatic[layer]) return choices_.scheme(layer, bits);
  QuantScheme scheme = state_.plan.layers[layer];
  scheme.bits = bits;
  return scheme;
}

bool Document::choosing() const {
  for (std::size_t l = 0; l < layerCount(); ++l)
    if (state_.automatic[l] && !choices_.known(l, state_.plan.layers[l].bits)) return !choices_.complete();
  return false;
}

bool Document::inputsMatter() const {
  for (std::size_t l = 0; l < layerCount(); ++l)
    if (state_.automatic[l] && choices_.matters(l, state_.plan.layers[l].bits)) return true;
  return false;
}

std::vector<std::vector<QuantScheme>> Document::lastingChoices(const std::vector<std::vector<int>>& widths) const {
  std::vector<std::vector<QuantScheme>> schemes(widths.size());
  for (std::size_t l = 0; l < widths.size(); ++l)
    for (const int bits : widths[l]) {
      if (!choices_.lasts(l, bits)) return {};
      schemes[l].push_back(choices_.scheme(l, bits));
    }
  return schemes;
}

void Document::settle(PlanState& state) const {
  for (std::size_t l = 0; l < state.plan.layers.size(); ++l)
    if (state.automatic[l]) state.plan.layers[l] = choices_.scheme(l, state.plan.layers[l].bits);
}

// More is known of what is best. That changes no edit, so that nothing is to be undone.
void Document::resettle() {
  if (!network_) return;
  PlanState settled = state_;
  settle(settled);
  const bool same = settled.plan == state_.plan;
  state_ = std::move(settled);
  forgetBudget();
  if (!same) bytes_ = modelSize(*network_, state_.plan).total();
  wantSchemes();
  if (!same) emit planChanged();
  emit choicesChanged();
}

void Document::wantSchemes() {
  if (!network_) return;
  std::vector<AutomaticChoices::Key> now;
  std::vector<std::vector<QuantScheme>> schemes(layerCount());
  for (std::size_t l = 0; l < layerCount(); ++l) {
    const QuantScheme& own = state_.plan.layers[l];
    if (state_.automatic[l]) now.emplace_back(l, own.bits);
    schemes[l].push_back(own);
    for (const int bits : existingBits)
      if (bits != own.bits) schemes[l].push_back(schemeAt(l, bits));
  }
  choices_.want(std::move(now));
  errors_.want(std::move(schemes));
}

bool Document::refuses(std::size_t layer, const QuantScheme& scheme) {
  try {
    checkScheme(scheme);
    return false;
  } catch (const UsageError& problem) {
    emit refused(QString::fromStdString(text(network_->layers[layer].name, ": ", problem.what())));
    return true;
  }
}

void Document::setBits(const std::vector<int>& layers, int bits) {
  PlanState next = state_;
  for (const int layer : withTied(layers)) {
    const auto l = static_cast<std::size_t>(layer);
    if (next.locked[l]) continue;
    next.plan.layers[l].bits = bits;
    if (refuses(l, next.automatic[l] ? QuantScheme{.bits = bits} : next.plan.layers[l])) return;
  }
  push(std::move(next), tr("%1 bits for %2").arg(bitsText(bits), layerText(layers)), 0);
}

void Document::stepBits(const std::vector<int>& layers, int step) {
  PlanState next = state_;
  for (const int layer : withTied(layers)) {
    QuantScheme& scheme = next.plan.layers[static_cast<std::size_t>(layer)];
    if (next.locked[static_cast<std::size_t>(layer)]) continue;
    scheme.bits = nearestTo(static_cast<std::size_t>(layer), steppedBits(scheme.bits, step));
  }
  push(std::move(next),
       step > 0 ? tr("more bits for %1").arg(layerText(layers)) : tr("fewer bits for %1").arg(layerText(layers)), 0);
}

void Document::dragBits(int layer, int bits) {
  PlanState next = state_;
  if (next.locked[static_cast<std::size_t>(layer)]) return;
  for (const int one : withTied({layer})) {
    QuantScheme& scheme = next.plan.layers[static_cast<std::size_t>(one)];
    if (!next.locked[static_cast<std::size_t>(one)]) scheme.bits = nearestTo(static_cast<std::size_t>(one), bits);
  }
  const int reached = next.plan.layers[static_cast<std::size_t>(layer)].bits;
  push(std::move(next), tr("%1 bits for %2").arg(bitsText(reached), layerText({layer})), dragNumber_);
}

void Document::dragPlan(const BitAllocation& bits, const QString& text) {
  PlanState next = state_;
  for (std::size_t l = 0; l < bits.size(); ++l)
    if (!next.locked[l]) next.plan.layers[l].bits = nearestTo(l, bits[l]);
  push(std::move(next), text, dragNumber_);
}

void Document::dragPlan(const QuantPlan& plan, const QString& text) {
  PlanState next = state_;
  for (std::size_t l = 0; l < plan.layers.size(); ++l)
    if (!next.locked[l]) takeScheme(next, l, plan.layers[l]);
  push(std::move(next), text, dragNumber_);
}

// The nearest bits that the layer's method can have; one is chosen for any.
int Document::nearestTo(std::size_t layer, int bits) const {
  return state_.automatic[layer] ? bits : nearestBits(state_.plan.layers[layer], bits);
}

void Document::takeScheme(PlanState& next, std::size_t layer, const QuantScheme& scheme) const {
  next.automatic[layer] = choices_.lasts(layer, scheme.bits) && choices_.scheme(layer, scheme.bits) == scheme;
  next.plan.layers[layer] = scheme;
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

void Document::setPlan(const QuantPlan& plan, const QString& text, std::vector<ActivationRequest> inputs) {
  PlanState next = state_;
  next.plan = plan;
  for (std::size_t l = 0; l < plan.layers.size(); ++l) takeScheme(next, l, plan.layers[l]);
  next.inputs = std::move(inputs);
  next.inputs.resize(layerCount());
  push(std::move(next), text, 0);
}

void Document::setInputs(const std::vector<int>& layers, const ActivationRequest& request) {
  if (!network_) return;
  PlanState next = state_;
  next.plan.activations.resize(layerCount());
  for (const int layer : layers) {
    next.inputs[static_cast<std::size_t>(layer)] = request;
    next.plan.activations[static_cast<std::size_t>(layer)] = {};
  }
  if (!next.plan.quantizesActivations()) next.plan.activations.clear();
  const QString what = request.tied       ? tr("bits of the weights")
                       : request.wanted() ? tr("%1 bits").arg(request.bits)
                                          : tr("float");
  push(std::move(next),
       layers.size() == layerCount() && layerCount() > 1 ? tr("%1 for all inputs").arg(what)
                                                         : tr("%1 for the input of %2").arg(what, layerText(layers)),
       0);
}

void Document::setInputs(std::vector<ActivationRequest> ofLayers, const QString& text) {
  if (!network_) return;
  PlanState next = state_;
  next.inputs = std::move(ofLayers);
  next.plan.activations.clear();
  push(std::move(next), text, 0);
}

void Document::setCalibration(std::shared_ptr<const ActivationCalibration> calibration) {
  calibration_ = std::move(calibration);
  const bool wanted = std::any_of(state_.inputs.begin(), state_.inputs.end(), [](const auto& i) { return i.wanted(); });
  if (network_ && calibration_ && wanted) push(state_, tr("ranges of inputs"), 0);
  forgetBudget();
  emit planChanged();
}

void Document::setScheme(QuantScheme scheme) {
  PlanState next = state_;
  for (std::size_t l = 0; l < next.plan.layers.size(); ++l) {
    scheme.bits = next.plan.layers[l].bits;
    if (refuses(l, scheme)) return;
    next.automatic[l] = false;
    next.plan.layers[l] = scheme;
  }
  push(std::move(next), tr("scheme of all layers"), 0);
}

void Document::changeSchemes(const std::function<void(QuantScheme&)>& change, const QString& text) {
  PlanState next = state_;
  for (std::size_t l = 0; l < next.plan.layers.size(); ++l) {
    QuantScheme& scheme = next.plan.layers[l];
    change(scheme);
    scheme = canonical(scheme);
    next.automatic[l] = false;
    if (refuses(l, scheme)) return;
  }
  push(std::move(next), text, 0);
}

bool Document::refusesMethods(const std::vector<int>& layers) {
  if (layers.empty() ||
      !std::all_of(layers.begin(), layers.end(), [&](int layer) { return locked(static_cast<std::size_t>(layer)); }))
    return false;
  emit refused(tr("%1: locked, so the method stays").arg(layerText(layers)));
  return true;
}

void Document::setMethod(const std::vector<int>& layers, QuantScheme scheme) {
  if (refusesMethods(layers)) return;
  PlanState next = state_;
  for (const int layer : layers) {
    const auto l = static_cast<std::size_t>(layer);
    if (next.locked[l]) continue;
    scheme.bits = next.plan.layers[l].bits;
    if (refuses(l, scheme)) return;
    next.automatic[l] = false;
    next.plan.layers[l] = scheme;
  }
  push(std::move(next), tr("method %1 for %2").arg(methodTitle(scheme.method), layerText(layers)), 0);
}

void Document::setAutomatic(const std::vector<int>& layers) {
  if (!network_ || refusesMethods(layers)) return;
  PlanState next = state_;
  for (const int layer : layers)
    if (const auto l = static_cast<std::size_t>(layer); !next.locked[l]) next.automatic[l] = true;
  push(std::move(next), tr("automatic method for %1").arg(layerText(layers)), 0);
}

void Document::learnInputs(std::shared_ptr<const Network> network) {
  network_ = std::move(network);
  choices_.learnInputs(network_);
  errors_.learnInputs(network_);
  resettle();
  emit inputsLearned();
}

void Document::forgetInputs(std::shared_ptr<const Network> network) {
  network_ = std::move(network);
  choices_.forgetInputs(network_);
  errors_.learnInputs(network_);
  resettle();
  emit inputsLearned();
}

void Document::learnChoices(const std::vector<std::vector<QuantScheme>>& ofLayers) {
  if (ofLayers.size() != layerCount()) return;
  choices_.take(ofLayers);
  resettle();
}

void Document::setVersion(std::shared_ptr<const Network> network, const QuantPlan& plan, const QString& text) {
  if (!network_) return;
  PlanState next = state_;
  next.plan = plan;
  // Its weights were trained for these schemes.
  for (std::size_t l = 0; l < layerCount(); ++l) next.automatic[l] = next.automatic[l] && !plan.layers[l].hasCodes();
  next.inputs.assign(layerCount(), ActivationRequest{});
  undo_.push(new VersionEdit(*this, std::move(network), std::move(next), text));
}

void Document::applyVersion(std::shared_ptr<const Network> network, const PlanState& state) {
  network_ = std::move(network);
  sensitivity_.reset();
  largestHarm_ = 0;
  calibration_.reset();
  floatBytes_ = floatBytes(*network_);
  forgetBudget();
  choices_.setNetwork(network_);
  errors_.setNetwork(network_);
  apply(state);
  emit versionChanged();
}

void Document::push(PlanState next, const QString& text, int mergeKey) {
  if (!network_) return;
  settle(next);
  if (calibration_) next.plan = withActivations(std::move(next.plan), next.inputs, *calibration_);
  if (next == state_) return;
  undo_.push(new PlanEdit(*this, std::move(next), text, mergeKey));
}

void Document::apply(const PlanState& state) {
  // A locked layer's bits are its rule, and what a width costs depends on the layer's scheme.
  bool same = state.automatic == state_.automatic && state.locked == state_.locked && state.ranges == state_.ranges &&
              state.ties == state_.ties && state.inputs == state_.inputs;
  for (std::size_t l = 0; same && l < state.plan.layers.size(); ++l)
    same = state.automatic[l] || withoutBits(state.plan.layers[l]) == withoutBits(state_.plan.layers[l]);
  state_ = state;
  settle(state_);
  const std::pair before(base_, automaticBase_);
  findSchemes();
  bytes_ = modelSize(*network_, state_.plan).total();
  if (!same) forgetBudget();
  wantSchemes();
  if (std::pair(base_, automaticBase_) != before) emit baseSchemeChanged();
  emit planChanged();
}

void Document::findSchemes() {
  struct Group {
    QuantScheme scheme;
    bool automatic = false;
    int count = 0;
  };
  std::vector<Group> groups;
  for (std::size_t l = 0; l < state_.plan.layers.size(); ++l) {
    const bool automatic = state_.automatic[l];
    const QuantScheme scheme = withoutBits(automatic ? QuantScheme{} : state_.plan.layers[l]);
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Group& g) { return g.automatic == automatic && g.scheme == scheme; });
    if (group == groups.end()) group = groups.insert(group, {scheme, automatic, 0});
    ++group->count;
  }
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.count > b.count; });
  schemes_.clear();
  for (const Group& group : groups)
    if (std::find(schemes_.begin(), schemes_.end(), group.scheme) == schemes_.end()) schemes_.push_back(group.scheme);
  base_ = groups.front().scheme;
  automaticBase_ = groups.front().automatic;
}

QString Document::layerText(const std::vector<int>& layers) const {
  if (layers.size() == 1)
    return QString::fromStdString(network_->layers[static_cast<std::size_t>(layers.front())].name);
  return tr("%1 layers").arg(layers.size());
}

void Document::setSensitivity(std::optional<Sensitivity> sensitivity, const SearchSpace& space) {
  sensitivity_ = std::move(sensitivity);
  sensitivitySpace_ = space;
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
  return measuredHarm(layer, schemeAt(layer, bits));
}

std::optional<double> Document::measuredHarm(std::size_t layer, const QuantScheme& scheme) const {
  if (!sensitivity_) return {};
  if (scheme.isFloat()) return 0.0;
  if (layer >= sensitivity_->kl.size() || layer >= sensitivitySpace_.size()) return {};
  const std::vector<int>& choices = sensitivitySpace_.layers[layer].widths;
  for (std::size_t i = 0; i < std::min(choices.size(), sensitivity_->kl[layer].size()); ++i)
    if (sensitivitySpace_.schemeOf(choices[i]) == scheme) return sensitivity_->kl[layer][i];
  return {};
}

// Of the layer's own scheme where that was measured, else of another at these bits.
std::optional<double> Document::likelyHarm(std::size_t layer, int bits) const {
  if (const auto own = measuredHarm(layer, schemeAt(layer, bits))) return own;
  if (!sensitivity_ || layer >= sensitivity_->kl.size() || layer >= sensitivitySpace_.size()) return {};
  const std::vector<int>& choices = sensitivitySpace_.layers[layer].widths;
  for (std::size_t i = 0; i < std::min(choices.size(), sensitivity_->kl[layer].size()); ++i)
    if (bitsOfChoice(choices[i]) == bits) return sensitivity_->kl[layer][i];
  return {};
}

double Document::harmShare(double harm) const {
  if (!(harm > leastHarm) || !(largestHarm_ > leastHarm)) return 0;
  return std::clamp(std::log(harm / leastHarm) / std::log(largestHarm_ / leastHarm), 0.0, 1.0);
}

SearchSpace Document::space(const std::vector<int>& widths) const {
  return ownSpace(widths, rules());
}

ActivationScheme Document::activationAt(std::size_t layer, int bits) const {
  const ActivationRequest& request = state_.inputs[layer];
  if (!request.wanted() || !calibration_) return state_.plan.activation(layer);
  return inputScheme(request, *calibration_, layer, bits);
}

SearchSpace Document::ownSpace(const std::vector<int>& widths, const SpaceRules& rules) const {
  SearchSpace space = searchSpace(*network_, base_, widths, rules);
  std::vector<std::vector<std::size_t>> groups = space.ties;
  std::vector<bool> tied(space.size(), false);
  for (const auto& group : groups)
    for (const std::size_t l : group) tied[l] = true;
  for (std::size_t l = 0; l < space.size(); ++l)
    if (!tied[l]) groups.push_back({l});
  for (const std::vector<std::size_t>& group : groups) {
    std::vector<int> possible = space.layers[group.front()].widths;
    for (const std::size_t l : group)
      std::erase_if(possible, [&](int bits) { return !takesBits(schemeAt(l, bits), bits); });
    if (possible.empty())
      throw UsageError(text("the methods of '", network_->layers[group.front()].name, "' to '",
                            network_->layers[group.back()].name, "' have no bit-width in common"));
    const auto bytesOf = [&](std::size_t l, int bits) {
      return layerBytes(network_->layers[l], schemeAt(l, bits), activationAt(l, bits));
    };
    // What another option takes may be more than a bit does in a layer of few weights.
    std::map<int, std::int64_t> sums;
    for (const int bits : possible)
      for (const std::size_t l : group) sums[bits] += bytesOf(l, bits);
    std::stable_sort(possible.begin(), possible.end(), [&](int a, int b) { return sums[a] < sums[b]; });
    for (const std::size_t l : group) {
      SearchSpace::LayerChoice& choice = space.layers[l];
      choice.widths = possible;
      choice.bytes.clear();
      for (const int bits : possible) choice.bytes.push_back(bytesOf(l, bits));
    }
  }
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
    budgetSpace_ = ownSpace(budgetWidths, {});
  }
  if (sensitivity_) {
    Sensitivity table;
    for (std::size_t l = 0; l < budgetSpace_->size(); ++l) {
      table.kl.emplace_back();
      for (const int bits : budgetSpace_->layers[l].widths) table.kl.back().push_back(likelyHarm(l, bits).value_or(0));
    }
    budgetSweep_ = sweep(*budgetSpace_, table);
    return;
  }
  for (auto bits = budgetWidths.rbegin(); bits != budgetWidths.rend(); ++bits) {
    BitAllocation allocation;
    for (const SearchSpace::LayerChoice& choice : budgetSpace_->layers) {
      int widest = 0;
      for (const int width : choice.widths)
        if (width <= *bits) widest = std::max(widest, width);
      allocation.push_back(widest > 0 ? widest : *std::min_element(choice.widths.begin(), choice.widths.end()));
    }
    budgetSweep_.push_back(std::move(allocation));
  }
  BitAllocation least;
  for (const SearchSpace::LayerChoice& choice : budgetSpace_->layers) least.push_back(choice.narrowest());
  if (budgetSpace_->bytes(least) < budgetSpace_->bytes(budgetSweep_.back())) budgetSweep_.push_back(std::move(least));
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
