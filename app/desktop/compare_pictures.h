#pragma once

#include <vector>

#include "app/desktop/compared_errors.h"
#include "app/desktop/compared_plan.h"
#include "widgets/compare_row.h"
#include "widgets/compare_weights.h"

namespace bitprism {

// The values of a comparison for the views.

// Layer by layer; a look-up.
std::vector<CompareRow> compareRows(const ComparedPlan& a, const ComparedPlan& b, const ComparedErrors& errors);

PlanEntry planEntry(const ComparedPlan& plan);

// The weights of one layer, or of one of its channels (-1: all), quantized by both plans. Quantizes, so it is for
// worker threads. Throws Error.
CompareWeightsPicture compareWeights(const ComparedPlan& a, const ComparedPlan& b, std::size_t layer, int channel);

}  // namespace bitprism
