#pragma once

#include "app/workflow/search_model.h"

namespace bitprism {

// The size that a plan may have, or the accuracy that it must reach; neither: no budget.
struct Budget {
  std::optional<std::int64_t> bytes;
  std::optional<double> accuracy;  // or what else is measured, as Score::accuracy
  WrittenQuality written;          // that it comes from
  bool asked() const { return bytes || accuracy; }
};

// What a session can answer without measuring, from its evaluations and its model.
struct FrontAnswer {
  FrontReport report;
  bool hasModel = false;
  std::optional<Reach> reach;              // nothing for a session whose search was never prepared
  std::optional<Evaluation> known;         // the best measured plan within the budget
  std::optional<PredictedPlan> predicted;  // the best one never tried; nothing without a model
};

// Throws UsageError when the budget cannot be met by any plan, naming the reachable range; InputError.
FrontAnswer answer(const Session& session, const Budget& budget, std::stop_token stop = {});

// The best measured plan. Throws UsageError when none meets the budget.
const Evaluation& knownPoint(const FrontAnswer& answer, const Budget& budget);

}  // namespace bitprism
