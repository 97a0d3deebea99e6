#include "core/search/search_space.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/network.h"

namespace bitprism {

QuantPlan SearchSpace::plan(const BitAllocation& bits) const {
  return withBits(scheme, bits);
}

std::int64_t SearchSpace::bytes(const BitAllocation& bits) const {
  std::int64_t sum = fixedBytes;
  for (std::size_t l = 0; l < layers.size(); ++l)
    sum += layers[l].bytes.at(static_cast<std::size_t>(bits.at(l) - layers[l].minimumBits));
  return sum;
}

bool SearchSpace::contains(const BitAllocation& bits) const {
  if (bits.size() != layers.size()) return false;
  for (std::size_t l = 0; l < layers.size(); ++l)
    if (bits[l] < layers[l].minimumBits || bits[l] > layers[l].maximumBits) return false;
  return true;
}

SearchSpace searchSpace(const Network& network, const QuantScheme& scheme, int lowBits, int highBits) {
  if (lowBits < minimumBits || highBits > maximumBits || lowBits > highBits)
    throw UsageError(text("cannot search bit-widths ", lowBits, " to ", highBits, ": expected a range within ",
                          minimumBits, " to ", maximumBits));
  SearchSpace space;
  space.scheme = scheme;
  space.fixedBytes = fixedBytes(network);
  for (const Layer& layer : network.layers) {
    SearchSpace::LayerChoice choice;
    choice.minimumBits = lowBits;
    choice.maximumBits = highBits;
    choice.weights = layer.weightCount();
    for (int bits = lowBits; bits <= highBits; ++bits) {
      QuantScheme at = scheme;
      at.bits = bits;
      choice.bytes.push_back(layerBytes(layer, at));
    }
    space.layers.push_back(std::move(choice));
  }
  return space;
}

}  // namespace bitprism
