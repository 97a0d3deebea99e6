#include "app/workflow/search_request.h"

#include <algorithm>

#include "app/workflow/kept_path.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

AllowedChoices choicesFromJson(const Json& json, std::size_t others, const std::string& source) {
  const auto fail = [&] {
    throw InputError(
        text("cannot read '", source, "': 'choices' is not a list of lists of bit-widths under its schemes"));
  };
  AllowedChoices choices;
  if (!json.is_array()) fail();
  for (const Json& layer : json) {
    choices.emplace_back();
    if (!layer.is_array()) fail();
    for (const Json& choice : layer) {
      const int value = choice.is_number_integer() ? choice.get<int>() : -1;
      const LayerChoice known = choiceOfNumber(value);
      if (value < 0 || !bitsExist(known.bits) || static_cast<std::size_t>(known.scheme) > others) fail();
      choices.back().push_back(known);
    }
  }
  return choices;
}

Json tasksToJson(const std::vector<Task>& tasks) {
  Json list = Json::array();
  for (const Task& task : tasks) list.push_back({{"images", task.images}, {"epochs", task.epochs}});
  return list;
}

}  // namespace

bool SearchRequest::wantsActivations() const {
  return activation.wanted() || std::any_of(inputs.begin(), inputs.end(), [](const auto& i) { return i.wanted(); });
}

bool SearchRequest::needs(Cost of) const {
  return cost == of ||
         std::any_of(limits.begin(), limits.end(), [&](const CostLimit& limit) { return limit.cost == of; });
}

std::vector<ActivationRequest> SearchRequest::inputsOf(std::size_t layers) const {
  return inputs.empty() ? std::vector<ActivationRequest>(layers, activation) : inputs;
}

QuantPlan SearchRequest::plan(const PlanChoice& bits) const {
  return SearchSpace{.scheme = scheme, .others = others, .activations = activations, .integer = integer}.plan(bits);
}

std::optional<PlanChoice> SearchRequest::choicesOf(const QuantPlan& plan) const {
  return SearchSpace{.scheme = scheme, .others = others}.choicesOf(plan);
}

SearchRequest requestOf(const Session& session) {
  const std::string& source = session.path();
  const Json& search = session.settings().search;
  SearchRequest request;
  request.sessionPath = source;
  request.search.method = stringMember(search, "method", source);
  request.search.seed = static_cast<std::uint64_t>(integerMember(search, "seed", source));
  request.search.tasks = tasksOf(session);
  request.scheme = schemeFromJson(member(search, "scheme", source));
  if (search.contains("others")) {
    if (!search["others"].is_array()) throw InputError(text("cannot read '", source, "': 'others' is not a list"));
    for (const Json& other : search["others"]) request.others.push_back(schemeFromJson(other));
  }
  if (search.contains("choices")) request.choices = choicesFromJson(search["choices"], request.others.size(), source);
  request.automatic = !request.choices.empty();
  if (search.contains("training")) {
    request.training = trainingFromJson(search["training"], source);
    request.trainPath = placeNow(session, "train", stringMember(search, "train", source));
  }
  request.countActivations = search.contains("count_activations") && search["count_activations"] == true;
  request.equalized = search.contains("equalize") && search["equalize"] == true;
  try {
    request.search.cheap = cheapObservationFromName(stringMember(search, "cheap", source));
  } catch (const UsageError& problem) {
    throw InputError(text("cannot read '", source, "': ", problem.what()));
  }
  request.lookAhead = static_cast<int>(integerMember(search, "look_ahead", source));
  const Json& widths = member(search, "widths", source);
  request.widths.clear();
  if (widths.is_array())
    for (const Json& bits : widths)
      if (bits.is_number_integer() && bitsExist(bits.get<int>())) request.widths.push_back(bits.get<int>());
  if (request.widths.empty() || request.widths.size() != widths.size())
    throw InputError(text("cannot read '", source, "': 'widths' is not a list of bit-widths"));
  request.rules = spaceRulesFromJson(member(search, "rules", source), source);
  if (search.contains("limits")) request.limits = costLimitsFromJson(search["limits"], source);
  if (search.contains("cost")) try {
      request.cost = costFromName(stringMember(search, "cost", source));
    } catch (const UsageError& problem) {
      throw InputError(text("cannot read '", source, "': ", problem.what()));
    }
  if (const auto costs = session.value("costs"); costs && costs->contains("latency_table"))
    request.latency = std::make_shared<const LatencyTable>(latencyTableFromJson((*costs)["latency_table"], source));
  request.activation = activationRequestFromJson(member(search, "activation", source), source);
  if (search.contains("inputs")) {
    if (!search["inputs"].is_array()) throw InputError(text("cannot read '", source, "': 'inputs' is not a list"));
    for (const Json& input : search["inputs"]) request.inputs.push_back(activationRequestFromJson(input, source));
  }
  if (const auto stored = session.value("activations"); stored && request.wantsActivations())
    request.activations = activationsByBitsFromJson(*stored, source);
  if (search.contains("target")) try {
      request.target = targetFromName(stringMember(search, "target", source));
    } catch (const UsageError& problem) {
      throw InputError(text("cannot read '", source, "': ", problem.what()));
    }
  if (const auto stored = session.value("integer_form"); stored && request.wantsActivations())
    request.integer = integerFormFromJson(*stored, source);
  if (const std::vector<SearchSegment> segments = session.segments(); !segments.empty())
    request.rules = segments.back().rules;
  if (const auto trials = session.value("trials"); trials && trials->is_number_integer() && *trials > 0)
    request.search.trials = trials->get<int>();
  return request;
}

StudySettings studySettingsOf(const Session& session) {
  const SessionSettings& stored = session.settings();
  const std::string& source = session.path();
  StudySettings settings;
  settings.networkPath = placeNow(session, "network", stored.networkPath);
  settings.dataPath = placeNow(session, "data", stored.dataPath);
  settings.preprocessing = preprocessingFromJson(stored.preprocessing, source);
  settings.seed = static_cast<std::uint64_t>(integerMember(stored.search, "split_seed", source));
  settings.images = integerMember(stored.search, "images", source);
  settings.calibrationPath = placeNow(session, "calibration", stringMember(stored.search, "calibration", source));
  settings.equalize = stored.search.contains("equalize") && stored.search["equalize"] == true;
  if (stored.search.contains("weights"))
    settings.weightsPath = placeNow(session, "weights", stringMember(stored.search, "weights", source));
  if (const auto measured = session.value("float"); measured && measured->contains("metric")) try {
      settings.metric = metricFromName(stringMember(*measured, "metric", source));
    } catch (const UsageError& problem) {
      throw InputError(text("cannot read '", source, "': ", problem.what()));
    }
  return settings;
}

std::vector<SearchSegment> segmentsOf(const Session& session) {
  std::vector<SearchSegment> segments = session.segments();
  if (segments.empty()) return segments;
  const SearchRequest request = requestOf(session);
  for (SearchSegment& segment : segments) {
    segment.space.scheme = request.scheme;
    segment.space.others = request.others;
    segment.space.activations = request.activations;
    segment.space.integer = request.integer;
    const auto known = [&](const SearchSpace::LayerOptions& layer) {
      return std::all_of(layer.widths.begin(), layer.widths.end(), [&](const LayerChoice& choice) {
        return bitsExist(choice.bits) && static_cast<std::size_t>(choice.scheme) <= request.others.size();
      });
    };
    if (!std::all_of(segment.space.layers.begin(), segment.space.layers.end(), known) ||
        (!request.activations.empty() && request.activations.size() != segment.space.size()))
      throw InputError(text("cannot read '", session.path(), "': its search space does not match its schemes"));
  }
  return segments;
}

std::vector<Task> tasksOf(const Session& session) {
  const std::string& source = session.path();
  const Json& stored = member(session.settings().search, "tasks", source);
  if (!stored.is_array() || stored.empty()) throw InputError(text("cannot read '", source, "': 'tasks' is not a list"));
  std::vector<Task> tasks;
  for (const Json& task : stored)
    tasks.push_back({integerMember(task, "images", source), static_cast<int>(integerMember(task, "epochs", source))});
  return tasks;
}

Json identityOf(const SearchRequest& request, const StudySettings& settings, std::int64_t images) {
  Json json = {
      {"method", request.search.method},
      {"seed", request.search.seed},
      {"tasks", tasksToJson(request.search.tasks)},
      {"scheme", toJson(request.scheme.at(floatBits))},
      {"widths", request.widths},
      {"rules", toJson(request.rules)},
      {"activation", toJson(request.activation)},
      {"cheap", cheapObservationName(request.search.cheap)},
      {"look_ahead", request.lookAhead},
      {"split_seed", settings.seed},
      {"images", images},
      {"calibration", absolutePath(!settings.calibrationPath.empty() ? settings.calibrationPath : settings.trainPath)}};
  if (settings.equalize) json["equalize"] = true;
  if (!settings.weightsPath.empty()) json["weights"] = absolutePath(settings.weightsPath);
  if (settings.command) json["measure"] = settings.command->name;
  if (request.countActivations) json["count_activations"] = true;
  if (request.cost != Cost::Memory) json["cost"] = costName(request.cost);
  if (!request.limits.empty()) json["limits"] = toJson(request.limits);
  if (request.needs(Cost::Latency) && request.latency) {
    const std::string table = toJson(*request.latency).dump();
    json["latency_table"] = sha256({reinterpret_cast<const std::uint8_t*>(table.data()), table.size()});
  }
  if (request.target != Target::Any) json["target"] = targetName(request.target);
  if (trains(request.search.tasks)) {
    json["training"] = toJson(request.training);
    json["train"] = absolutePath(request.trainPath);
  }
  if (!request.others.empty()) {
    Json others = Json::array();
    for (const Quantization& other : request.others) others.push_back(toJson(other.at(floatBits)));
    json["others"] = std::move(others);
  }
  if (!request.choices.empty()) {
    Json choices = Json::array();
    for (const std::vector<LayerChoice>& layer : request.choices) choices.push_back(numbersOfChoices(layer));
    json["choices"] = std::move(choices);
  }
  if (!request.inputs.empty()) {
    Json inputs = Json::array();
    for (const ActivationRequest& input : request.inputs) inputs.push_back(toJson(input));
    json["inputs"] = std::move(inputs);
  }
  return json;
}

void unifyBits(Json& identity) {
  const auto unify = [](Json& scheme) {
    if (scheme.is_object()) scheme["bits"] = floatBits;
  };
  if (identity.contains("scheme")) unify(identity["scheme"]);
  if (identity.contains("others") && identity["others"].is_array())
    for (Json& other : identity["others"]) unify(other);
}

}  // namespace bitprism
