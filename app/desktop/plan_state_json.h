#pragma once

#include "app/desktop/plan_state.h"
#include "core/base/json.h"

namespace bitprism {

// The part of a plan file, besides the plan, that lets editing continue from there: {"automatic": [names of layers],
// "rules": {...}, "inputs": {name: request}}. docs/formats.md describes it as the key "editing".
Json editingToJson(const PlanState& state, const Network& network);

// The plan with these. Layers not named are not automatic and have no request. Throws InputError naming the source,
// also for a layer that the network does not have.
PlanState stateFromJson(QuantPlan plan, const Json& editing, const Network& network, const std::string& source);

}  // namespace bitprism
