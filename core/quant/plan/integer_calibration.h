#pragma once

#include <vector>

#include "core/quant/activations/activation_calibration.h"
#include "core/quant/plan/integer_grids.h"

namespace bitprism {

// What calibration images say of the tensors of an integer form.
struct IntegerCalibration {
  std::vector<IntegerGrid> grids;             // integerGrids of the plan
  std::vector<InputStatistics> values;        // of every grid's widest slot
  std::vector<std::vector<float>> inputSums;  // as IntegerForm::inputSums
};

// The mean over positions of the sum of what an output value of each layer reads, by group, from the means of its input
// channels: zeros that pad an edge are counted in. shapes: of every slot for one image.
std::vector<std::vector<float>> meanInputSums(const Network& network, const std::vector<Shape>& shapes,
                                              const std::vector<InputStatistics>& inputs);

// The plan with its integer form. A grid that only layers read, all of them the same slot, is the widest one that the
// plan has for them, and so is one whose widest slot layers read at 8 bits; every other grid has 8 bits and the range
// that the options choose. Layers then read the grid itself where it has their bits.
QuantPlan withIntegerForm(QuantPlan plan, const Network& network, const IntegerCalibration& calibration,
                          const ActivationOptions& options);

}  // namespace bitprism
