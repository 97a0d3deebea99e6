#pragma once

#include <vector>

#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// Plans that have the speed of a plan for images, not its outputs: widths are 8 bits and ranges are made up. `layers`
// marks those that are quantized, one mark for each layer.

// Weights and, where they read activations, inputs; without an integer form.
QuantPlan roundedSpeedPlan(const Network& network, const std::vector<bool>& layers);

// The marked layers are integer as far as kernels exist. Layers that no kernel takes stay float.
QuantPlan integerSpeedPlan(const Network& network, const std::vector<bool>& layers);

}  // namespace bitprism
