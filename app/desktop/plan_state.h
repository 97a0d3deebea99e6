#pragma once

#include <utility>
#include <vector>

#include "app/workflow/activation_request.h"
#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"
#include "core/search/search_space.h"

namespace bitprism {

// What edits change and undo restores.
struct PlanState {
  QuantPlan plan;
  std::vector<bool> automatic;  // layers whose scheme nobody chose: it follows from their bits (AutomaticChoices)
  std::vector<bool> locked;
  std::vector<std::pair<int, int>> ranges;  // fewest and most bits of a layer in searches; 0: no bound
  std::vector<int> ties;                    // group of each layer; 0: none
  std::vector<ActivationRequest>
      inputs;  // of each layer, where its activation comes from; not wanted: as the plan has it
  bool operator==(const PlanState& other) const;  // what follows from the rest is not compared
};

// With 8 bits everywhere and all layers automatic.
PlanState initialState(std::size_t layerCount);

// Locks, ranges and ties, as searches take them.
SpaceRules rulesOf(const PlanState& state, const Network& network);
void setRules(PlanState& state, const SpaceRules& rules, const Network& network);  // a lock sets the bits too
void setTies(PlanState& state, const SpaceRules& rules, const Network& network);

// These layers and all that are tied to them.
std::vector<int> withTied(const std::vector<int>& layers, const PlanState& state);

// How layers are quantized, whatever their bits. Layers that are automatic count as one, and then it is the plainest.
struct SchemeCensus {
  Quantization base;  // that most layers have; of equals the one met first
  bool automatic = true;
  std::vector<Quantization> all;  // the more frequent first
};
SchemeCensus schemesOf(const PlanState& state);

// Of layers that are not automatic: what setting the state needs to know about. Those of the others are found anew.
std::vector<QuantScheme> fixedSchemes(const PlanState& state);

// Whether rules and what widths cost are the same: but for the bits of layers.
bool sameButBits(const PlanState& one, const PlanState& two);

}  // namespace bitprism
