#pragma once

#include "app/workflow/study.h"

namespace bitprism {

// The plan within a budget whose weights differ least from the network's, without running it: the least sum over layers
// of the squared error relative to the layer's squared weights, every layer at 2 to 8 bits of one quantization. An
// exact knapsack (core/search/knapsack.h). Layer inputs are used where they are known. Throws UsageError naming the
// smallest plan when none is within the budget, Cancelled.
QuantPlan planByError(Study& study, const Quantization& quantization, std::int64_t bytes, std::stop_token stop = {},
                      const Progress& progress = {});

}  // namespace bitprism
