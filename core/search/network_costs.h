#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/search/search_space.h"

namespace bitprism {

// The latency of a network's layers on one machine, as a table of measurements gives it.
struct LatencyFigures {
  std::int64_t fixedNanoseconds = 0;  // of everything outside the layers
  // Of a layer whose weights and input are quantized like this.
  std::function<std::int64_t(std::size_t layer, const QuantScheme& weights, const ActivationScheme& input)> nanoseconds;
};

// What decides the costs of a network's plans besides their bytes, as far as it is known. A value.
struct NetworkCosts {
  std::vector<std::int64_t> macs;  // of each layer for one image (operation_counts.h); empty: unknown
  LatencyFigures latency;          // without a function: unknown

  bool knows(Cost cost) const;  // memory always

  // Of a plan; of bit operations the exact number, as bitOperations in operation_counts.h. Throws Error for memory and
  // for an unknown cost.
  std::int64_t costOf(Cost cost, const QuantPlan& plan) const;

  // Of one layer alone.
  std::int64_t costOf(Cost cost, std::size_t layer, const QuantScheme& weights, const ActivationScheme& input) const;
};

// Sets the figures of all choices for the known costs; call it after setActivations and before setAxis.
void setCosts(SearchSpace& space, const NetworkCosts& costs);

}  // namespace bitprism
