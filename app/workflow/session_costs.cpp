#include "app/workflow/session_costs.h"

#include <filesystem>

#include "app/workflow/command_words.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/plan/operation_counts.h"
#include "core/torch/graph/slot_shapes.h"

namespace bitprism {
namespace {

std::vector<std::int64_t> macsFromJson(const Json& json, const std::string& source) {
  std::vector<std::int64_t> macs;
  if (json.is_array())
    for (const Json& one : json)
      if (one.is_number_integer() && one.get<std::int64_t>() >= 0) macs.push_back(one.get<std::int64_t>());
  if (macs.size() != json.size() || macs.empty())
    throw InputError(text("cannot read '", source, "': the multiplications of layers are not a list of numbers"));
  return macs;
}

NetworkCosts keptCosts(const Session& session) {
  const std::optional<Json> kept = session.value("costs");
  return kept ? networkCostsFromJson(*kept, session.path()) : NetworkCosts{};
}

}  // namespace

SessionCosts::SessionCosts(const Session& session) : SessionCosts(session, {}) {}

SessionCosts::SessionCosts(const Session& session, const NetworkCosts& more)
    : session_(session.path()), request_(requestOf(session)), axis_(request_.cost), network_(keptCosts(session)) {
  if (more.latency) network_.latency = more.latency;
  if (!more.macs.empty()) network_.macs = more.macs;
  const std::vector<SearchSegment> segments = session.segments();
  const std::vector<Evaluation> evaluations = segments.empty() ? session.evaluations() : std::vector<Evaluation>();
  layers_ = !segments.empty()      ? segments.back().space.size()
            : !evaluations.empty() ? evaluations.front().bits.size()
                                   : network_.macs.size();
  const bool fits = (network_.macs.empty() || network_.macs.size() == layers_) &&
                    (!network_.latency || network_.latency->layers.size() == layers_);
  if (!fits || (network_.latency && network_.latency->networkHash != session.settings().networkHash))
    throw InputError(text("cannot use these costs for session '", session_, "': they are of another network than '",
                          session.settings().networkName, "'"));
}

void SessionCosts::require(Cost cost) const {
  if (knows(cost)) return;
  if (cost == Cost::Latency)
    throw UsageError(text("session '", session_, "' has no latency table: name one with --latency-table"));
  throw UsageError(text("session '", session_, "' does not know the ", costTitle(cost),
                        " of its network: 'search --session ", session_, "' adds them"));
}

std::int64_t SessionCosts::of(const Evaluation& evaluation, Cost cost) const {
  if (cost == Cost::Memory) return evaluation.bytes;
  require(cost);
  if (evaluation.bits.size() != layers_)
    throw InputError(text("cannot read '", session_, "': trial ", evaluation.trial, " has ", evaluation.bits.size(),
                          " layers, expected ", layers_));
  return network_.costOf(cost, request_.plan(evaluation.bits));
}

std::int64_t SessionCosts::reference(Cost cost) const {
  require(cost);
  return network_.costOf(cost, request_.plan(PlanChoice(layers_, 8)));
}

std::int64_t SessionCosts::ofFloat(Cost cost) const {
  require(cost);
  return network_.costOf(cost, floatPlan(layers_));
}

Json toJson(const NetworkCosts& costs) {
  Json json = Json::object();
  if (!costs.macs.empty()) json["macs"] = costs.macs;
  if (costs.latency) json["latency_table"] = toJson(*costs.latency);
  return json;
}

NetworkCosts networkCostsFromJson(const Json& json, const std::string& source) {
  NetworkCosts costs;
  if (json.contains("macs")) costs.macs = macsFromJson(json["macs"], source);
  if (json.contains("latency_table"))
    costs.latency = std::make_shared<const LatencyTable>(latencyTableFromJson(json["latency_table"], source));
  return costs;
}

NetworkCosts networkCosts(const Network& network, std::shared_ptr<const LatencyTable> table) {
  return {layerMacs(network, slotShapes(network.program)), std::move(table)};
}

std::shared_ptr<const LatencyTable> latencyTableOf(const std::string& named, const std::string& networkPath,
                                                   const Network& network) {
  std::error_code problem;
  const std::string path = named.empty() ? latencyTablePath(networkPath) : named;
  if (named.empty() && !std::filesystem::is_regular_file(path, problem)) return nullptr;
  return std::make_shared<const LatencyTable>(readLatencyTable(path, network));
}

std::string latencyTableAdvice(const std::string& networkPath) {
  CommandWords words("latency");
  words.addFile(networkPath);
  return text("'", words.line(), "' measures one, and --latency-table names another");
}

}  // namespace bitprism
