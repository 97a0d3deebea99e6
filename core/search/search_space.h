#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/quant/packed/model_size.h"
#include "core/quant/plan/peak_activations.h"
#include "core/quant/scheme/layer_choice.h"
#include "core/search/cost.h"
#include "core/search/space_rules.h"

namespace bitprism {

struct LatencyTable;
struct Sensitivity;

// The choices of a search: for each layer some bit-widths (each perhaps under several schemes), what they cost, the
// layers that must share a width, and the most that a plan may cost. A plain value.
struct SearchSpace {
  struct LayerOptions {
    std::vector<LayerChoice> widths{2, 3, 4, 5, 6, 7, 8};  // by cost on the axis, never empty; one: locked
    std::vector<std::int64_t> bytes;                       // of this layer at each choice
    std::int64_t weights = 0;
    std::vector<std::int64_t> bitOperations = {}, nanoseconds = {};  // likewise; empty: unknown (network_costs.h)

    LayerChoice narrowest() const { return widths.front(); }  // of least cost
    LayerChoice widest() const { return widths.back(); }
    int indexOf(const LayerChoice& choice) const;  // among the widths; -1 if it is not one of them
    const std::vector<std::int64_t>& costs(Cost cost) const {
      return cost == Cost::BitOperations ? bitOperations : cost == Cost::Latency ? nanoseconds : bytes;
    }
    std::vector<std::int64_t>& costs(Cost cost) {
      return cost == Cost::BitOperations ? bitOperations : cost == Cost::Latency ? nanoseconds : bytes;
    }
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

  // The x axis of the search: what its methods trade for accuracy. Set it with setAxis, which orders the choices.
  Cost axis = Cost::Memory;
  std::vector<CostLimit> limits;  // that every proposed plan keeps
  std::int64_t fixedNanoseconds = 0;

  // If not null, plans have integer forms, and what lies between their layers counts as latency too.
  std::shared_ptr<const LatencyTable> latency;

  // The plan for these choices: the only place where a choice becomes the plan to measure and export. Throws UsageError
  // for an impossible width.
  QuantPlan plan(const PlanChoice& choices) const;

  // The plan in which one layer alone, its weights and its input, is quantized.
  QuantPlan planOfOne(std::size_t layer, const LayerChoice& choice) const;
  QuantScheme schemeOf(const LayerChoice& choice) const;  // throws UsageError for an impossible one
  // Float where the space has an integer form and the weights are wider than its kernels take.
  ActivationScheme activationOf(std::size_t layer, const LayerChoice& choice) const;

  // The choices that give the plan's layers; empty if a layer has a scheme that is not in the space. Activations are
  // not compared.
  std::optional<PlanChoice> choicesOf(const QuantPlan& plan) const;
  std::int64_t bytes(const PlanChoice& choices) const;
  std::int64_t bytesOfLayers(const PlanChoice& choices) const;  // without the part of activationMemory
  bool contains(const PlanChoice& choices) const;               // whatever its cost
  std::size_t size() const { return layers.size(); }

  bool knows(Cost cost) const;  // for every choice
  std::int64_t cost(const PlanChoice& choices) const { return cost(choices, axis); }
  std::int64_t cost(const PlanChoice& choices, Cost of) const;
  // The sum over layers and the fixed part: all of the cost, unless activationMemory or latency adds to it.
  std::int64_t costOfLayers(const PlanChoice& choices, Cost of) const;
  bool isSum(Cost of) const { return of == Cost::Memory ? !activationMemory : of != Cost::Latency || !latency; }
  std::int64_t fixedCost(Cost of) const;
  const std::vector<std::int64_t>& costs(std::size_t layer) const { return layers[layer].costs(axis); }
  bool allows(const PlanChoice& choices) const;  // within all limits

  // Of the cheapest and of the most expensive plan, whatever the limits (cheapestAllowed in limited_plans.h).
  std::pair<std::int64_t, std::int64_t> reachable(Cost of) const;
  std::pair<std::int64_t, std::int64_t> reachableBytes() const { return reachable(Cost::Memory); }
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

// Makes a cost, whose figures are known, the axis: orders the choices of every layer by it, equal ones as they were,
// and the rows of the space's table with them, unless it is null or empty. Throws UsageError if the figures are
// unknown.
void setAxis(SearchSpace& space, Cost axis, Sensitivity* sensitivity = nullptr);

// All existing widths between two.
std::vector<int> widthsBetween(int low, int high);

}  // namespace bitprism
