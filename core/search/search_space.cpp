#include "core/search/search_space.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/network.h"

namespace bitprism {
namespace {

// The widths of one layer under its limits.
std::vector<int> limited(const std::vector<int>& widths, const LayerLimits& limits, const std::string& name) {
  for (const std::optional<int>& bits : {limits.lock, limits.minimum, limits.maximum})
    if (bits && !bitsExist(*bits))
      throw UsageError(text("layer '", name, "' cannot have ", *bits, " bits: expected 1 to 8, 16 or 32"));
  if (limits.lock) return {*limits.lock};
  std::vector<int> kept;
  for (const int bits : widths)
    if (bits >= limits.minimum.value_or(minimumBits) && bits <= limits.maximum.value_or(floatBits))
      kept.push_back(bits);
  if (kept.empty())
    throw UsageError(text("layer '", name, "' is left without a bit-width: the search has ", widths.front(), " to ",
                          widths.back(), ", the layer may have ", limits.minimum.value_or(minimumBits), " to ",
                          limits.maximum.value_or(floatBits)));
  return kept;
}

// What all layers of a group may have: the lock of one of them is the lock of all.
std::vector<int> shared(const Network& network, const SpaceRules& rules, const SearchSpace& space,
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
  std::vector<int> widths = lock ? std::vector<int>{*lock} : space.layers[group.front()].widths;
  for (const std::size_t l : group) {
    const LayerLimits limits = limitsOf(l);
    std::erase_if(widths, [&](int bits) {
      if (limits.lock) return false;
      return lock ? bits < limits.minimum.value_or(minimumBits) || bits > limits.maximum.value_or(floatBits)
                  : space.layers[l].indexOf(bits) < 0;
    });
  }
  if (widths.empty())
    throw UsageError(text("the tied layers '", nameOf(group.front()), "' to '", nameOf(group.back()),
                          "' have no bit-width in common"));
  return widths;
}

}  // namespace

int SearchSpace::LayerChoice::indexOf(int bits) const {
  const auto found = std::lower_bound(widths.begin(), widths.end(), bits);
  return found == widths.end() || *found != bits ? -1 : static_cast<int>(found - widths.begin());
}

QuantPlan SearchSpace::plan(const BitAllocation& bits) const {
  QuantPlan plan = withBits(scheme, bits);
  if (activations.empty()) return plan;
  if (activations.size() != bits.size())
    throw Error(text("a plan of ", bits.size(), " layers, but the inputs of ", activations.size(), " are known"));
  plan.activations.resize(bits.size());
  for (std::size_t l = 0; l < bits.size(); ++l) {
    const auto& choices = activations[l];
    const auto own = choices.find(bits[l]), any = choices.find(0);
    if (own != choices.end())
      plan.activations[l] = own->second;
    else if (any != choices.end())
      plan.activations[l] = any->second;
  }
  return plan;
}

void setActivations(SearchSpace& space, const Network& network,
                    std::vector<std::map<int, ActivationScheme>> activations) {
  space.activations = std::move(activations);
  if (space.activations.empty()) return;
  for (std::size_t l = 0; l < space.size(); ++l) {
    SearchSpace::LayerChoice& choice = space.layers[l];
    for (std::size_t i = 0; i < choice.widths.size(); ++i) {
      const QuantPlan plan = space.planOfOne(l, choice.widths[i]);
      choice.bytes[i] = layerBytes(network.layers[l], plan.layers[l], plan.activation(l));
    }
  }
}

QuantPlan SearchSpace::planOfOne(std::size_t layer, int bits) const {
  BitAllocation alone(layers.size(), floatBits);
  alone.at(layer) = bits;
  QuantPlan result = plan(alone);
  for (std::size_t l = 0; l < result.activations.size(); ++l)
    if (l != layer) result.activations[l] = {};
  if (!result.quantizesActivations()) result.activations.clear();
  return result;
}

std::int64_t SearchSpace::bytes(const BitAllocation& bits) const {
  std::int64_t sum = fixedBytes;
  for (std::size_t l = 0; l < layers.size(); ++l)
    sum += layers[l].bytes.at(static_cast<std::size_t>(layers[l].indexOf(bits.at(l))));
  return sum;
}

bool SearchSpace::contains(const BitAllocation& bits) const {
  if (bits.size() != layers.size()) return false;
  for (std::size_t l = 0; l < layers.size(); ++l)
    if (layers[l].indexOf(bits[l]) < 0) return false;
  for (const std::vector<std::size_t>& group : ties)
    for (const std::size_t l : group)
      if (bits[l] != bits[group.front()]) return false;
  return true;
}

SearchSpace searchSpace(const Network& network, const QuantScheme& scheme, std::vector<int> widths,
                        const SpaceRules& rules) {
  std::sort(widths.begin(), widths.end());
  widths.erase(std::unique(widths.begin(), widths.end()), widths.end());
  if (widths.empty()) throw UsageError("cannot search without a bit-width: expected some of 1 to 8, 16 and 32");
  for (const int bits : widths)
    if (!bitsExist(bits)) throw UsageError(text("cannot search ", bits, " bits: expected some of 1 to 8, 16 and 32"));
  for (const auto& [name, limits] : rules.limits)
    if (std::none_of(network.layers.begin(), network.layers.end(),
                     [&name = name](const Layer& layer) { return layer.name == name; }))
      throw UsageError(text("cannot limit layer '", name, "': '", network.name, "' has no such layer"));

  SearchSpace space;
  space.scheme = scheme;
  space.fixedBytes = fixedBytes(network);
  for (const Layer& layer : network.layers) {
    const auto limits = rules.limits.find(layer.name);
    space.layers.push_back(
        {limits == rules.limits.end() ? widths : limited(widths, limits->second, layer.name), {}, layer.weightCount()});
  }
  space.ties = tiedLayers(network, rules);
  for (const std::vector<std::size_t>& group : space.ties) {
    const std::vector<int> common = shared(network, rules, space, group);
    for (const std::size_t l : group) space.layers[l].widths = common;
  }
  for (std::size_t l = 0; l < space.size(); ++l)
    for (const int bits : space.layers[l].widths) {
      QuantScheme at = scheme;
      at.bits = bits;
      space.layers[l].bytes.push_back(layerBytes(network.layers[l], at));
    }
  return space;
}

std::vector<int> widthsBetween(int low, int high) {
  std::vector<int> widths;
  for (const int bits : existingBits)
    if (bits >= low && bits <= high) widths.push_back(bits);
  return widths;
}

}  // namespace bitprism
