#include "core/search/search_space.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/network.h"
#include "core/quant/plan/latency_table.h"
#include "core/search/sensitivity.h"

namespace bitprism {
namespace {

// The widths of one layer under its limits.
std::vector<int> limited(const std::vector<int>& widths, const LayerLimits& limits, const std::string& name) {
  for (const std::optional<int>& bits : {limits.lock, limits.minimum, limits.maximum})
    if (bits && !bitsExist(*bits))
      throw UsageError(text("layer '", name, "' cannot have ", *bits, " bits, expected 1 to 8, 16 or 32"));
  if (limits.lock) return {*limits.lock};
  std::vector<int> kept;
  for (const int bits : widths)
    if (bits >= limits.minimum.value_or(minimumBits) && bits <= limits.maximum.value_or(floatBits))
      kept.push_back(bits);
  if (kept.empty())
    throw UsageError(text("layer '", name, "' has no allowed bit-width: the search has ", widths.front(), " to ",
                          widths.back(), ", the layer may have ", limits.minimum.value_or(minimumBits), " to ",
                          limits.maximum.value_or(floatBits)));
  return kept;
}

// The choices common to all layers of a group: the lock of one applies to all.
std::vector<LayerChoice> shared(const Network& network, const SpaceRules& rules, const SearchSpace& space,
                                const std::vector<std::size_t>& group) {
  const auto nameOf = [&](std::size_t l) -> const std::string& { return network.layers[l].name; };
  const auto limitsOf = [&](std::size_t l) {
    const auto found = rules.limits.find(nameOf(l));
    return found == rules.limits.end() ? LayerLimits{} : found->second;
  };
  std::optional<int> lock;
  std::size_t locked = 0;
  for (const std::size_t l : group) {
    const std::optional<int> own = limitsOf(l).lock;
    if (own && lock && own != lock)
      throw UsageError(text("the tied layers '", nameOf(locked), "' and '", nameOf(l), "' are locked at ", *lock,
                            " and at ", *own, " bits, expected the same"));
    if (own) lock = own, locked = l;
  }
  std::vector<LayerChoice> widths = lock ? std::vector<LayerChoice>{*lock} : space.layers[group.front()].widths;
  for (const std::size_t l : group) {
    const LayerLimits limits = limitsOf(l);
    std::erase_if(widths, [&](const LayerChoice& width) {
      if (limits.lock) return false;
      return lock ? width.bits < limits.minimum.value_or(minimumBits) || width.bits > limits.maximum.value_or(floatBits)
                  : space.layers[l].indexOf(width) < 0;
    });
  }
  if (widths.empty())
    throw UsageError(text("the tied layers '", nameOf(group.front()), "' to '", nameOf(group.back()),
                          "' have no bit-width in common"));
  return widths;
}

// Whether a scheme can have the width; half and float are the same under all schemes.
bool canHave(const Quantization& quantization, int bits) {
  const QuantScheme scheme = quantization.at(bits);
  if (!scheme.hasCodes()) return false;
  try {
    checkScheme(scheme);
  } catch (const UsageError&) {
    return false;
  }
  return true;
}

// The layer's choices from its widths, and their bytes. allowed: null for all possible ones.
void setChoices(SearchSpace& space, const Network& network, std::size_t layer,
                const std::vector<LayerChoice>* allowed) {
  SearchSpace::LayerOptions& choice = space.layers[layer];
  const std::vector<LayerChoice> widths = std::move(choice.widths);
  choice.widths.clear();
  const auto named = [&](const LayerChoice& wanted) {
    return std::find(allowed->begin(), allowed->end(), wanted) != allowed->end();
  };
  for (const LayerChoice& width : widths) {
    const int bits = width.bits;
    for (int number = width.scheme; number <= static_cast<int>(space.others.size()); ++number) {
      if (number > 0 && !canHave(space.others[static_cast<std::size_t>(number) - 1], bits)) continue;
      if (allowed && !named(LayerChoice(bits, number))) {
        const bool others =
            std::any_of(allowed->begin(), allowed->end(), [&](const LayerChoice& one) { return one.bits == bits; });
        if (number > 0 || others) continue;
      }
      choice.widths.push_back(LayerChoice(bits, number));
      choice.bytes.push_back(layerBytes(network.layers[layer], space.schemeOf(choice.widths.back())));
    }
  }
}

// Sorts the choices by cost on the axis, in the same order for tied layers.
void sortByCost(SearchSpace& space, Sensitivity* sensitivity = nullptr) {
  const auto sort = [&](const std::vector<std::size_t>& group) {
    const std::size_t count = space.layers[group.front()].widths.size();
    std::vector<std::int64_t> sums(count, 0);
    for (const std::size_t l : group)
      for (std::size_t i = 0; i < count; ++i) sums[i] += space.costs(l)[i];
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sums[a] < sums[b]; });
    const auto arrange = [&](auto& values) {
      if (values.empty()) return;
      const auto before = values;
      for (std::size_t i = 0; i < count; ++i) values[i] = before[order[i]];
    };
    for (const std::size_t l : group) {
      SearchSpace::LayerOptions& layer = space.layers[l];
      arrange(layer.widths);
      arrange(layer.bytes);
      arrange(layer.bitOperations);
      arrange(layer.nanoseconds);
      if (sensitivity && !sensitivity->kl.empty()) arrange(sensitivity->kl[l]);
    }
  };
  std::vector<bool> tied(space.size(), false);
  for (const std::vector<std::size_t>& group : space.ties) {
    sort(group);
    for (const std::size_t l : group) tied[l] = true;
  }
  for (std::size_t l = 0; l < space.size(); ++l)
    if (!tied[l]) sort({l});
}

}  // namespace

int SearchSpace::LayerOptions::indexOf(const LayerChoice& choice) const {
  const auto found = std::find(widths.begin(), widths.end(), choice);
  return found == widths.end() ? -1 : static_cast<int>(found - widths.begin());
}

QuantScheme SearchSpace::schemeOf(const LayerChoice& choice) const {
  const auto number = static_cast<std::size_t>(choice.scheme);
  if (choice.bits < 0 || number > others.size())
    throw UsageError(
        text("choice ", numberOfChoice(choice), " of a layer, expected one of ", 1 + others.size(), " schemes"));
  checkBits(choice.bits);
  return (number == 0 ? scheme : others[number - 1]).at(choice.bits);
}

std::optional<PlanChoice> SearchSpace::choicesOf(const QuantPlan& plan) const {
  PlanChoice choices;
  for (const QuantScheme& layer : plan.layers) {
    const int bits = layer.bits;
    std::optional<LayerChoice> found;
    for (int number = 0; number <= static_cast<int>(others.size()) && !found; ++number)
      if (schemeOf(LayerChoice(bits, number)) == layer) found = LayerChoice(bits, number);
    if (!found) return {};
    choices.push_back(*found);
  }
  return choices;
}

QuantPlan SearchSpace::plan(const PlanChoice& bits) const {
  QuantPlan plan;
  for (const LayerChoice& choice : bits) plan.layers.push_back(schemeOf(choice));
  if (activations.empty()) return plan;
  if (activations.size() != bits.size())
    throw Error(
        text("a plan of ", bits.size(), " layers, expected ", activations.size(), ", as many as have input schemes"));
  for (std::size_t l = 0; l < bits.size(); ++l) plan.activations.push_back(activationOf(l, bits[l]));
  plan.integer = integer;
  return plan;
}

ActivationScheme SearchSpace::activationOf(std::size_t layer, const LayerChoice& choice) const {
  // No integer kernel takes wider weights, and rounding inputs alone takes time.
  if (activations.empty() || (!integer.empty() && choice.bits > maximumBits)) return {};
  const auto& choices = activations.at(layer);
  const auto own = choices.find(choice.bits), any = choices.find(0);
  return own != choices.end() ? own->second : any != choices.end() ? any->second : ActivationScheme();
}

void setActivations(SearchSpace& space, const Network& network,
                    std::vector<std::map<int, ActivationScheme>> activations) {
  space.activations = std::move(activations);
  if (space.activations.empty()) return;
  for (std::size_t l = 0; l < space.size(); ++l) {
    SearchSpace::LayerOptions& choice = space.layers[l];
    for (std::size_t i = 0; i < choice.widths.size(); ++i) {
      const QuantPlan plan = space.planOfOne(l, choice.widths[i]);
      choice.bytes[i] = layerBytes(network.layers[l], plan.layers[l], plan.activation(l));
    }
  }
}

bool activationsVary(const SearchSpace& space) {
  return std::any_of(space.activations.begin(), space.activations.end(), [](const auto& choices) {
    return std::any_of(choices.begin(), choices.end(), [](const auto& choice) { return choice.first != 0; });
  });
}

void countActivations(SearchSpace& space, std::shared_ptr<const ActivationMemory> memory) {
  PlanChoice any;
  for (const SearchSpace::LayerOptions& layer : space.layers) any.push_back(layer.widest());
  if (!activationsVary(space)) {
    space.fixedBytes += memory->peak(space.plan(any).activations);
    return;
  }
  if (!space.ties.empty())
    throw UsageError("cannot count activations as memory: their bits follow those of layers that are tied");
  space.activationMemory = std::move(memory);
}

QuantPlan SearchSpace::planOfOne(std::size_t layer, const LayerChoice& choice) const {
  PlanChoice alone(layers.size(), floatBits);
  alone.at(layer) = choice;
  QuantPlan result = plan(alone);
  result.integer = {};
  for (std::size_t l = 0; l < result.activations.size(); ++l)
    if (l != layer) result.activations[l] = {};
  if (!result.quantizesActivations()) result.activations.clear();
  return result;
}

bool SearchSpace::knows(Cost cost) const {
  return std::all_of(layers.begin(), layers.end(),
                     [&](const LayerOptions& layer) { return layer.costs(cost).size() == layer.widths.size(); });
}

std::int64_t SearchSpace::fixedCost(Cost of) const {
  return of == Cost::Memory ? fixedBytes : of == Cost::Latency ? fixedNanoseconds : 0;
}

std::int64_t SearchSpace::cost(const PlanChoice& choices, Cost of) const {
  if (of == Cost::Latency && latency) return std::llround(latency->planNanoseconds(plan(choices)));
  return of == Cost::Memory ? bytes(choices) : costOfLayers(choices, of);
}

std::int64_t SearchSpace::costOfLayers(const PlanChoice& choices, Cost of) const {
  std::int64_t sum = fixedCost(of);
  for (std::size_t l = 0; l < layers.size(); ++l)
    sum += layers[l].costs(of).at(static_cast<std::size_t>(layers[l].indexOf(choices.at(l))));
  return sum;
}

std::int64_t SearchSpace::bytes(const PlanChoice& choices) const {
  const std::int64_t ofLayers = bytesOfLayers(choices);
  return activationMemory ? ofLayers + activationMemory->peak(plan(choices).activations) : ofLayers;
}

std::int64_t SearchSpace::bytesOfLayers(const PlanChoice& choices) const {
  return costOfLayers(choices, Cost::Memory);
}

bool SearchSpace::allows(const PlanChoice& choices) const {
  return std::all_of(limits.begin(), limits.end(),
                     [&](const CostLimit& limit) { return cost(choices, limit.cost) <= limit.most; });
}

bool SearchSpace::contains(const PlanChoice& choices) const {
  if (choices.size() != layers.size()) return false;
  for (std::size_t l = 0; l < layers.size(); ++l)
    if (layers[l].indexOf(choices[l]) < 0) return false;
  for (const std::vector<std::size_t>& group : ties)
    for (const std::size_t l : group)
      if (choices[l] != choices[group.front()]) return false;
  return true;
}

std::pair<std::int64_t, std::int64_t> SearchSpace::reachable(Cost of) const {
  PlanChoice least, most;
  for (const LayerOptions& layer : layers) {
    const auto [low, high] = std::minmax_element(layer.costs(of).begin(), layer.costs(of).end());
    least.push_back(layer.widths.at(static_cast<std::size_t>(low - layer.costs(of).begin())));
    most.push_back(layer.widths.at(static_cast<std::size_t>(high - layer.costs(of).begin())));
  }
  for (const std::vector<std::size_t>& group : ties) {
    std::vector<std::int64_t> sums(layers[group.front()].widths.size(), 0);
    for (const std::size_t l : group)
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += layers[l].costs(of).at(i);
    const auto [low, high] = std::minmax_element(sums.begin(), sums.end());
    for (const std::size_t l : group) {
      least[l] = layers[l].widths[static_cast<std::size_t>(low - sums.begin())];
      most[l] = layers[l].widths[static_cast<std::size_t>(high - sums.begin())];
    }
  }
  return {cost(least, of), cost(most, of)};
}

void setAxis(SearchSpace& space, Cost axis, Sensitivity* sensitivity) {
  if (!space.knows(axis)) throw UsageError(text("the ", costTitle(axis), " of the layers' choices is unknown"));
  if (space.axis == Cost::Memory && axis == Cost::Memory) return;
  if (sensitivity && !sensitivity->kl.empty()) checkSensitivity(space, *sensitivity);
  space.axis = axis;
  sortByCost(space, sensitivity);
}

SearchSpace searchSpace(const Network& network, const Quantization& scheme, std::vector<int> widths,
                        const SpaceRules& rules, const std::vector<Quantization>& others,
                        const AllowedChoices& allowed) {
  if (!allowed.empty() && allowed.size() != network.layers.size())
    throw UsageError(text("choices of ", allowed.size(), " layers, expected ", network.layers.size(), " as in '",
                          network.name, "'"));
  std::sort(widths.begin(), widths.end());
  widths.erase(std::unique(widths.begin(), widths.end()), widths.end());
  if (widths.empty()) throw UsageError("cannot search without a bit-width, expected some of 1 to 8, 16 and 32");
  for (const int bits : widths)
    if (!bitsExist(bits)) throw UsageError(text("cannot search ", bits, " bits, expected some of 1 to 8, 16 and 32"));
  for (const auto& [name, limits] : rules.limits)
    if (std::none_of(network.layers.begin(), network.layers.end(),
                     [&name = name](const Layer& layer) { return layer.name == name; }))
      throw UsageError(text("cannot limit layer '", name, "': '", network.name, "' has no such layer"));

  SearchSpace space;
  space.scheme = scheme;
  space.others = others;
  space.fixedBytes = fixedBytes(network);
  for (const Layer& layer : network.layers) {
    const auto limits = rules.limits.find(layer.name);
    const std::vector<int> own = limits == rules.limits.end() ? widths : limited(widths, limits->second, layer.name);
    space.layers.push_back({std::vector<LayerChoice>(own.begin(), own.end()), {}, layer.weightCount()});
  }
  space.ties = tiedLayers(network, rules);
  for (const std::vector<std::size_t>& group : space.ties) {
    const std::vector<LayerChoice> common = shared(network, rules, space, group);
    for (const std::size_t l : group) space.layers[l].widths = common;
  }
  AllowedChoices own = allowed;
  if (!own.empty())
    for (const std::vector<std::size_t>& group : space.ties) {
      std::vector<LayerChoice> all;
      for (const std::size_t l : group) all.insert(all.end(), allowed[l].begin(), allowed[l].end());
      for (const std::size_t l : group) own[l] = all;
    }
  for (std::size_t l = 0; l < space.size(); ++l) setChoices(space, network, l, own.empty() ? nullptr : &own[l]);
  if (!space.others.empty()) sortByCost(space);
  return space;
}

std::vector<int> widthsBetween(int low, int high) {
  std::vector<int> widths;
  for (const int bits : existingBits)
    if (bits >= low && bits <= high) widths.push_back(bits);
  return widths;
}

}  // namespace bitprism
