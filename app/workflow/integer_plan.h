#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "app/workflow/search_request.h"
#include "app/workflow/study.h"

namespace bitprism {

// Whether a plan that is made for these widths gets an integer form (core/quant/plan/integer_form.h) where nobody says
// so: inputs at up to 8 bits on single uniform grids, weights at 4 to 8. Below that, symmetric grids, which the form
// needs, cost more accuracy than other methods do.
bool suitsIntegers(int weightBits, const ActivationRequest& request);

// Only kernels for whole numbers make a plan faster, and these take quantized inputs: a search that trades or limits
// latency for a target with such kernels gets inputs of 8 bits if it has none. Whether it did.
bool quantizeInputsForLatency(SearchRequest& request);

// The plan with its integer form, its tensors calibrated on the study's calibration images; as it was where no layer of
// it computes in integers. Throws UsageError without images, Cancelled.
QuantPlan withIntegerForm(Study& study, QuantPlan plan, const ActivationOptions& options, std::stop_token stop = {},
                          const Progress& progress = {});

// What folding restored means into biases costs, measured on the evaluator's images: a sentence; absent where nothing
// is folded. score: the plan's own, on these images. Throws Cancelled.
std::optional<std::string> foldingNotice(AccuracyEvaluator& evaluator, const PlannedNetwork& planned,
                                         const Score& score, std::stop_token stop = {}, const Progress& progress = {});

}  // namespace bitprism
