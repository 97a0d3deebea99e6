#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "core/base/json.h"
#include "core/base/progress.h"
#include "core/eval/evaluation.h"
#include "core/torch/measure/accuracy_evaluator.h"

namespace bitprism {

// A written file measured on images: its score, its plan's score, and how far their outputs agree.
struct ExportCheck {
  Score unchanged;   // the float network
  Score plan, file;  // each against the float network
  Score between;     // the file against the plan: sqnrDb, and agreement if there are classes
};

// The least SQNR, in dB, of a file's outputs against its plan's: it allows for float arithmetic in another order and,
// with quantized inputs, for the few values that this moves to the next level.
double leastFileSqnrDb(const QuantPlan& plan);

// Measures a file that was read back, and the network and plan that it was written from. The evaluator belongs to the
// float network to which all are compared. Throws Cancelled, and Error if the file differs from the plan.
ExportCheck checkExport(AccuracyEvaluator& evaluator, const PlannedNetwork& exported,
                        const std::shared_ptr<const Network>& written, std::stop_token stop = {},
                        const Progress& progress = {});

// "accuracy on 300 images: float 96.67 %, plan 95.00 %, written file 95.00 %; the file against the plan: ...".
std::string sentence(const ExportCheck& check);

// {"metric", "accuracy", "file_accuracy", "float_accuracy", "images", ...}.
Json toJson(const ExportCheck& check);

}  // namespace bitprism
