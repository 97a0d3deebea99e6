#include "app/desktop/plan_budget.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "app/desktop/workspace.h"
#include "widgets/front_others.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

constexpr double keyStep = 1.0 / 20;

}  // namespace

std::shared_ptr<const SearchSnapshot> onAxis(const SearchSnapshot& snapshot, Cost axis, const SearchRequest& request,
                                             const NetworkCosts& costs, const SearchSnapshot* before) {
  auto other = std::make_shared<SearchSnapshot>(snapshot);
  other->axis = axis;
  other->insight.band.clear();
  other->hypervolumes.clear();
  for (std::size_t i = 0; i < other->evaluations.size(); ++i) {
    Evaluation& evaluation = other->evaluations[i];
    if (axis == Cost::Memory)
      evaluation.axisCost.reset();
    else if (before && i < before->evaluations.size() && before->evaluations[i].bits == evaluation.bits)
      evaluation.axisCost = before->evaluations[i].axisCost;
    else
      evaluation.axisCost = costs.costOf(axis, request.plan(evaluation.bits));
  }
  return other;
}

PlanBudget::PlanBudget(Workspace& workspace) : workspace_(workspace) {
  connect(&workspace.document(), &Document::costsChanged, this, &PlanBudget::costsChanged);
  const auto followSearch = [this] { follow(workspace_.search().request().cost); };
  connect(&workspace.search(), &SearchController::prepared, this, followSearch);
  connect(&workspace, &Workspace::storedShown, this, followSearch);
}

void PlanBudget::costsChanged() {
  source_.reset();
  onAxis_.reset();
  if (followed_ && workspace_.document().costs().knows(*followed_) && *followed_ != cost_) return follow(*followed_);
  if (!workspace_.document().costs().knows(cost_)) return setCost(Cost::Memory);
  emit costChanged();
}

void PlanBudget::follow(Cost cost) {
  if (cost == Cost::Memory && cost_ != ofSearch_) return;
  ofSearch_ = cost;
  setCost(cost);
  followed_ = cost == cost_ ? std::nullopt : std::optional(cost);
}

std::vector<Cost> PlanBudget::knownCosts() const {
  std::vector<Cost> known;
  for (const Cost cost : {Cost::Memory, Cost::BitOperations, Cost::Latency})
    if (workspace_.document().costs().knows(cost)) known.push_back(cost);
  return known;
}

void PlanBudget::setCost(Cost cost) {
  followed_.reset();
  if (cost == cost_ || !workspace_.document().costs().knows(cost)) return;
  finish();
  cost_ = cost;
  wanted_.reset();
  source_.reset();
  onAxis_.reset();
  emit costChanged();
}

std::shared_ptr<const SearchSnapshot> PlanBudget::snapshot() const {
  const auto& now = workspace_.search().snapshot();
  if (!now || now->axis == cost_) return now;
  if (now != source_) {
    const bool goesOn = source_ && now->evaluations.size() >= source_->evaluations.size();
    onAxis_ = onAxis(*now, cost_, workspace_.search().request(), workspace_.document().costs(),
                     goesOn ? onAxis_.get() : nullptr);
    source_ = now;
  }
  return onAxis_;
}

std::int64_t PlanBudget::shown() const {
  return wanted_.value_or(workspace_.document().cost(cost_).value_or(0));
}

std::pair<std::int64_t, std::int64_t> PlanBudget::reachable() const {
  return workspace_.document().reachable(cost_);
}

double PlanBudget::share() const {
  const auto [least, most] = reachable();
  if (most <= least) return 0;
  return std::clamp(static_cast<double>(shown() - least) / static_cast<double>(most - least), 0.0, 1.0);
}

void PlanBudget::wish(std::int64_t amount) {
  Document& document = workspace_.document();
  if (!document.network()) return;
  if (!std::exchange(dragging_, true)) wantedBefore_ = wanted_;
  wanted_ = amount;
  const QString text = tr("plan for %1").arg(amountText(cost_, amount));
  if (const std::optional<QuantPlan> plan = measuredPlanFor(amount))
    document.dragPlan(*plan, text);
  else
    document.dragPlan(document.allocationForBudget(amount, cost_), text);
  emit wished();
}

void PlanBudget::wishShare(double share) {
  const auto [least, most] = reachable();
  if (most > least) wish(least + static_cast<std::int64_t>(share * static_cast<double>(most - least)));
}

void PlanBudget::step(int steps) {
  finish();
  wishShare(std::clamp(share() + steps * keyStep, 0.0, 1.0));
  finish();
}

void PlanBudget::finish() {
  dragging_ = false;
  workspace_.document().finishDrag();
}

void PlanBudget::restore() {
  if (!dragging_) return;
  workspace_.document().cancelDrag();
  wanted_ = wantedBefore_;
  finish();
  emit wished();
}

void PlanBudget::forget() {
  cost_ = ofSearch_ = Cost::Memory;
  followed_.reset();
  dragging_ = false;
  wanted_.reset();
  source_.reset();
  onAxis_.reset();
  ofFront_.reset();
  front_.clear();
  emit dropped();
}

// A measured plan of the search is better than a computed one, if it keeps the locks and has the same methods.
std::optional<QuantPlan> PlanBudget::measuredPlanFor(std::int64_t amount) {
  const Document& document = workspace_.document();
  const auto snapshot = this->snapshot();
  const SearchRequest& request = workspace_.search().request();
  const auto& automatic = document.automatics();
  const bool open = request.automatic && std::all_of(automatic.begin(), automatic.end(), std::identity());
  if (!snapshot || !(open || request.choicesOf(document.plan()))) return {};
  if (snapshot != ofFront_) {
    ofFront_ = snapshot;
    front_ = topFront(*snapshot);
  }
  for (auto point = front_.rbegin(); point != front_.rend(); ++point) {
    if (point->cost > amount) continue;
    QuantPlan plan = request.plan(snapshot->evaluations[point->index].bits);
    bool respectsLocks = !needsInputs(plan) || workspace_.inputs().known();
    for (std::size_t l = 0; l < plan.layers.size(); ++l)
      respectsLocks = respectsLocks && (!document.locked(l) || plan.layers[l] == document.plan().layers[l]);
    if (respectsLocks) return plan;
  }
  return {};
}

}  // namespace bitprism
