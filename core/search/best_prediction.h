#pragma once

#include <optional>
#include <set>

#include "core/search/search.h"

namespace bitprism {

// A plan that was never tried, and what is expected of it.
struct PredictedPlan {
  PlanChoice bits;
  std::int64_t bytes = 0;
  Prediction prediction;
};

// Where to look for such plans, and what not to name.
struct PredictionScope {
  const SearchSpace& space;
  const Predictor& model;
  std::vector<PlanChoice> starts;  // within the space, such as the sweep and what was found good
  std::set<PlanChoice> tried;
};

// The plan of the best predicted accuracy in at most so many bytes; the smallest plan whose predicted accuracy is at
// least so much. From the best starts on by local search, so better ones may exist. Nothing where no such plan is met.
std::optional<PredictedPlan> bestPredicted(const PredictionScope& scope, std::int64_t mostBytes);
std::optional<PredictedPlan> smallestPredicted(const PredictionScope& scope, double accuracy);

}  // namespace bitprism
