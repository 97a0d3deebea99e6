#pragma once

#include "core/search/sensitivity.h"

namespace bitprism {

// The plans passed on the way from the largest to the smallest when always the layer is lowered by one choice whose
// measured sensitivity (KL of the layer alone) grows least per byte saved. What mixed-precision tools such as AIMET do;
// unlike the Lagrangian sweep it never looks past the next choice. From largest to smallest.
std::vector<PlanChoice> greedySweep(const SearchSpace& space, const Sensitivity& sensitivity);

}  // namespace bitprism
