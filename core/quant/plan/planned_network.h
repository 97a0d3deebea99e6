#pragma once

#include <memory>

#include "core/network/network.h"
#include "core/quant/measures/calibration.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// A network under a plan, with what its layers read where the plan needs that (needsInputs).
struct PlannedNetwork {
  std::shared_ptr<const Network> network;
  QuantPlan plan;
  Calibration calibration = {};
};

}  // namespace bitprism
