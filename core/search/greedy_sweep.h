#pragma once

#include "core/search/sensitivity.h"

namespace bitprism {

// Plans from the largest to the smallest, each step lowering by one choice the layer whose measured sensitivity (KL of
// the layer alone) grows least per byte saved. This is what mixed-precision tools such as AIMET do; unlike the
// Lagrangian sweep it never looks beyond the next choice. Only plans within the limits of the space; until the first of
// them, the layer that grows least per part of what is beyond the limits is lowered.
std::vector<PlanChoice> greedySweep(const SearchSpace& space, const Sensitivity& sensitivity);

}  // namespace bitprism
