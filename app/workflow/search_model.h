#pragma once

#include "app/workflow/front_report.h"
#include "core/search/best_prediction.h"
#include "core/session/search_segment.h"

namespace bitprism {

// What a session's method believes after all that the session has measured, under its rules of now.
struct SearchModel {
  SearchSpace space;
  Sensitivity sensitivity;                     // empty where the method needs none
  std::shared_ptr<const Predictor> predictor;  // null where the method has no model, or nothing was measured
  SearchInsight insight;
};

// Tells all evaluations to a new search of the method and has it fit: as exact as the search's own model, but for
// where its fits began. Nothing for a session whose search was never prepared, or where activations count
// whose peak differs from plan to plan, which takes the network to tell. Throws InputError, Cancelled.
std::optional<SearchModel> searchModel(const Session& session, std::stop_token stop = {});

// Plans that were never tried, of the budget that is asked for, and what can be had at all. Predicted accuracies are
// those at the top task.
struct Reach {
  std::int64_t leastBytes = 0, mostBytes = 0;               // of any plan under the rules
  std::optional<double> leastMeasured, mostMeasured;        // accuracy at the top task
  std::optional<Prediction> leastPredicted, mostPredicted;  // along the sweep and of what was measured
};
Reach reachOf(const FrontReport& report, const SearchModel& model);

std::optional<PredictedPlan> predictedForSize(const FrontReport& report, const SearchModel& model, std::int64_t bytes);
std::optional<PredictedPlan> predictedForAccuracy(const FrontReport& report, const SearchModel& model, double accuracy);

// Throw UsageError naming what can be reached, when no plan can be so small, or none is so accurate by all that is
// known: neither measured nor predicted, with two deviations.
void checkSize(const Reach& reach, std::int64_t bytes);
void checkAccuracy(const FrontReport& report, const Reach& reach, double accuracy);

}  // namespace bitprism
