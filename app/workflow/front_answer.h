#pragma once

#include "app/workflow/search_model.h"
#include "core/search/network_costs.h"

namespace bitprism {

// What a plan may cost at most, and the accuracy that it must reach; neither: no budget.
struct Budget {
  std::vector<CostLimit> limits;   // one for each cost (tightest)
  std::optional<double> accuracy;  // or the session's metric, as in Score::accuracy
  WrittenQuality written;          // its text
  bool asked() const { return !limits.empty() || accuracy; }
};

// On which axis a session is shown, and what is known of its network's costs otherwise; by default those of its search.
struct FrontAxis {
  std::optional<Cost> axis;
  NetworkCosts costs;
};

// The answers of a session without measuring, from its evaluations and its model.
struct FrontAnswer {
  FrontReport report;
  bool hasModel = false;
  std::optional<Reach> reach;              // empty if the session's search was never prepared
  std::optional<Evaluation> known;         // the best measured plan within the budget
  std::optional<PredictedPlan> predicted;  // the best untried plan; empty without a model
};

// Throws UsageError if no plan meets the budget, naming the reachable range, or if the session does not know a cost;
// InputError.
FrontAnswer answer(const Session& session, const Budget& budget, std::stop_token stop = {},
                   const FrontAxis& shown = {});

// The best measured plan: the most accurate within the limits or, if an accuracy is asked for, the cheapest of those
// with it. Throws UsageError if none meets the budget.
const Evaluation& knownPoint(const FrontAnswer& answer, const Budget& budget);

}  // namespace bitprism
