#pragma once

#include "core/search/sensitivity.h"

namespace bitprism {

// The plan with the least sum of measured sensitivity (KL of each layer alone) whose size, fixed bytes included, is
// within a budget: exact, including plans between those of the Lagrangian sweep. A multiple-choice knapsack by dynamic
// programming over lists of undominated states in bytes and sensitivity, cut by the Lagrangian bound (Pisinger 1995;
// Kellerer, Pferschy & Pisinger 2004, ch. 11). Of equals the smaller. Throws UsageError if no plan is that small.
PlanChoice knapsack(const SearchSpace& space, const Sensitivity& sensitivity, std::int64_t budget);

// Solutions for `count` budgets, evenly spaced from the smallest plan to the smallest of least sensitivity; in
// descending bytes, without repetitions.
std::vector<PlanChoice> knapsackPlans(const SearchSpace& space, const Sensitivity& sensitivity, std::size_t count);

}  // namespace bitprism
