#include "core/session/search_segment.h"

#include <algorithm>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

[[noreturn]] void cannotRead(const std::string& source, const std::string& why) {
  throw InputError(text("cannot open session '", source, "': ", why));
}

Json toJson(const SearchSpace& space) {
  Json layers = Json::array();
  for (const SearchSpace::LayerOptions& layer : space.layers) {
    layers.push_back({{"choices", numbersOfChoices(layer.widths)}, {"bytes", layer.bytes}, {"weights", layer.weights}});
    if (!layer.bitOperations.empty()) layers.back()["bit_operations"] = layer.bitOperations;
    if (!layer.nanoseconds.empty()) layers.back()["nanoseconds"] = layer.nanoseconds;
  }
  Json json = {{"fixed_bytes", space.fixedBytes}, {"layers", layers}, {"ties", space.ties}};
  if (space.axis != Cost::Memory) json["cost"] = costName(space.axis);
  if (!space.limits.empty()) json["limits"] = bitprism::toJson(space.limits);
  if (space.knows(Cost::Latency)) json["fixed_nanoseconds"] = space.fixedNanoseconds;
  return json;
}

template <class Number>
std::vector<Number> wholeNumbers(const Json& list, const std::string& source) {
  if (!list.is_array()) cannotRead(source, "a list of its search space is not a list");
  std::vector<Number> numbers;
  for (const Json& value : list) {
    if (!value.is_number_integer() || value.get<std::int64_t>() < 0 ||
        value.get<std::int64_t>() > std::int64_t{std::numeric_limits<Number>::max()})
      cannotRead(source, "its search space has a value that is not a whole number");
    numbers.push_back(value.get<Number>());
  }
  return numbers;
}

// The costs of a layer's choices besides bytes.
void readCosts(SearchSpace::LayerOptions& layer, const Json& json, const std::string& source) {
  for (const auto& [cost, key] :
       {std::pair(Cost::BitOperations, "bit_operations"), std::pair(Cost::Latency, "nanoseconds")}) {
    if (!json.contains(key)) continue;
    layer.costs(cost) = wholeNumbers<std::int64_t>(json[key], source);
    if (layer.costs(cost).size() != layer.widths.size())
      cannotRead(source, text("its search space has a layer without the ", costTitle(cost), " of its bit-widths"));
  }
}

// What the search trades for accuracy and what it may not exceed; absent: memory and nothing.
void readAxis(SearchSpace& space, const Json& json, const std::string& source) {
  if (json.contains("fixed_nanoseconds")) space.fixedNanoseconds = integerMember(json, "fixed_nanoseconds", source);
  if (json.contains("limits")) space.limits = costLimitsFromJson(json["limits"], source);
  if (json.contains("cost")) try {
      space.axis = costFromName(stringMember(json, "cost", source));
    } catch (const UsageError& problem) {
      cannotRead(source, problem.what());
    }
  const auto known = [&](Cost cost) {
    if (!space.knows(cost))
      cannotRead(source, text("its search space does not have the ", costTitle(cost), " of every layer"));
  };
  known(space.axis);
  for (const CostLimit& limit : space.limits) known(limit.cost);
}

SearchSpace spaceFromJson(const Json& json, const std::string& source) {
  SearchSpace space;
  space.fixedBytes = integerMember(json, "fixed_bytes", source);
  const Json& layers = member(json, "layers", source);
  if (!layers.is_array() || layers.empty()) cannotRead(source, "its search space has no layers");
  for (const Json& layer : layers) {
    space.layers.push_back({choicesOfNumbers(wholeNumbers<int>(member(layer, "choices", source), source)),
                            wholeNumbers<std::int64_t>(member(layer, "bytes", source), source),
                            integerMember(layer, "weights", source)});
    const SearchSpace::LayerOptions& choice = space.layers.back();
    if (choice.widths.empty() || choice.widths.size() != choice.bytes.size())
      cannotRead(source, "its search space has a layer without bit-widths, or without their sizes");
    readCosts(space.layers.back(), layer, source);
  }
  const Json& ties = member(json, "ties", source);
  if (!ties.is_array()) cannotRead(source, "the ties of its search space are not a list");
  for (const Json& tie : ties) {
    space.ties.emplace_back();
    for (const std::int64_t layer : wholeNumbers<std::int64_t>(tie, source)) {
      if (static_cast<std::size_t>(layer) >= space.size()) cannotRead(source, "its search space ties missing layers");
      space.ties.back().push_back(static_cast<std::size_t>(layer));
    }
    if (space.ties.back().empty() ||
        std::any_of(space.ties.back().begin(), space.ties.back().end(), [&](std::size_t l) {
          return space.layers[l].widths != space.layers[space.ties.back().front()].widths;
        }))
      cannotRead(source, "its search space ties layers of different bit-widths");
  }
  readAxis(space, json, source);
  return space;
}

}  // namespace

Json toJson(const SearchSegment& segment) {
  return {{"first_trial", segment.firstTrial},
          {"rules", toJson(segment.rules)},
          {"space", toJson(segment.space)},
          {"sensitivity", toJson(segment.sensitivity)}};
}

SearchSegment searchSegmentFromJson(const Json& json, const std::string& source) {
  const std::int64_t first = integerMember(json, "first_trial", source);
  if (first < 0 || first > std::numeric_limits<int>::max()) cannotRead(source, "a segment does not begin at a trial");
  SearchSegment segment{static_cast<int>(first), spaceRulesFromJson(member(json, "rules", source), source),
                        spaceFromJson(member(json, "space", source), source),
                        sensitivityFromJson(member(json, "sensitivity", source), source)};
  if (!segment.sensitivity.kl.empty()) try {
      checkSensitivity(segment.space, segment.sensitivity);
    } catch (const UsageError& problem) {
      cannotRead(source, problem.what());
    }
  return segment;
}

Json toJson(const Sensitivity& sensitivity) {
  return {{"images", sensitivity.images}, {"seconds", sensitivity.seconds}, {"kl", sensitivity.kl}};
}

Sensitivity sensitivityFromJson(const Json& json, const std::string& source) {
  Sensitivity sensitivity;
  sensitivity.images = integerMember(json, "images", source);
  const auto number = [&](const Json& value) {
    if (!value.is_number()) cannotRead(source, "a sensitivity is not a number");
    return value.get<double>();
  };
  sensitivity.seconds = number(member(json, "seconds", source));
  const Json& table = member(json, "kl", source);
  if (!table.is_array()) cannotRead(source, "the sensitivities are not a table");
  for (const Json& row : table) {
    if (!row.is_array()) cannotRead(source, "the sensitivities are not a table");
    sensitivity.kl.emplace_back();
    for (const Json& value : row) sensitivity.kl.back().push_back(number(value));
  }
  return sensitivity;
}

}  // namespace bitprism
