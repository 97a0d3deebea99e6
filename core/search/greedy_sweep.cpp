#include "core/search/greedy_sweep.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "core/search/limited_plans.h"
#include "core/search/tied_search.h"

namespace bitprism {
namespace {

// The choice of the next lower cost (of several the least sensitive); the index itself if there is none.
std::size_t nextDown(const std::vector<std::int64_t>& costs, const std::vector<double>& sensitivity, std::size_t at) {
  std::size_t next = at;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    if (costs[i] >= costs[at]) continue;
    const bool nearer =
        next == at || costs[i] > costs[next] || (costs[i] == costs[next] && sensitivity[i] < sensitivity[next]);
    if (nearer) next = i;
  }
  return next;
}

// What the plan has beyond the limits, in parts of each.
double excess(const SearchSpace& space, const PlanChoice& bits) {
  double sum = 0;
  for (const CostLimit& limit : space.limits)
    sum +=
        std::max(0.0, static_cast<double>(space.cost(bits, limit.cost) - limit.most)) / static_cast<double>(limit.most);
  return sum;
}

// Lowers layers, in any cost that is beyond its limit, until the plan is allowed; false if no step helps.
bool lowerToLimits(const SearchSpace& space, const Sensitivity& sensitivity, PlanChoice& bits) {
  for (double over = excess(space, bits); over > 0; over = excess(space, bits)) {
    double least = std::numeric_limits<double>::infinity();
    PlanChoice best;
    for (std::size_t l = 0; l < space.size(); ++l) {
      const auto at = static_cast<std::size_t>(space.layers[l].indexOf(bits[l]));
      for (const CostLimit& limit : space.limits) {
        const std::size_t next = nextDown(space.layers[l].costs(limit.cost), sensitivity.kl[l], at);
        PlanChoice lowered = bits;
        lowered[l] = space.layers[l].widths[next];
        const double saved = over - excess(space, lowered);
        if (!(saved > 0)) continue;
        const double price = (sensitivity.kl[l][next] - sensitivity.kl[l][at]) / saved;
        if (price < least) least = price, best = std::move(lowered);
      }
    }
    if (best.empty()) return false;
    bits = std::move(best);
  }
  return true;
}

}  // namespace

std::vector<PlanChoice> greedySweep(const SearchSpace& space, const Sensitivity& sensitivity) {
  checkSensitivity(space, sensitivity);
  if (space.size() == 0) return {};
  if (!space.ties.empty()) {
    const UntiedSpace untied(space);
    std::vector<PlanChoice> plans = greedySweep(untied.space(), untied.untied(sensitivity));
    for (PlanChoice& bits : plans) bits = untied.tied(bits);
    return plans;
  }
  PlanChoice bits;
  for (const SearchSpace::LayerOptions& layer : space.layers) bits.push_back(layer.widest());
  if (!lowerToLimits(space, sensitivity, bits)) {
    const std::optional<PlanChoice> least = leastDamage(space, sensitivity);
    if (!least) return {};
    bits = *least;
  }
  std::vector<std::size_t> at;
  for (std::size_t l = 0; l < space.size(); ++l)
    at.push_back(static_cast<std::size_t>(space.layers[l].indexOf(bits[l])));
  std::vector<PlanChoice> plans{bits};
  const auto allowsStep = [&](std::size_t l, std::size_t to) {
    if (space.limits.empty()) return true;
    PlanChoice lowered = bits;
    lowered[l] = space.layers[l].widths[to];
    return space.allows(lowered);
  };
  for (;;) {
    double least = std::numeric_limits<double>::infinity();
    std::size_t lowered = space.size(), to = 0;
    for (std::size_t l = 0; l < space.size(); ++l) {
      const std::vector<std::int64_t>& costs = space.costs(l);
      const std::size_t next = nextDown(costs, sensitivity.kl[l], at[l]);
      if (next == at[l] || !allowsStep(l, next)) continue;
      const double price =
          (sensitivity.kl[l][next] - sensitivity.kl[l][at[l]]) / static_cast<double>(costs[at[l]] - costs[next]);
      if (price >= least) continue;
      least = price;
      lowered = l;
      to = next;
    }
    if (lowered == space.size()) return plans;
    at[lowered] = to;
    bits[lowered] = space.layers[lowered].widths[to];
    plans.push_back(bits);
  }
}

}  // namespace bitprism
