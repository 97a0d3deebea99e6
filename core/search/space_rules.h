#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/network/network.h"

namespace bitprism {

// Constraints on one layer's bit-width.
struct LayerLimits {
  std::optional<int> lock;  // exactly this width, also 16 or 32
  std::optional<int> minimum, maximum;
  bool operator==(const LayerLimits&) const = default;
};

// A user's constraints on a search space in addition to its widths; layers by name. A plain value, stored in sessions.
struct SpaceRules {
  std::map<std::string, LayerLimits> limits;
  std::vector<std::vector<std::string>> ties;  // groups that share one width; groups with a common layer are united

  bool empty() const { return limits.empty() && ties.empty(); }
  bool operator==(const SpaceRules&) const = default;
};

// {"limits": {"conv1": {"lock": 8}, "fc": {"min": 4, "max": 6}}, "ties": [["a", "b"], ...]}. Reading throws InputError
// naming the source.
Json toJson(const SpaceRules& rules);
SpaceRules spaceRulesFromJson(const Json& json, const std::string& source);

// Whether a name matches a pattern in which * stands for any text and ? for any character.
bool matches(const std::string& pattern, const std::string& name);

// Names of the matching layers; throws UsageError if there are none.
std::vector<std::string> layersMatching(const Network& network, const std::string& pattern);

// The groups as layer numbers, groups with a common layer united, layers and groups in order. Throws UsageError for an
// unknown layer name.
std::vector<std::vector<std::size_t>> tiedLayers(const Network& network, const SpaceRules& rules);

// Groups of layers whose outputs are added, directly or through other additions, activations and pooling: on hardware
// that adds codes they must have the same width.
std::vector<std::vector<std::string>> residualTies(const Network& network);

}  // namespace bitprism
