#include "app/workflow/counted_costs.h"

#include "core/base/error.h"
#include "core/quant/plan/operation_counts.h"
#include "core/torch/graph/slot_shapes.h"

namespace bitprism {

NetworkCosts countedCosts(const Network& network) {
  NetworkCosts costs;
  try {
    costs.macs = layerMacs(network, slotShapes(network.program));
  } catch (const Error&) {
    // Bit operations stay unknown, and are not offered.
  }
  return costs;
}

}  // namespace bitprism
