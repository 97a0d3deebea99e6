#pragma once

#include <utility>
#include <vector>

#include "app/workflow/activation_request.h"
#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"
#include "core/search/search_space.h"

namespace bitprism {

// The state that edits change and undo restores.
struct PlanState {
  QuantPlan plan;
  std::vector<bool> automatic;  // layers without a chosen scheme: it follows from their bits (AutomaticChoices)
  std::vector<bool> locked;
  std::vector<std::pair<int, int>> ranges;        // fewest and most bits of a layer in searches; 0: no bound
  std::vector<int> ties;                          // group of each layer; 0: none
  std::vector<ActivationRequest> inputs;          // the request of each layer's input; absent: as in the plan
  bool operator==(const PlanState& other) const;  // derived values are not compared
};

// With 8 bits everywhere and all layers automatic.
PlanState initialState(std::size_t layerCount);

// Locks, ranges and ties as rules of searches.
SpaceRules rulesOf(const PlanState& state, const Network& network);
void setRules(PlanState& state, const SpaceRules& rules, const Network& network);  // a lock sets the bits too
void setTies(PlanState& state, const SpaceRules& rules, const Network& network);

// These layers and those tied to them.
std::vector<int> withTied(const std::vector<int>& layers, const PlanState& state);

// The quantizations of layers at any bits. Automatic layers count as one group, for which it is the simplest.
struct SchemeCensus {
  Quantization base;  // of most layers; the first of equals
  bool automatic = true;
  std::vector<Quantization> all;  // the most frequent first
};
SchemeCensus schemesOf(const PlanState& state);

// The schemes of layers that are not automatic, needed to set the state. Those of the others are chosen again.
std::vector<QuantScheme> fixedSchemes(const PlanState& state);

// Whether rules and the costs of widths are equal, ignoring the bits of layers.
bool sameButBits(const PlanState& one, const PlanState& two);

}  // namespace bitprism
