#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/network/network.h"

namespace bitprism {

// What is demanded of one layer's bit-width.
struct LayerLimits {
  std::optional<int> lock;  // exactly this width, also 16 or 32
  std::optional<int> minimum, maximum;
  bool operator==(const LayerLimits&) const = default;
};

// What a user demands of a search space beside its widths; layers go by name. A plain value, kept in sessions.
struct SpaceRules {
  std::map<std::string, LayerLimits> limits;
  std::vector<std::vector<std::string>> ties;  // groups that share one width; groups with a layer in common are one

  bool empty() const { return limits.empty() && ties.empty(); }
  bool operator==(const SpaceRules&) const = default;
};

// {"limits": {"conv1": {"lock": 8}, "fc": {"min": 4, "max": 6}}, "ties": [["a", "b"], ...]}. Reading throws InputError
// naming the source.
Json toJson(const SpaceRules& rules);
SpaceRules spaceRulesFromJson(const Json& json, const std::string& source);

// Whether a name fits a pattern in which * stands for any text and ? for any character.
bool matches(const std::string& pattern, const std::string& name);

// Names of the layers that fit; throws UsageError when there is none, naming what there is.
std::vector<std::string> layersMatching(const Network& network, const std::string& pattern);

// The groups as layer numbers, groups with a layer in common united, layers and groups in order. Throws UsageError when
// a name is no layer's.
std::vector<std::vector<std::size_t>> tiedLayers(const Network& network, const SpaceRules& rules);

// Groups of layers whose outputs are added together, also by way of other additions, activations and pooling: on
// hardware that adds codes they must have one width.
std::vector<std::vector<std::string>> residualTies(const Network& network);

}  // namespace bitprism
