#include "app/desktop/kept_comparison.h"

#include "app/desktop/plan_state_json.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

constexpr std::size_t mostPins = 1000;  // of a damaged or hostile file

const Json& listMember(const Json& json, const char* key, const std::string& source) {
  const Json& list = member(json, key, source);
  if (!list.is_array() || list.size() > mostPins)
    throw InputError(text("cannot read '", source, "': '", key, "' is not a list of at most ", mostPins));
  return list;
}

}  // namespace

Json toJson(const KeptComparison& kept, const std::shared_ptr<const Network>& network) {
  Json pins = Json::array(), sessions = Json::array();
  for (const ComparedPlan& pin : kept.pins) {
    Json one = {{"name", pin.name.toStdString()}};
    if (pin.ofFile()) {
      one["file"] = pin.file;
    } else {
      if (pin.planned.network->hash != network->hash) continue;
      PlanState state = initialState(network->layers.size());
      state.plan = pin.planned.plan;
      if (pin.automatic.size() == state.automatic.size()) state.automatic = pin.automatic;
      if (pin.inputs.size() == state.inputs.size()) state.inputs = pin.inputs;
      one["plan"] = planToJson(state.plan, *network);
      one["plan"]["editing"] = editingToJson(state, *network);
    }
    pins.push_back(std::move(one));
  }
  for (const QString& session : kept.sessions) sessions.push_back(session.toStdString());
  return {{"pins", std::move(pins)}, {"sessions", std::move(sessions)}};
}

KeptComparison keptComparisonFromJson(const Json& json, const std::shared_ptr<const Network>& network,
                                      const std::string& source) {
  KeptComparison kept;
  for (const Json& one : listMember(json, "pins", source)) {
    ComparedPlan pin{.name = QString::fromStdString(stringMember(one, "name", source))};
    if (one.contains("file")) {
      pin.file = stringMember(one, "file", source);
    } else {
      const Json& plan = member(one, "plan", source);
      PlanState state =
          stateFromJson(planFromJson(plan, *network, source), member(plan, "editing", source), *network, source);
      pin.bytes = modelSize(*network, state.plan).total();
      pin.planned = {network, std::move(state.plan), {}};
      pin.automatic = std::move(state.automatic);
      pin.inputs = std::move(state.inputs);
    }
    kept.pins.push_back(std::move(pin));
  }
  for (const Json& session : listMember(json, "sessions", source)) {
    if (!session.is_string()) throw InputError(text("cannot read '", source, "': a session is not a path"));
    kept.sessions << QString::fromStdString(session.get<std::string>());
  }
  return kept;
}

}  // namespace bitprism
