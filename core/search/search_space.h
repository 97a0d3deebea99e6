#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/quant/model_size.h"
#include "core/search/space_rules.h"

namespace bitprism {

// What a search may choose: for each layer some bit-widths, what each of them costs in bytes, and which layers must
// have the same. A plain value.
struct SearchSpace {
  struct LayerChoice {
    std::vector<int> widths{2, 3, 4, 5, 6, 7, 8};  // rising, never empty; one: locked
    std::vector<std::int64_t> bytes;               // of this layer at each width
    std::int64_t weights = 0;

    int narrowest() const { return widths.front(); }
    int widest() const { return widths.back(); }
    int indexOf(int bits) const;  // among the widths; -1 when it is none of them
  };
  QuantScheme scheme;  // of every layer, its bits replaced
  std::vector<LayerChoice> layers;
  std::int64_t fixedBytes = 0;
  std::vector<std::vector<std::size_t>> ties;  // layers that share one width; disjoint, equal widths within each

  // The input of each layer by the bits of its weights, 0 for whatever they are; absent: float. Empty: all float.
  std::vector<std::map<int, ActivationScheme>> activations;

  // The plan that an allocation stands for: the one place where a choice becomes what is measured and exported. Throws
  // UsageError for an impossible width.
  QuantPlan plan(const BitAllocation& bits) const;

  // The plan in which one layer alone, its weights and its input, is quantized.
  QuantPlan planOfOne(std::size_t layer, int bits) const;
  std::int64_t bytes(const BitAllocation& bits) const;
  bool contains(const BitAllocation& bits) const;
  std::size_t size() const { return layers.size(); }
};

// Every layer may have any of the widths, as far as the rules say nothing else: a lock holds whatever the widths are,
// bounds leave out what is beyond them, and tied layers have what all of them may have. Throws UsageError when a width
// does not exist, a rule names no layer, or a layer is left without any width.
SearchSpace searchSpace(const Network& network, const QuantScheme& scheme, std::vector<int> widths,
                        const SpaceRules& rules = {});

// All widths from one to another.
std::vector<int> widthsBetween(int low, int high);

}  // namespace bitprism
