#include "app/desktop/plan_state_json.h"

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

std::size_t layerNamed(const std::string& name, const Network& network, const std::string& source) {
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    if (network.layers[l].name == name) return l;
  throw InputError(text("cannot read '", source, "': 'editing' names layer '", echoed(name),
                        "', expected one of the network's layers"));
}

}  // namespace

Json editingToJson(const PlanState& state, const Network& network) {
  Json automatic = Json::array(), inputs = Json::object();
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (state.automatic[l]) automatic.push_back(network.layers[l].name);
    if (state.inputs[l].wanted()) inputs[network.layers[l].name] = toJson(state.inputs[l]);
  }
  return {{"automatic", std::move(automatic)}, {"rules", toJson(rulesOf(state, network))}, {"inputs", inputs}};
}

PlanState stateFromJson(QuantPlan plan, const Json& editing, const Network& network, const std::string& source) {
  PlanState state = initialState(network.layers.size());
  state.plan = std::move(plan);
  state.automatic.assign(network.layers.size(), false);
  const Json& automatic = member(editing, "automatic", source);
  if (!automatic.is_array()) throw InputError(text("cannot read '", source, "': 'automatic' is not a list of layers"));
  for (const Json& name : automatic) {
    if (!name.is_string()) throw InputError(text("cannot read '", source, "': 'automatic' is not a list of layers"));
    state.automatic[layerNamed(name.get<std::string>(), network, source)] = true;
  }
  const Json& inputs = member(editing, "inputs", source);
  if (!inputs.is_object()) throw InputError(text("cannot read '", source, "': 'inputs' is not an object"));
  for (const auto& [name, request] : inputs.items())
    state.inputs[layerNamed(name, network, source)] = activationRequestFromJson(request, source);
  const SpaceRules rules = spaceRulesFromJson(member(editing, "rules", source), source);
  // Only names and widths: a loaded plan may violate its own rules.
  for (const auto& [name, limits] : rules.limits) {
    layerNamed(name, network, source);
    for (const auto& bits : {limits.lock, limits.minimum, limits.maximum})
      if (bits && !bitsExist(*bits))
        throw InputError(text("cannot read '", source, "': a rule for layer '", echoed(name), "' has ", *bits,
                              " bits, expected 1 to 8, 16 or 32"));
  }
  for (const auto& group : rules.ties)
    for (const std::string& name : group) layerNamed(name, network, source);
  setRules(state, rules, network);
  return state;
}

}  // namespace bitprism
