#pragma once

#include "core/search/sensitivity.h"

namespace bitprism {

// The plan with the least sum of measured sensitivity (KL of each layer alone) whose cost on the axis, fixed part
// included, is within a budget: exact, including plans between those of the Lagrangian sweep. A multiple-choice
// knapsack by dynamic programming over lists of undominated states in cost and sensitivity, cut by the Lagrangian bound
// (Pisinger 1995; Kellerer, Pferschy & Pisinger 2004, ch. 11). Of equals the cheaper. A space with limits on other
// costs adds them as constraints (leastDamage in limited_plans.h). Throws UsageError if no plan is that cheap.
PlanChoice knapsack(const SearchSpace& space, const Sensitivity& sensitivity, std::int64_t budget);

// Solutions for `count` budgets, evenly spaced from the cheapest plan to the cheapest of least sensitivity; in
// descending cost, without repetitions.
std::vector<PlanChoice> knapsackPlans(const SearchSpace& space, const Sensitivity& sensitivity, std::size_t count);

}  // namespace bitprism
