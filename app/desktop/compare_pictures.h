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

// Of two networks; `open` is that of the window.
std::vector<CompareRow> compareRows(const ComparedPlan& a, const ComparedPlan& b, const std::vector<LayerPair>& pairs,
                                    const std::shared_ptr<const Network>& open);

PlanEntry planEntry(const ComparedPlan& plan);

// The weights of one layer, or of one of its channels (-1: all), quantized by both plans. Quantizes, so it is for
// worker threads. Throws Error.
CompareWeightsPicture compareWeights(const ComparedPlan& a, const ComparedPlan& b, std::size_t layer, int channel);
// The same for a layer of one network and its counterpart in another; a channel that one of them lacks: all.
CompareWeightsPicture compareWeights(const ComparedPlan& a, std::size_t layerA, const ComparedPlan& b,
                                     std::size_t layerB, int channel);

}  // namespace bitprism
