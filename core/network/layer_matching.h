#pragma once

#include <optional>
#include <vector>

#include "core/network/layer.h"

namespace bitprism {

// Why two layers of different networks are taken to be the same one.
enum class MatchReason {
  Name,   // the same name
  Shape,  // other names, the same shape of weights and the same place among such layers
  None    // the layer has no counterpart
};

// A layer of one network and its counterpart in another. One of both is absent where there is none.
struct LayerMatch {
  std::optional<std::size_t> first, second;  // places in execution order
  MatchReason reason = MatchReason::None;

  bool both() const { return first && second; }
  bool operator==(const LayerMatch&) const = default;
};

// Every layer of both networks once: layers of one name and shape first, then, among the rest, a longest sequence of
// equal shapes in the same order, then layers of one name with other shapes. In the order of the first network; layers
// of the second alone follow the counterpart of the layer before them.
std::vector<LayerMatch> matchLayers(const std::vector<Layer>& first, const std::vector<Layer>& second);

}  // namespace bitprism
