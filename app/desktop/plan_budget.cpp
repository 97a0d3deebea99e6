#include "app/desktop/plan_budget.h"

#include <algorithm>
#include <functional>

#include "app/desktop/workspace.h"
#include "core/quant/plan/planned_network.h"
#include "widgets/front_curves.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

constexpr double keyStep = 1.0 / 20;

}  // namespace

PlanBudget::PlanBudget(Workspace& workspace) : workspace_(workspace) {}

std::int64_t PlanBudget::shown() const {
  return wanted_.value_or(workspace_.document().bytes());
}

std::pair<std::int64_t, std::int64_t> PlanBudget::reachable() const {
  return workspace_.document().reachableBytes();
}

double PlanBudget::share() const {
  const auto [least, most] = reachable();
  if (most <= least) return 0;
  return std::clamp(static_cast<double>(shown() - least) / static_cast<double>(most - least), 0.0, 1.0);
}

void PlanBudget::wish(std::int64_t bytes) {
  Document& document = workspace_.document();
  if (!document.network()) return;
  wanted_ = bytes;
  const QString text = tr("plan for %1").arg(bytesText(bytes));
  if (const std::optional<QuantPlan> plan = measuredPlanFor(bytes))
    document.dragPlan(*plan, text);
  else
    document.dragPlan(document.allocationForBudget(bytes), text);
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
  workspace_.document().finishDrag();
}

void PlanBudget::forget() {
  wanted_.reset();
  of_.reset();
  front_.clear();
  emit dropped();
}

// A measured plan of the search is better than a computed one, if it keeps the locks and has the same methods.
std::optional<QuantPlan> PlanBudget::measuredPlanFor(std::int64_t bytes) {
  const Document& document = workspace_.document();
  const auto& snapshot = workspace_.search().snapshot();
  const SearchRequest& request = workspace_.search().request();
  const auto& automatic = document.automatics();
  const bool open = request.automatic && std::all_of(automatic.begin(), automatic.end(), std::identity());
  if (!snapshot || !(open || request.choicesOf(document.plan()))) return {};
  if (snapshot != of_) {
    of_ = snapshot;
    front_ = frontOf(*snapshot);
  }
  for (auto point = front_.rbegin(); point != front_.rend(); ++point) {
    if (point->bytes > bytes) continue;
    QuantPlan plan = request.plan(snapshot->evaluations[point->index].bits);
    bool respectsLocks = !needsInputs(plan) || workspace_.inputs().known();
    for (std::size_t l = 0; l < plan.layers.size(); ++l)
      respectsLocks = respectsLocks && (!document.locked(l) || plan.layers[l] == document.plan().layers[l]);
    if (respectsLocks) return plan;
  }
  return {};
}

}  // namespace bitprism
