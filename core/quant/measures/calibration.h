#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/quant/measures/input_moments.h"

namespace bitprism {

// The input moments of a network's layers on calibration images, passed along with the network to everything that
// quantizes with them. A value, cheap to copy; all copies share the solvers' cache; safe from many threads.
struct Calibration {
  std::vector<std::shared_ptr<const InputMoments>> layers;  // as Network::layers; null: unknown

  bool empty() const { return layers.empty(); }  // nothing was measured
  const InputMoments* of(std::size_t layer) const { return layer < layers.size() ? layers[layer].get() : nullptr; }
  bool hasMoments() const {
    return std::any_of(layers.begin(), layers.end(), [](const auto& inputs) { return inputs != nullptr; });
  }
};

}  // namespace bitprism
