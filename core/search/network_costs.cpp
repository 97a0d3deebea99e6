#include "core/search/network_costs.h"

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::int64_t mostBitOperations = std::int64_t{1} << 60;  // of a layer, so that sums are whole numbers

}  // namespace

bool NetworkCosts::knows(Cost cost) const {
  return cost == Cost::Memory || (cost == Cost::BitOperations ? !macs.empty() : latency.nanoseconds != nullptr);
}

std::int64_t NetworkCosts::costOf(Cost cost, std::size_t layer, const QuantScheme& weights,
                                  const ActivationScheme& input) const {
  if (cost == Cost::Memory || !knows(cost)) throw Error(text("the ", costTitle(cost), " of layers is unknown"));
  if (cost == Cost::Latency) return latency.nanoseconds(layer, weights, input);
  const std::int64_t bits = std::int64_t{weights.bits} * input.bits;
  if (macs.at(layer) > mostBitOperations / bits)
    throw Error(text("cannot count bit operations of layer ", layer, ": it has ", macs[layer], " multiplications"));
  return macs[layer] * bits;
}

std::int64_t NetworkCosts::costOf(Cost cost, const QuantPlan& plan) const {
  std::int64_t sum = cost == Cost::Latency ? latency.fixedNanoseconds : 0;
  for (std::size_t l = 0; l < plan.layers.size(); ++l) sum += costOf(cost, l, plan.layers[l], plan.activation(l));
  return sum;
}

void setCosts(SearchSpace& space, const NetworkCosts& costs) {
  for (const Cost cost : {Cost::BitOperations, Cost::Latency}) {
    if (!costs.knows(cost)) continue;
    for (std::size_t l = 0; l < space.size(); ++l) {
      std::vector<std::int64_t>& figures = space.layers[l].costs(cost);
      figures.clear();
      for (const LayerChoice& choice : space.layers[l].widths)
        figures.push_back(costs.costOf(cost, l, space.schemeOf(choice), space.activationOf(l, choice)));
    }
  }
  if (costs.knows(Cost::Latency)) space.fixedNanoseconds = costs.latency.fixedNanoseconds;
}

}  // namespace bitprism
