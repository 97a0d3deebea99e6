#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "core/base/json.h"
#include "core/base/progress.h"
#include "core/eval/evaluation.h"
#include "core/torch/measure/accuracy_evaluator.h"

namespace bitprism {

// A written file on images: what it is worth, what its plan is worth, and whether it gives what the plan gives.
struct ExportCheck {
  Score unchanged;   // the float network
  Score plan, file;  // each against the float network
  Score between;     // the file against the plan: sqnrDb, and agreement where there are classes
};

// How far below the plan's outputs a file's difference from them must stay, in dB: float arithmetic in another order,
// and where inputs are quantized the few values that it carries over to the next level.
double leastFileSqnrDb(const QuantPlan& plan);

// Measures a file that was read back beside the network and plan that it holds. The evaluator is of the float network
// that all are compared with. Throws Cancelled, and Error when the file gives something else than the plan.
ExportCheck checkExport(AccuracyEvaluator& evaluator, const std::shared_ptr<const Network>& network,
                        const QuantPlan& plan, const std::shared_ptr<const Network>& written, std::stop_token stop = {},
                        const Progress& progress = {});

// "accuracy on 300 images: float 96.67 %, plan 95.00 %, written file 95.00 %; the file against the plan: ...".
std::string sentence(const ExportCheck& check);

// {"metric", "accuracy", "file_accuracy", "float_accuracy", "images", ...}.
Json toJson(const ExportCheck& check);

}  // namespace bitprism
