#include "app/desktop/plan_state.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace bitprism {

bool PlanState::operator==(const PlanState& other) const {
  const auto rest = [](const PlanState& state) {
    return std::tie(state.automatic, state.locked, state.ranges, state.ties, state.inputs, state.plan.activations);
  };
  if (rest(*this) != rest(other) || plan.layers.size() != other.plan.layers.size()) return false;
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    const QuantScheme &one = plan.layers[l], &two = other.plan.layers[l];
    if (automatic[l] ? one.bits != two.bits : one != two) return false;
  }
  return true;
}

PlanState initialState(std::size_t layerCount) {
  return {.plan = uniformPlan(layerCount, {.bits = maximumBits}),
          .automatic = std::vector<bool>(layerCount, true),
          .locked = std::vector<bool>(layerCount, false),
          .ranges = std::vector<std::pair<int, int>>(layerCount, {0, 0}),
          .ties = std::vector<int>(layerCount, 0),
          .inputs = std::vector<ActivationRequest>(layerCount)};
}

SpaceRules rulesOf(const PlanState& state, const Network& network) {
  SpaceRules rules;
  std::map<int, std::vector<std::string>> groups;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const std::string& name = network.layers[l].name;
    LayerLimits limits;
    if (state.locked[l]) limits.lock = state.plan.layers[l].bits;
    if (state.ranges[l].first > 0) limits.minimum = state.ranges[l].first;
    if (state.ranges[l].second > 0) limits.maximum = state.ranges[l].second;
    if (limits != LayerLimits{}) rules.limits[name] = limits;
    if (state.ties[l] > 0) groups[state.ties[l]].push_back(name);
  }
  for (auto& [group, names] : groups)
    if (names.size() > 1) rules.ties.push_back(std::move(names));
  return rules;
}

void setRules(PlanState& state, const SpaceRules& rules, const Network& network) {
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const auto found = rules.limits.find(network.layers[l].name);
    const LayerLimits limits = found == rules.limits.end() ? LayerLimits{} : found->second;
    state.locked[l] = limits.lock.has_value();
    if (limits.lock) state.plan.layers[l].bits = *limits.lock;
    state.ranges[l] = {limits.minimum.value_or(0), limits.maximum.value_or(0)};
    state.ties[l] = 0;
  }
  setTies(state, rules, network);
}

void setTies(PlanState& state, const SpaceRules& rules, const Network& network) {
  const std::vector<std::vector<std::size_t>> groups = tiedLayers(network, rules);
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const std::size_t l : groups[g]) state.ties[l] = static_cast<int>(g) + 1;
}

std::vector<int> withTied(const std::vector<int>& layers, const PlanState& state) {
  std::vector<int> all;
  for (int l = 0; l < static_cast<int>(state.ties.size()); ++l) {
    const int tie = state.ties[static_cast<std::size_t>(l)];
    if (std::any_of(layers.begin(), layers.end(), [&](int layer) {
          return layer == l || (tie > 0 && state.ties[static_cast<std::size_t>(layer)] == tie);
        }))
      all.push_back(l);
  }
  return all;
}

SchemeCensus schemesOf(const PlanState& state) {
  struct Group {
    Quantization quantization;
    bool automatic = false;
    int count = 0;
  };
  std::vector<Group> groups;
  for (std::size_t l = 0; l < state.plan.layers.size(); ++l) {
    const bool automatic = state.automatic[l];
    const Quantization quantization = automatic ? Quantization() : state.plan.layers[l].quantization();
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
      return g.automatic == automatic && g.quantization == quantization;
    });
    if (group == groups.end()) group = groups.insert(group, {quantization, automatic, 0});
    ++group->count;
  }
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.count > b.count; });
  SchemeCensus census{groups.front().quantization, groups.front().automatic, {}};
  for (const Group& group : groups)
    if (std::find(census.all.begin(), census.all.end(), group.quantization) == census.all.end())
      census.all.push_back(group.quantization);
  return census;
}

std::vector<QuantScheme> fixedSchemes(const PlanState& state) {
  std::vector<QuantScheme> schemes;
  for (std::size_t l = 0; l < state.plan.layers.size(); ++l)
    if (!state.automatic[l]) schemes.push_back(state.plan.layers[l]);
  return schemes;
}

bool sameButBits(const PlanState& one, const PlanState& two) {
  bool same = one.automatic == two.automatic && one.locked == two.locked && one.ranges == two.ranges &&
              one.ties == two.ties && one.inputs == two.inputs;
  for (std::size_t l = 0; same && l < one.plan.layers.size(); ++l)
    same = one.automatic[l] || one.plan.layers[l].quantization() == two.plan.layers[l].quantization();
  return same;
}

}  // namespace bitprism
