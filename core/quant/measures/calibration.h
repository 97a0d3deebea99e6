#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/quant/measures/input_moments.h"

namespace bitprism {

// What calibration images say of what the layers of one network read: goes beside the network to whatever quantizes by
// it. A value, cheap to copy, of which all copies share what solvers remember; safe from many threads.
struct Calibration {
  std::vector<std::shared_ptr<const InputMoments>> layers;  // as Network::layers; null: of that layer nothing is known

  bool empty() const { return layers.empty(); }  // nothing was measured
  const InputMoments* of(std::size_t layer) const { return layer < layers.size() ? layers[layer].get() : nullptr; }
  bool hasMoments() const {
    return std::any_of(layers.begin(), layers.end(), [](const auto& inputs) { return inputs != nullptr; });
  }
};

}  // namespace bitprism
