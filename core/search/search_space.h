#pragma once

#include <cstdint>
#include <vector>

#include "core/quant/model_size.h"

namespace bitprism {

// What a search may choose: for each layer a range of bit-widths, and what each width costs in bytes. A plain value.
struct SearchSpace {
  struct LayerChoice {
    int minimumBits = 2;
    int maximumBits = 8;              // equal to minimumBits: locked
    std::vector<std::int64_t> bytes;  // of this layer at minimumBits + i
    std::int64_t weights = 0;
  };
  QuantScheme scheme;  // of every layer, its bits replaced
  std::vector<LayerChoice> layers;
  std::int64_t fixedBytes = 0;

  // The plan that an allocation stands for: the one place where a choice becomes what is measured and exported. Throws
  // UsageError for an impossible width.
  QuantPlan plan(const BitAllocation& bits) const;
  std::int64_t bytes(const BitAllocation& bits) const;
  bool contains(const BitAllocation& bits) const;
  std::size_t size() const { return layers.size(); }
};

SearchSpace searchSpace(const Network& network, const QuantScheme& scheme, int minimumBits, int maximumBits);

}  // namespace bitprism
