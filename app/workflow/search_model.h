#pragma once

#include "app/workflow/front_report.h"
#include "core/search/best_prediction.h"
#include "core/session/search_segment.h"

namespace bitprism {

// The model of a session's search method after all of its evaluations, under the current rules.
struct SearchModel {
  SearchSpace space;
  Sensitivity sensitivity;                     // empty if the method needs none
  std::shared_ptr<const Predictor> predictor;  // null if the method has no model, or nothing was measured
  SearchInsight insight;
};

// Passes all evaluations to a new search of the method and fits it: as exact as the search's own model, except for the
// starting points of its fits. Empty for a session whose search was never prepared, or if activations count and their
// peak depends on the plan, which requires the network. Throws InputError, Cancelled.
std::optional<SearchModel> searchModel(const Session& session, std::stop_token stop = {});

// Untried plans for the requested budget, and the reachable range. Predicted accuracies are those at the top task.
struct Reach {
  std::int64_t leastBytes = 0, mostBytes = 0;  // of any plan under the rules and limits
  Cost axis = Cost::Memory;
  std::int64_t leastCost = 0, mostCost = 0;                 // on the axis, likewise
  std::optional<double> leastMeasured, mostMeasured;        // accuracy at the top task
  std::optional<Prediction> leastPredicted, mostPredicted;  // along the sweep and for measured plans
};
Reach reachOf(const FrontReport& report, const SearchModel& model);

// Gives the model's space the axis of the report and the figures of all costs that the report knows.
void showOn(SearchModel& model, const FrontReport& report);

// The most accurate untried plan within limits and, if an accuracy is asked for, the cheapest of at least that.
std::optional<PredictedPlan> predictedWithin(const FrontReport& report, SearchModel model,
                                             const std::vector<CostLimit>& limits, std::optional<double> accuracy);

std::optional<PredictedPlan> predictedForSize(const FrontReport& report, const SearchModel& model, std::int64_t bytes);

// Throw UsageError naming the reachable range if no plan keeps the limits, or none is that accurate, neither measured
// nor predicted within two standard deviations.
void checkLimits(const SearchModel& model, const std::vector<CostLimit>& limits);
void checkAccuracy(const FrontReport& report, const Reach& reach, double accuracy);

}  // namespace bitprism
