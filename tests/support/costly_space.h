#pragma once

#include <functional>

#include "core/base/random.h"
#include "tests/support/synthetic_network.h"

namespace bitprism::test {

// A synthetic network whose choices cost more than bytes: bit operations that follow the bits with other weights for
// the layers, and latencies that do not follow them.
inline SyntheticNetwork costlyNetwork(std::size_t layers, std::uint64_t seed, std::size_t widths = 7) {
  SyntheticNetwork network(layers, seed);
  Random random(seed, 91);
  for (std::size_t l = 0; l < layers; ++l) {
    SearchSpace::LayerOptions& layer = network.space.layers[l];
    layer.widths.resize(widths);
    layer.bytes.resize(widths);
    network.sensitivity.kl[l].resize(widths);
    const auto macs = static_cast<std::int64_t>(1000 + random.below(100000));
    for (const LayerChoice& choice : layer.widths) {
      layer.bitOperations.push_back(macs * choice.bits * 8);
      layer.nanoseconds.push_back(static_cast<std::int64_t>(500 + random.below(5000)));
    }
  }
  network.space.fixedNanoseconds = 700;
  return network;
}

inline void forEachPlanOf(const SearchSpace& space, const std::function<void(const PlanChoice&)>& visit) {
  PlanChoice bits(space.size());
  const std::function<void(std::size_t)> from = [&](std::size_t l) {
    if (l == space.size()) {
      if (space.contains(bits)) visit(bits);
      return;
    }
    for (const LayerChoice& choice : space.layers[l].widths) {
      bits[l] = choice;
      from(l + 1);
    }
  };
  from(0);
}

// A limit this far from the least to the most that plans cost.
inline CostLimit limitAt(const SearchSpace& space, Cost cost, double part) {
  const auto [least, most] = space.reachable(cost);
  return {cost, least + static_cast<std::int64_t>(part * static_cast<double>(most - least))};
}

}  // namespace bitprism::test
