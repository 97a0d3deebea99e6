#pragma once

#include "core/network/network.h"
#include "core/search/network_costs.h"

namespace bitprism {

// The multiplications of a network's layers, found by running it once on zeros; unknown if it needs other inputs.
NetworkCosts countedCosts(const Network& network);

}  // namespace bitprism
