#pragma once

#include <optional>
#include <set>
#include <utility>

#include "core/base/random.h"
#include "core/search/sensitivity.h"

namespace bitprism {

// What the limits of a space leave of it (SearchSpace::limits). Spaces may have ties.

// The allowed plan of least sum of the table's values, with at most `budget` on the axis; exact as knapsack is, by
// leastSum. Where a limited cost is more than the sum of layers (SearchSpace::isSum) the plan keeps the limits, but a
// better one may exist. Empty if no plan keeps them.
std::optional<PlanChoice> leastDamage(const SearchSpace& space, const Sensitivity& sensitivity,
                                      std::optional<std::int64_t> budget = {});

// The allowed plan that costs least; likewise.
std::optional<PlanChoice> cheapestAllowed(const SearchSpace& space, Cost cost);
std::optional<PlanChoice> cheapestAllowed(const SearchSpace& space);  // on the axis

// The least and the most that an allowed plan costs; without limits as SearchSpace::reachable. Throws UsageError if no
// plan is allowed.
std::pair<std::int64_t, std::int64_t> reachableWithin(const SearchSpace& space, Cost cost);

// Throws UsageError, naming what can be reached, if no plan keeps the limits.
void checkReachable(const SearchSpace& space);

// Plans of an untied space moved within its limits. Without limits every plan stays as it is. Keeps the cheapest
// allowed plan for those that no small step helps. One thread at a time.
class PlanFitter {
 public:
  explicit PlanFitter(const SearchSpace& space);

  // Lowers random layers by one choice in a cost that is beyond its limit, as long as there is one. Empty if no plan is
  // allowed.
  std::optional<PlanChoice> fitted(PlanChoice bits, Random& random) const;

  // Some allowed plan that is not among these, in an order without meaning; empty if none is found.
  std::optional<PlanChoice> anyOther(const std::set<PlanChoice>& tried) const;

 private:
  const SearchSpace space_;
  std::optional<PlanChoice> cheapest_;
};

}  // namespace bitprism
