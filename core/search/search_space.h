#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/quant/packed/model_size.h"
#include "core/quant/plan/peak_activations.h"
#include "core/quant/scheme/layer_choice.h"
#include "core/search/space_rules.h"

namespace bitprism {

// The choices of a search: for each layer some bit-widths (each perhaps under several schemes), their sizes in bytes,
// and the layers that must share a width. A plain value.
struct SearchSpace {
  struct LayerOptions {
    std::vector<LayerChoice> widths{2, 3, 4, 5, 6, 7, 8};  // allowed choices by bytes, never empty; one: locked
    std::vector<std::int64_t> bytes;                       // of this layer at each choice
    std::int64_t weights = 0;

    LayerChoice narrowest() const { return widths.front(); }
    LayerChoice widest() const { return widths.back(); }
    int indexOf(const LayerChoice& choice) const;  // among the widths; -1 if it is not one of them
  };
  Quantization scheme;               // of every layer
  std::vector<Quantization> others;  // alternatives for a layer: choices of the schemes 1, 2, ...
  std::vector<LayerOptions> layers;
  std::int64_t fixedBytes = 0;
  std::vector<std::vector<std::size_t>> ties;  // layers that share one width; disjoint, equal widths within each

  // The input scheme of each layer by the bits of its weights, 0 for any bits; absent: float. Empty: all float.
  std::vector<std::map<int, ActivationScheme>> activations;

  IntegerForm integer;  // of every plan whose inputs are quantized; empty: of none

  // If not null, the peak of activations counts as memory too; null if it is the same for all plans and part of
  // fixedBytes.
  std::shared_ptr<const ActivationMemory> activationMemory;

  // The plan for these choices: the only place where a choice becomes the plan to measure and export. Throws UsageError
  // for an impossible width.
  QuantPlan plan(const PlanChoice& choices) const;

  // The plan in which one layer alone, its weights and its input, is quantized.
  QuantPlan planOfOne(std::size_t layer, const LayerChoice& choice) const;
  QuantScheme schemeOf(const LayerChoice& choice) const;  // throws UsageError for an impossible one
  ActivationScheme activationOf(std::size_t layer, const LayerChoice& choice) const;

  // The choices that give the plan's layers; empty if a layer has a scheme that is not in the space. Activations are
  // not compared.
  std::optional<PlanChoice> choicesOf(const QuantPlan& plan) const;
  std::int64_t bytes(const PlanChoice& choices) const;
  std::int64_t bytesOfLayers(const PlanChoice& choices) const;  // without the part of activationMemory
  bool contains(const PlanChoice& choices) const;
  std::pair<std::int64_t, std::int64_t> reachableBytes() const;  // of the smallest and the largest plan
  std::size_t size() const { return layers.size(); }
};

// Choices allowed for each layer; empty: every width under every scheme that can have it.
using AllowedChoices = std::vector<std::vector<LayerChoice>>;

// Every layer may have any of the widths unless the rules restrict it: a lock holds whether or not the width is listed,
// bounds exclude the widths beyond them, and tied layers have the widths that all of them may have. Every width that a
// further scheme can have is an additional choice, unless `allowed` names other choices of that layer and width (for
// tied layers: of any of them). A width without a named choice uses the first scheme. Throws UsageError if a width does
// not exist, a rule names an unknown layer, or a layer has no allowed width.
SearchSpace searchSpace(const Network& network, const Quantization& scheme, std::vector<int> widths,
                        const SpaceRules& rules = {}, const std::vector<Quantization>& others = {},
                        const AllowedChoices& allowed = {});

// Sets SearchSpace::activations, and the bytes of the layers accordingly.
void setActivations(SearchSpace& space, const Network& network,
                    std::vector<std::map<int, ActivationScheme>> activations);

// Counts the peak of activation memory in the bytes of every plan (fixedBytes or activationMemory); call it after
// setActivations. Throws UsageError if it depends on the plan while layers are tied.
bool activationsVary(const SearchSpace& space);  // with the bits of the layers
void countActivations(SearchSpace& space, std::shared_ptr<const ActivationMemory> memory);

// All existing widths between two.
std::vector<int> widthsBetween(int low, int high);

}  // namespace bitprism
