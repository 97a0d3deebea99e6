#include "app/desktop/document.h"

#include <algorithm>
#include <utility>

#include "app/desktop/plan_edit.h"
#include "app/desktop/version_edit.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

const std::vector<int> budgetWidths = widthsBetween(2, 8);

}  // namespace

Document::Document(QObject* parent) : QObject(parent) {
  undo_.setUndoLimit(1000);
  connect(&choices_, &AutomaticChoices::changed, this, &Document::resettle);
  connect(&choices_, &AutomaticChoices::progressed, this, &Document::choosingProgressed);
  connect(&choices_, &AutomaticChoices::failed, this, &Document::choosingFailed);
}

void Document::setNetwork(std::shared_ptr<const Network> network) {
  network_ = std::move(network);
  undo_.clear();
  sensitivity_.clear();
  state_ = initialState(layerCount());
  schemes_ = {.base = {}, .automatic = true, .all = {Quantization()}};
  calibration_ = {};
  calibrations_.clear();
  activationCalibration_.reset();
  costs_ = {};
  floatBytes_ = network_ ? floatBytes(*network_) : 0;
  bytes_ = network_ ? modelSize(*network_, state_.plan).total() : 0;
  budgets_.clear();
  choices_.setNetwork(network_);
  errors_.setNetwork(network_);
  wantSchemes();
  emit networkChanged();
  emit planChanged();
}

void Document::reopen(std::shared_ptr<const Network> network) {
  network_ = std::move(network);
  calibrations_.clear();
  setCalibration({});
}

QuantScheme Document::schemeAt(std::size_t layer, int bits) const {
  if (state_.automatic[layer]) return choices_.scheme(layer, bits);
  return state_.plan.layers[layer].quantization().at(bits);
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

// Better choices are known. No edit changes, so there is nothing to undo.
void Document::resettle() {
  if (!network_) return;
  PlanState settled = state_;
  settle(settled);
  const bool same = settled.plan == state_.plan;
  state_ = std::move(settled);
  budgets_.clear();
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
  changeLayers(layers, {.bits = bits});
}

void Document::changeLayers(const std::vector<int>& layers, const LayersEdit& edit) {
  if (!network_) return;
  if ((edit.method || edit.automatic) && refusesMethods(layers)) return;
  PlanState next = state_;
  if (edit.bits)
    for (const int layer : unlocked(withTied(layers, state_)))
      next.plan.layers[static_cast<std::size_t>(layer)].bits = *edit.bits;
  for (const int layer : unlocked(layers)) {
    const auto l = static_cast<std::size_t>(layer);
    QuantScheme& scheme = next.plan.layers[l];
    if (edit.method) scheme = edit.method->at(scheme.bits);
    if (edit.method || edit.automatic) next.automatic[l] = edit.automatic;
  }
  for (const int layer : unlocked(withTied(layers, state_))) {
    const auto l = static_cast<std::size_t>(layer);
    const QuantScheme& scheme = next.plan.layers[l];
    if (refuses(l, next.automatic[l] ? QuantScheme{.bits = scheme.bits} : scheme)) return;
  }
  const QString method = edit.method      ? tr("method %1").arg(methodTitle(edit.method->method))
                         : edit.automatic ? tr("automatic method")
                                          : QString();
  const QString width = edit.bits ? widthText(next, layers, {}) : QString();
  push(std::move(next),
       width.isEmpty()    ? tr("%1 for %2").arg(method, layerText(layers))
       : method.isEmpty() ? width
                          : tr("%1, %2").arg(width, method),
       0);
}

void Document::stepBits(const std::vector<int>& layers, int step) {
  PlanState next = state_;
  for (const int layer : unlocked(withTied(layers, state_))) {
    QuantScheme& scheme = next.plan.layers[static_cast<std::size_t>(layer)];
    scheme.bits = nearestTo(static_cast<std::size_t>(layer), steppedBits(scheme.bits, step));
  }
  const QString text =
      step > 0 ? tr("more bits for %1").arg(layerText(layers)) : tr("fewer bits for %1").arg(layerText(layers));
  push(next, widthText(next, layers, text), 0);
}

void Document::dragBits(const std::vector<LayerBits>& wished, const QString& text) {
  PlanState next = state_;
  std::vector<int> layers;
  for (const LayerBits& wish : wished) {
    if (next.locked[static_cast<std::size_t>(wish.layer)]) continue;
    layers.push_back(wish.layer);
    for (const int one : unlocked(withTied({wish.layer}, state_)))
      next.plan.layers[static_cast<std::size_t>(one)].bits = nearestTo(static_cast<std::size_t>(one), wish.bits);
  }
  if (!layers.empty()) push(next, widthText(next, layers, text), dragNumber_);
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

void Document::cancelDrag() {
  if (dragOfState_ == dragNumber_)
    push(PlanState(beforeDrag_), {}, dragNumber_);  // a drag to where it began is no step
}

// The nearest bits that the layer's method can have, automatic layers any, within its range if that has some.
int Document::nearestTo(std::size_t layer, int bits) const {
  const auto [low, high] = state_.ranges[layer];
  if (low > 0) bits = std::max(bits, low);
  if (high > 0) bits = std::min(bits, high);
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
  const QString who = layerText(layers);
  pushRules(std::move(next), minimum == 0 && maximum == 0 ? tr("no range for %1").arg(who)
                             : maximum == 0               ? tr("at least %1 for %2").arg(bitsCountText(minimum), who)
                             : minimum == 0
                                 ? tr("at most %1 for %2").arg(bitsCountText(maximum), who)
                                 : tr("%1 to %2 for %3").arg(bitsText(minimum), bitsCountText(maximum), who));
}

void Document::setTie(const std::vector<int>& layers, int group) {
  PlanState next = state_;
  for (const int layer : layers) next.ties[static_cast<std::size_t>(layer)] = group;
  pushRules(std::move(next), group > 0 ? tr("tie %1").arg(layerText(layers)) : tr("untie %1").arg(layerText(layers)));
}

void Document::tieResidual() {
  if (!network_) return;
  SpaceRules added = rules();
  for (auto& tie : residualTies(*network_)) added.ties.push_back(std::move(tie));
  PlanState next = state_;
  setTies(next, added, *network_);
  pushRules(std::move(next), tr("tie layers that are added"));
}

void Document::setRules(const SpaceRules& rules) {
  if (!network_) return;
  PlanState next = state_;
  bitprism::setRules(next, rules, *network_);
  push(std::move(next), tr("rules of a search"), 0);
}

// A budget must always have a plan, so contradictory rules are refused immediately.
void Document::pushRules(PlanState next, const QString& text) {
  try {
    searchSpace(*network_, schemes_.base, budgetWidths, rulesOf(next, *network_));
  } catch (const UsageError& problem) {
    emit refused(QString::fromStdString(problem.what()));
    return;
  }
  push(std::move(next), text, 0);
}

void Document::setPlan(const QuantPlan& plan, const QString& text, std::vector<ActivationRequest> inputs) {
  PlanState next = state_;
  next.plan = plan;
  for (std::size_t l = 0; l < plan.layers.size(); ++l) takeScheme(next, l, plan.layers[l]);
  next.inputs = std::move(inputs);
  next.inputs.resize(layerCount());
  push(std::move(next), text, 0);
}

void Document::setState(PlanState state, const QString& text) {
  if (state.plan.layers.size() != layerCount()) return;
  push(std::move(state), text, 0);
}

void Document::setInputs(const std::vector<int>& layers, const ActivationRequest& request) {
  if (!network_) return;
  PlanState next = state_;
  next.plan.integer = {};  // of the former inputs
  next.plan.activations.resize(layerCount());
  for (const int layer : layers) {
    next.inputs[static_cast<std::size_t>(layer)] = request;
    next.plan.activations[static_cast<std::size_t>(layer)] = {};
  }
  if (!next.plan.quantizesActivations()) next.plan.activations.clear();
  const QString what = request.tied       ? tr("bits of the weights")
                       : request.wanted() ? bitsCountText(request.bits)
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
  next.plan.integer = {};
  push(std::move(next), text, 0);
}

void Document::setActivationCalibration(std::shared_ptr<const ActivationCalibration> calibration) {
  activationCalibration_ = std::move(calibration);
  const bool wanted = std::any_of(state_.inputs.begin(), state_.inputs.end(), [](const auto& i) { return i.wanted(); });
  const bool saved = undo_.isClean();
  if (network_ && activationCalibration_ && wanted) push(state_, tr("ranges of inputs"), 0);
  if (saved) undo_.setClean();  // the request is the same
  budgets_.clear();
  emit planChanged();
}

void Document::setScheme(const Quantization& quantization) {
  PlanState next = state_;
  for (std::size_t l = 0; l < next.plan.layers.size(); ++l) {
    const QuantScheme scheme = quantization.at(next.plan.layers[l].bits);
    if (refuses(l, scheme)) return;
    next.automatic[l] = false;
    next.plan.layers[l] = scheme;
  }
  push(std::move(next), tr("scheme of all layers"), 0);
}

void Document::changeSchemes(const std::function<void(Quantization&)>& change, const QString& text) {
  PlanState next = state_;
  for (std::size_t l = 0; l < next.plan.layers.size(); ++l) {
    QuantScheme& scheme = next.plan.layers[l];
    Quantization changed = scheme.quantization();
    change(changed);
    scheme = canonical(changed).at(scheme.bits);
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

void Document::setMethod(const std::vector<int>& layers, const Quantization& quantization) {
  changeLayers(layers, {.method = quantization});
}

void Document::setAutomatic(const std::vector<int>& layers) {
  changeLayers(layers, {.automatic = true});
}

void Document::setCalibration(Calibration calibration) {
  calibration_ = std::move(calibration);
  calibrations_[network_->hash] = calibration_;
  choices_.setCalibration(network_, calibration_);
  errors_.setCalibration(network_, calibration_);
  resettle();
  emit calibrationChanged();
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
  sensitivity_.clear();
  calibration_ = calibrations_[network_->hash];
  activationCalibration_.reset();
  floatBytes_ = floatBytes(*network_);
  budgets_.clear();
  choices_.setNetwork(network_, calibration_);
  errors_.setNetwork(network_, calibration_);
  apply(state);
  emit versionChanged();
}

void Document::push(PlanState next, const QString& text, int mergeKey) {
  if (!network_) return;
  settle(next);
  if (activationCalibration_) next.plan = withActivations(std::move(next.plan), next.inputs, *activationCalibration_);
  if (next == state_) return;
  if (mergeKey > 0 && dragOfState_ != mergeKey) {
    dragOfState_ = mergeKey;
    beforeDrag_ = state_;
  }
  undo_.push(new PlanEdit(*this, std::move(next), text, mergeKey));
}

void Document::apply(const PlanState& state) {
  // A locked layer's bits are its rule, and what a width costs depends on the layer's scheme.
  const bool same = sameButBits(state, state_);
  state_ = state;
  settle(state_);
  const SchemeCensus before = std::exchange(schemes_, schemesOf(state_));
  bytes_ = modelSize(*network_, state_.plan).total();
  if (!same) budgets_.clear();
  wantSchemes();
  if (schemes_.base != before.base || schemes_.automatic != before.automatic) emit baseSchemeChanged();
  emit planChanged();
}

QString Document::layerText(const std::vector<int>& layers) const {
  if (layers.size() == 1)
    return QString::fromStdString(network_->layers[static_cast<std::size_t>(layers.front())].name);
  return tr("%1 layers").arg(layers.size());
}

std::vector<int> Document::unlocked(const std::vector<int>& layers) const {
  std::vector<int> free;
  for (const int layer : layers)
    if (!state_.locked[static_cast<std::size_t>(layer)]) free.push_back(layer);
  return free;
}

// "conv3 to 4 bits", if all that may change get one width.
QString Document::widthText(const PlanState& next, const std::vector<int>& layers, const QString& otherwise) const {
  std::vector<int> changing = unlocked(layers);
  if (changing.empty()) changing = layers;
  const auto bitsOf = [&](int layer) { return next.plan.layers[static_cast<std::size_t>(layer)].bits; };
  const bool one = std::all_of(changing.begin(), changing.end(),
                               [&](int layer) { return bitsOf(layer) == bitsOf(changing.front()); });
  if (changing.empty() || (!one && !otherwise.isEmpty())) return otherwise;
  return tr("%1 to %2").arg(layerText(changing), bitsCountText(bitsOf(changing.front())));
}

void Document::setSensitivity(std::optional<Sensitivity> sensitivity, const SearchSpace& space) {
  sensitivity_.set(std::move(sensitivity), space);
  budgets_.clear();
  emit sensitivityChanged();
}

std::optional<double> Document::sensitivity(std::size_t layer, int bits) const {
  return sensitivity_.measured(layer, schemeAt(layer, bits));
}

SpaceRules Document::rules() const {
  return network_ ? rulesOf(state_, *network_) : SpaceRules();
}

SearchSpace Document::space(const std::vector<int>& widths) const {
  return ownSpace(widths, rules());
}

ActivationScheme Document::activationAt(std::size_t layer, int bits) const {
  const ActivationRequest& request = state_.inputs[layer];
  if (!request.wanted() || !activationCalibration_) return state_.plan.activation(layer);
  return inputScheme(request, *activationCalibration_, layer, bits);
}

SearchSpace Document::ownSpace(const std::vector<int>& widths, const SpaceRules& rules) const {
  return spaceOfLayers(
      *network_, searchSpace(*network_, schemes_.base, widths, rules),
      [this](std::size_t layer, int bits) { return schemeAt(layer, bits); },
      [this](std::size_t layer, int bits) { return activationAt(layer, bits); });
}

const BudgetPlans& Document::budget(Cost cost) const {
  if (const auto known = budgets_.find(cost); known != budgets_.end()) return known->second;
  SearchSpace space;
  try {
    space = this->space(budgetWidths);
  } catch (const UsageError&) {
    // A loaded plan may violate its own ties; the budget then ignores the rules.
    space = ownSpace(budgetWidths, {});
  }
  const auto schemes = [this](std::size_t layer, int bits) { return schemeAt(layer, bits); };
  if (cost != Cost::Memory) {
    bitprism::setCosts(space, costs_, [this](std::size_t layer, const LayerChoice& choice) {
      return std::pair(schemeAt(layer, choice.bits), activationAt(layer, choice.bits));
    });
    setAxis(space, cost);
  }
  return budgets_.emplace(cost, BudgetPlans(std::move(space), sensitivity_, schemes, budgetWidths)).first->second;
}

BitAllocation Document::allocationForBudget(std::int64_t amount, Cost cost) const {
  return budget(cost).within(amount);
}

std::pair<std::int64_t, std::int64_t> Document::reachable(Cost cost) const {
  return network_ && costs_.knows(cost) ? budget(cost).reachable() : std::pair<std::int64_t, std::int64_t>(0, 0);
}

void Document::setCosts(NetworkCosts costs) {
  costs_ = std::move(costs);
  budgets_.clear();
  emit costsChanged();
}

std::optional<std::int64_t> Document::cost(Cost cost) const {
  if (!network_ || !costs_.knows(cost)) return {};
  return cost == Cost::Memory ? bytes_ : costs_.costOf(cost, state_.plan);
}

}  // namespace bitprism
