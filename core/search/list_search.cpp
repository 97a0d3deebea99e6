#include "core/search/list_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/search/greedy_sweep.h"
#include "core/search/knapsack.h"

namespace bitprism {

std::vector<PlanChoice> spreadAlongSweep(const SearchSpace& space, const std::vector<PlanChoice>& sweep,
                                         std::size_t count) {
  if (sweep.size() <= count) return sweep;
  if (count == 0) return {};
  if (count == 1) return {sweep[sweep.size() / 2]};
  std::vector<double> cost;
  for (const PlanChoice& bits : sweep) cost.push_back(static_cast<double>(space.cost(bits)));
  std::vector<PlanChoice> chosen{sweep.front()};
  std::size_t next = 1;  // plans before it are taken or skipped
  for (std::size_t k = 1; k < count; ++k) {
    const double wanted =
        cost.front() + (cost.back() - cost.front()) * static_cast<double>(k) / static_cast<double>(count - 1);
    // Enough plans must remain for the following targets.
    const std::size_t last = sweep.size() - (count - k);
    while (next < last && std::abs(cost[next + 1] - wanted) <= std::abs(cost[next] - wanted)) ++next;
    chosen.push_back(sweep[next++]);
  }
  return chosen;
}

std::size_t widestGap(const SearchSpace& space, const std::vector<PlanChoice>& plans,
                      const std::set<PlanChoice>& tried) {
  std::size_t best = plans.size();
  double widest = -1;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (tried.contains(plans[i])) continue;
    const auto here = static_cast<double>(space.cost(plans[i]));
    double gap = std::numeric_limits<double>::max();
    for (const PlanChoice& other : tried) gap = std::min(gap, std::abs(here - static_cast<double>(space.cost(other))));
    if (gap <= widest) continue;
    widest = gap;
    best = i;
  }
  return best;
}

ListSearch::ListSearch(const SearchSettings& settings, SearchSpace space, const std::vector<PlanChoice>& plans,
                       std::string why)
    : settings_(settings), space_(std::move(space)), why_(std::move(why)) {
  targets_ = spreadAlongSweep(space_, plans, static_cast<std::size_t>(std::max(settings.trials, 0)));
}

std::optional<Proposal> ListSearch::ask(std::stop_token /*stop*/) {
  if (asked_ >= settings_.trials) return {};
  const std::size_t next = widestGap(space_, targets_, tried_);
  if (next == targets_.size()) return {};
  Proposal proposal;
  proposal.trial = asked_++;
  proposal.bits = targets_[next];
  proposal.task = static_cast<int>(settings_.tasks.size()) - 1;
  proposal.why = why_;
  tried_.insert(proposal.bits);
  return proposal;
}

void ListSearch::tell(const Evaluation& evaluation) {
  if (space_.contains(evaluation.bits)) tried_.insert(evaluation.bits);
}

namespace {

std::unique_ptr<Search> makeSweepSearch(const SearchSettings& settings, const SearchSpace& space,
                                        const Sensitivity& sensitivity) {
  return std::make_unique<ListSearch>(settings, space, sweep(space, sensitivity), "on the Lagrangian sweep");
}

std::unique_ptr<Search> makeKnapsackSearch(const SearchSettings& settings, const SearchSpace& space,
                                           const Sensitivity& sensitivity) {
  const auto trials = static_cast<std::size_t>(std::max(settings.trials, 0));
  return std::make_unique<ListSearch>(settings, space, knapsackPlans(space, sensitivity, trials),
                                      "least predicted sensitivity within its cost");
}

std::unique_ptr<Search> makeGreedySearch(const SearchSettings& settings, const SearchSpace& space,
                                         const Sensitivity& sensitivity) {
  return std::make_unique<ListSearch>(settings, space, greedySweep(space, sensitivity), "on the greedy sweep");
}

}  // namespace

constinit const SearchMethodInfo sweepMethod = {.name = "sensitivity",
                                                .title = "sensitivity sweep",
                                                .sensitivity = SensitivityNeed::Always,
                                                .make = makeSweepSearch};
constinit const SearchMethodInfo knapsackMethod = {
    .name = "knapsack", .title = "knapsack", .sensitivity = SensitivityNeed::Always, .make = makeKnapsackSearch};
constinit const SearchMethodInfo greedyMethod = {
    .name = "greedy", .title = "greedy", .sensitivity = SensitivityNeed::Always, .make = makeGreedySearch};

}  // namespace bitprism
