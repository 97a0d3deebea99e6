#pragma once

#include <memory>

#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// A network as it is run: under a plan of as many layers.
struct PlannedNetwork {
  std::shared_ptr<const Network> network;
  QuantPlan plan;
};

}  // namespace bitprism
