#pragma once

#include <optional>
#include <set>

#include "core/search/search.h"

namespace bitprism {

// An untried plan and its predicted accuracy.
struct PredictedPlan {
  PlanChoice bits;
  std::int64_t bytes = 0;
  std::int64_t cost = 0;  // on the axis of the space
  Prediction prediction;
};

// Where to look for such plans, and which to exclude.
struct PredictionScope {
  const SearchSpace& space;
  const Predictor& model;
  std::vector<PlanChoice> starts;  // within the space, such as the sweep and good plans found so far
  std::set<PlanChoice> tried;
};

// The plan of best predicted accuracy within a budget on the axis of the space; the cheapest plan of at least this
// predicted accuracy. Both within the limits of the space.
// By local search from the best starts, so better ones may exist. Empty if no such plan is found.
std::optional<PredictedPlan> bestPredicted(const PredictionScope& scope, std::int64_t mostCost);
std::optional<PredictedPlan> smallestPredicted(const PredictionScope& scope, double accuracy);

}  // namespace bitprism
