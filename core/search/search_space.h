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

// What a search may choose: for each layer some bit-widths (each perhaps under several schemes), what each of them
// costs in bytes, and which layers must have the same. A plain value.
struct SearchSpace {
  struct LayerOptions {
    std::vector<LayerChoice> widths{2, 3, 4, 5, 6, 7, 8};  // what it may have by rising bytes, never empty; one: locked
    std::vector<std::int64_t> bytes;                       // of this layer at each
    std::int64_t weights = 0;

    LayerChoice narrowest() const { return widths.front(); }
    LayerChoice widest() const { return widths.back(); }
    int indexOf(const LayerChoice& choice) const;  // among the widths; -1 when it is none of them
  };
  Quantization scheme;               // of every layer
  std::vector<Quantization> others;  // that a layer may have instead: choices of the schemes 1, 2, ...
  std::vector<LayerOptions> layers;
  std::int64_t fixedBytes = 0;
  std::vector<std::vector<std::size_t>> ties;  // layers that share one width; disjoint, equal widths within each

  // The input of each layer by the bits of its weights, 0 for whatever they are; absent: float. Empty: all float.
  std::vector<std::map<int, ActivationScheme>> activations;

  // Counts, where it is not null, the most that activations take at once as memory too; null where that is the same for
  // all plans, and in fixedBytes.
  std::shared_ptr<const ActivationMemory> activationMemory;

  // The plan that the choices stand for: the one place where a choice becomes what is measured and exported. Throws
  // UsageError for an impossible width.
  QuantPlan plan(const PlanChoice& choices) const;

  // The plan in which one layer alone, its weights and its input, is quantized.
  QuantPlan planOfOne(std::size_t layer, const LayerChoice& choice) const;
  QuantScheme schemeOf(const LayerChoice& choice) const;  // throws UsageError for an impossible one
  ActivationScheme activationOf(std::size_t layer, const LayerChoice& choice) const;

  // The choices that the plan's layers stand for; nothing when a layer has a scheme that is not in the space.
  // Activations are not compared.
  std::optional<PlanChoice> choicesOf(const QuantPlan& plan) const;
  std::int64_t bytes(const PlanChoice& choices) const;
  std::int64_t bytesOfLayers(const PlanChoice& choices) const;  // without what activationMemory adds
  bool contains(const PlanChoice& choices) const;
  std::pair<std::int64_t, std::int64_t> reachableBytes() const;  // of the smallest plan and of the largest
  std::size_t size() const { return layers.size(); }
};

// Choices that a layer may have, for each layer; empty: every width under every scheme that can have it.
using AllowedChoices = std::vector<std::vector<LayerChoice>>;

// Every layer may have any of the widths, as far as the rules say nothing else: a lock holds whatever the widths are,
// bounds leave out what is beyond them, and tied layers have what all of them may have. Every width that a further
// scheme can have is a choice more, unless `allowed` names other choices of that layer and width (of tied layers: of
// any of them). A width that it names no choice of is of the first scheme. Throws UsageError when a width does not
// exist, a rule names no layer, or a layer is left without any width.
SearchSpace searchSpace(const Network& network, const Quantization& scheme, std::vector<int> widths,
                        const SpaceRules& rules = {}, const std::vector<Quantization>& others = {},
                        const AllowedChoices& allowed = {});

// Gives the space such activations (SearchSpace::activations), and its layers the bytes that these cost.
void setActivations(SearchSpace& space, const Network& network,
                    std::vector<std::map<int, ActivationScheme>> activations);

// Lets the peak of activation memory count as bytes of every plan (fixedBytes or activationMemory), after
// setActivations. Throws UsageError when it depends on the plan while layers are tied.
bool activationsVary(const SearchSpace& space);  // with the bits of the layers
void countActivations(SearchSpace& space, std::shared_ptr<const ActivationMemory> memory);

// All widths from one to another.
std::vector<int> widthsBetween(int low, int high);

}  // namespace bitprism
