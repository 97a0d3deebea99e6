#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "core/quant/plan/latency_table.h"
#include "core/search/search_space.h"

namespace bitprism {

// What decides the costs of a network's plans besides their bytes, as far as it is known. A value.
struct NetworkCosts {
  std::vector<std::int64_t> macs;               // of each layer for one image (operation_counts.h); empty: unknown
  std::shared_ptr<const LatencyTable> latency;  // of the network on some machine; null: unknown

  bool knows(Cost cost) const;  // memory always

  // Of a plan; of bit operations the exact number, as bitOperations in operation_counts.h. Throws Error for memory, for
  // an unknown cost and for another number of layers.
  std::int64_t costOf(Cost cost, const QuantPlan& plan) const;
};

// Sets the figures of all choices for the known costs; call it after setActivations and before setAxis. Throws Error.
void setCosts(SearchSpace& space, const NetworkCosts& costs);

// The same where layers have schemes of their own instead of the space's.
using ChoiceSchemes =
    std::function<std::pair<QuantScheme, ActivationScheme>(std::size_t layer, const LayerChoice& choice)>;
void setCosts(SearchSpace& space, const NetworkCosts& costs, const ChoiceSchemes& schemesOf);

}  // namespace bitprism
