#include "core/search/limited_plans.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/search/least_sum.h"
#include "core/search/tied_search.h"

namespace bitprism {
namespace {

constexpr int mostTightenings = 24;          // where a cost is more than the sum of layers
constexpr std::int64_t mostVisits = 200000;  // of partial plans, looking for an untried one

// The least sum of values[layer][choice] of an untied space within the limits and, on the axis, the budget.
std::optional<PlanChoice> leastWithin(const SearchSpace& space, const std::vector<std::vector<double>>& values,
                                      std::optional<std::int64_t> budget) {
  std::vector<CostLimit> limits = space.limits;
  if (budget) limits.push_back({space.axis, *budget});
  limits = tightest(std::move(limits));
  std::vector<std::vector<SumItem>> groups(space.size());
  for (std::size_t l = 0; l < space.size(); ++l)
    for (std::size_t i = 0; i < space.layers[l].widths.size(); ++i) {
      groups[l].push_back({values[l][i], {}});
      for (const CostLimit& limit : limits) groups[l].back().costs.push_back(space.layers[l].costs(limit.cost)[i]);
    }
  std::vector<std::int64_t> budgets;
  for (const CostLimit& limit : limits) budgets.push_back(limit.most - space.fixedCost(limit.cost));
  for (int tightening = 0; tightening < mostTightenings; ++tightening) {
    const std::optional<LeastSum> found = leastSum(groups, budgets);
    if (!found) return {};
    PlanChoice bits;
    for (std::size_t l = 0; l < space.size(); ++l) bits.push_back(space.layers[l].widths[found->items[l]]);
    bool within = true;
    for (std::size_t k = 0; k < limits.size(); ++k) {
      if (space.isSum(limits[k].cost)) continue;
      // The sums of the next one are smaller by what this one has too much, at least.
      const std::int64_t over = space.cost(bits, limits[k].cost) - limits[k].most;
      if (over <= 0) continue;
      within = false;
      budgets[k] = space.costOfLayers(bits, limits[k].cost) - space.fixedCost(limits[k].cost) - over;
    }
    if (within) return bits;
  }
  return {};
}

std::vector<std::vector<double>> costTable(const SearchSpace& space, Cost cost, double sign) {
  std::vector<std::vector<double>> values;
  for (const SearchSpace::LayerOptions& layer : space.layers) {
    values.emplace_back();
    const std::vector<std::int64_t>& costs = layer.costs(cost);
    const std::int64_t most = *std::max_element(costs.begin(), costs.end());
    for (const std::int64_t one : costs) values.back().push_back(static_cast<double>(sign > 0 ? one : most - one));
  }
  return values;
}

// In the untied space, and back.
template <class Find>
std::optional<PlanChoice> untiedly(const SearchSpace& space, const Find& find) {
  if (space.ties.empty()) return find(space);
  const UntiedSpace untied(space);
  const std::optional<PlanChoice> bits = find(untied.space());
  if (!bits) return {};
  return untied.tied(*bits);
}

const char* unreachable(Cost cost) {
  switch (cost) {
    case Cost::BitOperations:
      return "no plan has as few bit operations as ";
    case Cost::Latency:
      return "no plan is as fast as ";
    case Cost::Memory:
      break;
  }
  return "no plan is as small as ";
}

const char* rangeName(Cost cost) {
  return cost == Cost::Memory ? "sizes" : cost == Cost::Latency ? "latencies" : "bit operations";
}

}  // namespace

std::optional<PlanChoice> leastDamage(const SearchSpace& space, const Sensitivity& sensitivity,
                                      std::optional<std::int64_t> budget) {
  checkSensitivity(space, sensitivity);
  if (space.ties.empty()) return leastWithin(space, sensitivity.kl, budget);
  const UntiedSpace untied(space);
  const std::optional<PlanChoice> bits = leastWithin(untied.space(), untied.untied(sensitivity).kl, budget);
  if (!bits) return {};
  return untied.tied(*bits);
}

std::optional<PlanChoice> cheapestAllowed(const SearchSpace& space, Cost cost) {
  return untiedly(space, [&](const SearchSpace& one) { return leastWithin(one, costTable(one, cost, 1), {}); });
}

std::optional<PlanChoice> cheapestAllowed(const SearchSpace& space) {
  return cheapestAllowed(space, space.axis);
}

std::pair<std::int64_t, std::int64_t> reachableWithin(const SearchSpace& space, Cost cost) {
  if (space.limits.empty()) return space.reachable(cost);
  const std::optional<PlanChoice> least = cheapestAllowed(space, cost);
  if (!least) checkReachable(space);
  const std::optional<PlanChoice> most =
      untiedly(space, [&](const SearchSpace& one) { return leastWithin(one, costTable(one, cost, -1), {}); });
  const std::int64_t low = space.cost(*least, cost);
  return {low, most ? std::max(low, space.cost(*most, cost)) : low};
}

void checkReachable(const SearchSpace& space) {
  if (space.limits.empty()) return;
  for (const CostLimit& limit : space.limits) {
    if (!space.knows(limit.cost))
      throw UsageError(text("cannot limit the ", costTitle(limit.cost), ": that of the layers is unknown"));
    if (limit.cost == Cost::Latency && !space.isSum(limit.cost) && !space.ties.empty())
      throw UsageError("cannot limit the latency of plans with an integer form while layers are tied");
    const auto [least, most] = space.reachable(limit.cost);
    if (limit.most < least)
      throw UsageError(text(unreachable(limit.cost), costText(limit.cost, limit.most), ": ", rangeName(limit.cost),
                            " from ", costText(limit.cost, least), " to ", costText(limit.cost, most),
                            " can be reached"));
  }
  if (cheapestAllowed(space)) return;
  // Each alone can be kept, but not all of them.
  SearchSpace others = space;
  const CostLimit last = others.limits.back();
  others.limits.pop_back();
  checkReachable(others);
  const std::optional<PlanChoice> least = cheapestAllowed(others, last.cost);
  throw UsageError(text("no plan keeps ", limitsText(space.limits), " at once",
                        least ? text(": within ", limitsText(others.limits), " the least ", costTitle(last.cost),
                                     " is ", costText(last.cost, space.cost(*least, last.cost)))
                              : std::string()));
}

PlanFitter::PlanFitter(const SearchSpace& space) : space_(space) {
  if (!space.limits.empty()) cheapest_ = cheapestAllowed(space);
}

std::optional<PlanChoice> PlanFitter::fitted(PlanChoice bits, Random& random) const {
  if (space_.limits.empty()) return bits;
  if (!cheapest_) return {};
  // The choice of the next lower cost.
  const auto lower = [&](std::size_t l, Cost cost) -> std::optional<std::size_t> {
    const std::vector<std::int64_t>& costs = space_.layers[l].costs(cost);
    const std::int64_t here = costs[static_cast<std::size_t>(space_.layers[l].indexOf(bits[l]))];
    std::optional<std::size_t> next;
    for (std::size_t i = 0; i < costs.size(); ++i)
      if (costs[i] < here && (!next || costs[i] > costs[*next])) next = i;
    return next;
  };
  std::size_t steps = 0;
  for (const SearchSpace::LayerOptions& layer : space_.layers) steps += 2 * layer.widths.size();
  for (; steps > 0; --steps) {
    const auto broken = std::find_if(space_.limits.begin(), space_.limits.end(), [&](const CostLimit& limit) {
      return space_.cost(bits, limit.cost) > limit.most;
    });
    if (broken == space_.limits.end()) return bits;
    std::vector<std::size_t> candidates;
    for (std::size_t l = 0; l < bits.size(); ++l)
      if (lower(l, broken->cost)) candidates.push_back(l);
    if (candidates.empty()) break;
    const std::size_t l = candidates[random.below(candidates.size())];
    bits[l] = space_.layers[l].widths[*lower(l, broken->cost)];
  }
  // Limits that work against each other: layer by layer to a plan that keeps them all.
  std::vector<std::size_t> order(bits.size());
  for (std::size_t l = 0; l < order.size(); ++l) order[l] = l;
  for (std::size_t l = order.size(); l > 1; --l) std::swap(order[l - 1], order[random.below(l)]);
  for (const std::size_t l : order) {
    if (space_.allows(bits)) return bits;
    bits[l] = (*cheapest_)[l];
  }
  return bits;
}

std::optional<PlanChoice> PlanFitter::anyOther(const std::set<PlanChoice>& tried) const {
  // Layers in order, each by its choices; a branch ends where the cheapest of the rest are too much.
  std::vector<std::vector<std::int64_t>> rest(space_.limits.size());
  for (std::size_t k = 0; k < rest.size(); ++k) {
    rest[k].assign(space_.size() + 1, 0);
    for (std::size_t l = space_.size(); l-- > 0;) {
      const std::vector<std::int64_t>& costs = space_.layers[l].costs(space_.limits[k].cost);
      rest[k][l] = rest[k][l + 1] + *std::min_element(costs.begin(), costs.end());
    }
  }
  std::vector<std::size_t> at{0};
  std::vector<std::vector<std::int64_t>> sums{{}};
  for (const CostLimit& limit : space_.limits) sums.back().push_back(space_.fixedCost(limit.cost));
  PlanChoice bits;
  for (std::int64_t visits = 0; !at.empty() && visits < mostVisits; ++visits) {
    const std::size_t l = at.size() - 1;
    if (l == space_.size() || at.back() == space_.layers[l].widths.size()) {
      if (l == space_.size() && !tried.contains(bits) && space_.allows(bits)) return bits;
      at.pop_back();
      sums.pop_back();
      if (!bits.empty()) bits.pop_back();
      if (!at.empty()) ++at.back();
      continue;
    }
    std::vector<std::int64_t> next = sums.back();
    bool fits = true;
    for (std::size_t k = 0; k < next.size(); ++k) {
      next[k] += space_.layers[l].costs(space_.limits[k].cost)[at.back()];
      fits = fits && next[k] + rest[k][l + 1] <= space_.limits[k].most;
    }
    if (!fits) {
      ++at.back();
      continue;
    }
    bits.push_back(space_.layers[l].widths[at.back()]);
    at.push_back(0);
    sums.push_back(std::move(next));
  }
  return {};
}

}  // namespace bitprism
