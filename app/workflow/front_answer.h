#pragma once

#include "app/workflow/search_model.h"

namespace bitprism {

// The size that a plan may have, or the accuracy that it must reach; neither: no budget.
struct Budget {
  std::optional<std::int64_t> bytes;
  std::optional<double> accuracy;  // or the session's metric, as in Score::accuracy
  WrittenQuality written;          // its text
  bool asked() const { return bytes || accuracy; }
};

// The answers of a session without measuring, from its evaluations and its model.
struct FrontAnswer {
  FrontReport report;
  bool hasModel = false;
  std::optional<Reach> reach;              // empty if the session's search was never prepared
  std::optional<Evaluation> known;         // the best measured plan within the budget
  std::optional<PredictedPlan> predicted;  // the best untried plan; empty without a model
};

// Throws UsageError if no plan meets the budget, naming the reachable range; InputError.
FrontAnswer answer(const Session& session, const Budget& budget, std::stop_token stop = {});

// The best measured plan. Throws UsageError if none meets the budget.
const Evaluation& knownPoint(const FrontAnswer& answer, const Budget& budget);

}  // namespace bitprism
