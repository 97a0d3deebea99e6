#include "core/search/space_rules.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {
namespace {

// Disjoint sets of whole numbers.
class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t of(std::size_t item) {
    while (parent_[item] != item) item = parent_[item] = parent_[parent_[item]];
    return item;
  }
  // The smaller number represents the set.
  void unite(std::size_t a, std::size_t b) {
    a = of(a), b = of(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

// Groups of two or more, ordered by their first members.
std::vector<std::vector<std::size_t>> groupsOf(Sets& sets, std::size_t count) {
  std::map<std::size_t, std::vector<std::size_t>> byName;
  for (std::size_t i = 0; i < count; ++i) byName[sets.of(i)].push_back(i);
  std::vector<std::vector<std::size_t>> groups;
  for (auto& [name, group] : byName)
    if (group.size() > 1) groups.push_back(std::move(group));
  return groups;
}

// Operators whose result corresponds to their first operand, element by element or by neighbourhood.
bool passesOn(const std::string& op) {
  static const std::set<std::string> names = {
      "aten::relu",       "aten::relu_",      "aten::relu6",      "aten::hardtanh",
      "aten::clamp",      "aten::leaky_relu", "aten::elu",        "aten::silu",
      "aten::gelu",       "aten::hardswish",  "aten::prelu",      "aten::batch_norm",
      "aten::dropout",    "aten::max_pool2d", "aten::avg_pool2d", "aten::max_pool1d",
      "aten::avg_pool1d", "aten::max_pool3d", "aten::avg_pool3d", "aten::contiguous",
      "aten::clone",      "aten::alias",      "aten::detach",     "aten::adaptive_avg_pool2d"};
  return names.contains(op);
}

bool adds(const std::string& op) {
  return op == "aten::add" || op == "aten::add_" || op == "aten::sub" || op == "aten::sub_";
}

std::optional<int> widthMember(const Json& json, const char* key, const std::string& source) {
  if (!json.contains(key)) return {};
  const std::int64_t bits = integerMember(json, key, source);
  if (bits < 0 || bits > floatBits || !bitsExist(static_cast<int>(bits)))
    throw InputError(
        text("cannot read '", source, "': ", bits, " bits as '", key, "' of a layer, expected 1 to 8, 16 or 32"));
  return static_cast<int>(bits);
}

}  // namespace

Json toJson(const SpaceRules& rules) {
  Json limits = Json::object();
  for (const auto& [name, limit] : rules.limits) {
    Json one = Json::object();
    if (limit.lock) one["lock"] = *limit.lock;
    if (limit.minimum) one["min"] = *limit.minimum;
    if (limit.maximum) one["max"] = *limit.maximum;
    if (!one.empty()) limits[name] = one;
  }
  return {{"limits", limits}, {"ties", rules.ties}};
}

SpaceRules spaceRulesFromJson(const Json& json, const std::string& source) {
  SpaceRules rules;
  const auto fail = [&](const char* what) { throw InputError(text("cannot read '", source, "': ", what)); };
  const Json& limits = member(json, "limits", source);
  if (!limits.is_object()) fail("'limits' is not an object");
  for (const auto& [name, limit] : limits.items()) {
    if (!limit.is_object()) fail("'limits' has a member that is not an object");
    rules.limits[name] = {widthMember(limit, "lock", source), widthMember(limit, "min", source),
                          widthMember(limit, "max", source)};
  }
  const Json& ties = member(json, "ties", source);
  if (!ties.is_array()) fail("'ties' is not a list");
  for (const Json& tie : ties) {
    if (!tie.is_array()) fail("'ties' has an item that is not a list of layers");
    rules.ties.emplace_back();
    for (const Json& name : tie) {
      if (!name.is_string()) fail("'ties' has an item that is not a layer's name");
      rules.ties.back().push_back(name.get<std::string>());
    }
  }
  return rules;
}

bool matches(const std::string& pattern, const std::string& name) {
  // Backtracks to the last star on a mismatch: linear memory and no recursion that patterns could abuse.
  std::size_t p = 0, n = 0, star = std::string::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p, ++n;
    } else if (star != std::string::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<std::string> layersMatching(const Network& network, const std::string& pattern) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers)
    if (matches(pattern, layer.name)) names.push_back(layer.name);
  if (names.empty())
    throw UsageError(text("no layer of '", network.name, "' matches '", pattern, "'; the first is '",
                          network.layers.empty() ? "" : network.layers.front().name, "'"));
  return names;
}

std::vector<std::vector<std::size_t>> tiedLayers(const Network& network, const SpaceRules& rules) {
  std::map<std::string, std::size_t> numbers;
  for (std::size_t l = 0; l < network.layers.size(); ++l) numbers.emplace(network.layers[l].name, l);
  Sets sets(network.layers.size());
  for (const std::vector<std::string>& tie : rules.ties)
    for (const std::string& name : tie) {
      const auto first = numbers.find(tie.front()), found = numbers.find(name);
      if (found == numbers.end() || first == numbers.end())
        throw UsageError(text("cannot tie layer '", found == numbers.end() ? name : tie.front(), "': '", network.name,
                              "' has no such layer"));
      sets.unite(first->second, found->second);
    }
  return groupsOf(sets, network.layers.size());
}

std::vector<std::vector<std::string>> residualTies(const Network& network) {
  Sets slots(static_cast<std::size_t>(network.program.slotCount));
  for (const Instruction& instruction : network.program.instructions) {
    if (instruction.outputs.size() != 1 || instruction.inputs.empty()) continue;
    const auto result = static_cast<std::size_t>(instruction.outputs[0]);
    const auto unite = [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand)) slots.unite(static_cast<std::size_t>(slot->index), result);
    };
    if (passesOn(instruction.op)) unite(instruction.inputs[0]);
    if (adds(instruction.op) && instruction.inputs.size() > 1) {
      unite(instruction.inputs[0]);
      unite(instruction.inputs[1]);
    }
  }
  std::map<std::size_t, std::vector<std::string>> bySlot;
  for (const Layer& layer : network.layers) {
    if (layer.instruction < 0) continue;  // weights without a graph
    const Instruction& instruction = network.program.instructions[static_cast<std::size_t>(layer.instruction)];
    if (instruction.outputs.size() == 1)
      bySlot[slots.of(static_cast<std::size_t>(instruction.outputs[0]))].push_back(layer.name);
  }
  std::vector<std::vector<std::string>> ties;
  for (auto& [slot, names] : bySlot)
    if (names.size() > 1) ties.push_back(std::move(names));
  return ties;
}

}  // namespace bitprism
