#include "app/workflow/front_report.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>

#include "app/workflow/quality_json.h"
#include "app/workflow/session_costs.h"
#include "app/workflow/study.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/scheme/layer_choice.h"
#include "core/search/best_prediction.h"

namespace bitprism {
namespace {

const char* costKey(Cost cost) {
  return cost == Cost::BitOperations ? "bit_operations" : cost == Cost::Latency ? "nanoseconds" : "bytes";
}

Json pointJson(const Evaluation& point, const FrontReport& report) {
  Json json = {{"accuracy", point.score.accuracy},
               {"report_accuracy", nullptr},
               {"bytes", point.bytes},
               {"bits", bitsOf(point.bits)},
               {"task", taskName(point.task)},
               {"trial", point.trial},
               {"loss", point.score.loss},
               {"kl", point.score.kl},
               {"agreement", point.score.agreement},
               {"why", point.why}};
  putQuality(json, "accuracy", point.score);
  putCosts(json, report, point);
  if (point.reportAccuracy) putQuality(json, "report_accuracy", report.metric, *point.reportAccuracy);
  if (point.prediction) {
    json["predicted"] = {{"deviation", point.prediction->deviation}};
    putQuality(json["predicted"], "accuracy", report.metric, point.prediction->mean);
  }
  if (report.methods.size() > 1) {
    Json methods = Json::array();
    for (const LayerChoice& choice : point.bits)
      methods.push_back(report.methods.at(static_cast<std::size_t>(choice.scheme)));
    json["methods"] = std::move(methods);
  }
  return json;
}

Metric storedMetric(const std::string& name, const std::string& source) {
  try {
    return metricFromName(name);
  } catch (const UsageError& problem) {
    throw InputError(text("cannot read '", source, "': ", problem.what()));
  }
}

}  // namespace

void putCosts(Json& json, const FrontReport& report, const Evaluation& point) {
  for (const Cost cost : {Cost::BitOperations, Cost::Latency})
    if (report.costs && report.costs->knows(cost)) json[costKey(cost)] = report.costs->of(point, cost);
}

void putCosts(Json& json, const FrontReport& report, const PredictedPlan& plan) {
  Evaluation point;
  point.bits = plan.bits;
  putCosts(json, report, point);
}

std::optional<HypervolumeReference> hypervolumeReference(const Session& session) {
  const SessionCosts costs(session);
  return hypervolumeReference(session, costs, costs.axis());
}

std::optional<HypervolumeReference> hypervolumeReference(const Session& session, const SessionCosts& costs, Cost axis) {
  const auto stored = session.value("float");
  if (!stored) return {};
  const std::string& source = session.path();
  const std::int64_t reference = axis == Cost::Memory ? integerMember(*stored, "reference_bytes", source)
                                 : axis == costs.axis() && stored->contains("reference_cost")
                                     ? integerMember(*stored, "reference_cost", source)
                                     : costs.reference(axis);
  return HypervolumeReference{numberMember(*stored, "chance", source), static_cast<double>(reference),
                              numberMember(*stored, "accuracy", source)};
}

int topTask(const std::vector<Evaluation>& evaluations) {
  int top = 0;
  for (const Evaluation& evaluation : evaluations) top = std::max(top, evaluation.taskIndex);
  return top;
}

FrontReport frontReport(const Session& session) {
  return frontReport(session, {}, {});
}

FrontReport frontReport(const Session& session, std::optional<Cost> axis, const NetworkCosts& more) {
  FrontReport report;
  report.costs = std::make_shared<const SessionCosts>(session, more);
  report.axis = axis.value_or(report.costs->axis());
  report.costs->require(report.axis);
  if (const auto stored = session.value("float")) {
    const std::string& source = session.path();
    report.floatAccuracy = numberMember(*stored, "accuracy", source);
    report.floatReportAccuracy = numberMember(*stored, "report_accuracy", source);
    report.floatBytes = integerMember(*stored, "bytes", source);
    report.floatCost = report.axis == Cost::Memory ? report.floatBytes : report.costs->ofFloat(report.axis);
    if (stored->contains("metric")) report.metric = storedMetric(stringMember(*stored, "metric", source), source);
  }
  const SearchRequest request = requestOf(session);
  report.limits = request.limits;
  std::vector<Quantization> schemes = {request.scheme};
  schemes.insert(schemes.end(), request.others.begin(), request.others.end());
  report.methods = schemeNames(schemes);
  const int top = static_cast<int>(tasksOf(session).size()) - 1;
  report.topTask = top;
  std::vector<FrontPoint> candidates;
  for (Evaluation evaluation : session.evaluations()) {
    report.seconds += evaluation.seconds;
    for (const LayerChoice& choice : evaluation.bits)
      if (numberOfChoice(choice) < 0 || static_cast<std::size_t>(choice.scheme) >= report.methods.size())
        throw InputError(text("cannot read '", session.path(), "': trial ", evaluation.trial, " has choice ",
                              numberOfChoice(choice), " of a layer, expected one of ", report.methods.size(),
                              " schemes"));
    if (!evaluation.ok()) continue;
    if (report.axis != Cost::Memory) evaluation.axisCost = report.costs->of(evaluation, report.axis);
    if (evaluation.taskIndex == top)
      candidates.push_back({evaluation.score.accuracy, evaluation.cost(), report.evaluations.size()});
    report.evaluations.push_back(std::move(evaluation));
  }
  for (const FrontPoint& point : paretoFront(candidates)) report.points.push_back(report.evaluations[point.index]);
  if (const auto reference = hypervolumeReference(session, *report.costs, report.axis))
    report.hypervolume = hypervolume(candidates, *reference);
  return report;
}

bool isWithin(const FrontReport& report, const Evaluation& point, const std::vector<CostLimit>& limits) {
  return std::all_of(limits.begin(), limits.end(), [&](const CostLimit& limit) {
    if (limit.cost == Cost::Memory) return point.bytes <= limit.most;
    return report.costs->of(point, limit.cost) <= limit.most;
  });
}

const Evaluation& pointWithin(const FrontReport& report, const std::vector<CostLimit>& limits) {
  if (report.points.empty()) throw UsageError("the session has no finished evaluation yet");
  const Evaluation* best = nullptr;
  for (const Evaluation& point : report.evaluations) {
    if (point.taskIndex != report.topTask || std::isnan(point.score.accuracy) || !isWithin(report, point, limits))
      continue;
    const bool better = !best || point.score.accuracy > best->score.accuracy ||
                        (point.score.accuracy == best->score.accuracy && point.cost() < best->cost());
    if (better) best = &point;
  }
  if (best) return *best;
  const std::string wanted = limitsText(limits);
  if (limits.size() == 1 && limits.front().cost == report.axis)
    throw UsageError(text("no measured plan fits ", wanted, ": the front reaches from ",
                          costText(report.axis, report.points.front().cost()), " to ",
                          costText(report.axis, report.points.back().cost())));
  std::string reached;
  for (const CostLimit& limit : limits) {
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (const Evaluation& point : report.evaluations)
      if (point.taskIndex == report.topTask)
        least = std::min(least, limit.cost == Cost::Memory ? point.bytes : report.costs->of(point, limit.cost));
    reached += text(reached.empty() ? "" : ", the ", "least ", costTitle(limit.cost), " measured is ",
                    costText(limit.cost, least));
  }
  throw UsageError(text("no measured plan fits ", wanted, ": the ", reached));
}

const Evaluation& pointForAccuracy(const FrontReport& report, double accuracy, const std::vector<CostLimit>& limits) {
  if (report.points.empty()) throw UsageError("the session has no finished evaluation yet");
  const Evaluation* best = nullptr;
  for (const Evaluation& point : report.evaluations)
    if (point.taskIndex == report.topTask && point.score.accuracy >= accuracy && isWithin(report, point, limits) &&
        (!best || point.cost() < best->cost() ||
         (point.cost() == best->cost() && point.score.accuracy > best->score.accuracy)))
      best = &point;
  if (best) return *best;
  if (!limits.empty()) {
    const Evaluation& most = pointWithin(report, limits);
    throw UsageError(text("no measured plan within ", limitsText(limits), " reaches ",
                          namedQuality(report.metric, accuracy), ": the best of them has ", qualityText(most.score)));
  }
  throw UsageError(text("no measured plan reaches ", namedQuality(report.metric, accuracy), ": the front reaches from ",
                        qualityText(report.points.front().score), " to ", qualityText(report.points.back().score)));
}

Json toJson(const FrontReport& report) {
  Json points = Json::array();
  for (const Evaluation& point : report.points) points.push_back(pointJson(point, report));
  Json json = {{"metric", metricName(report.metric)}};
  putQuality(json, "float_accuracy", report.metric, report.floatAccuracy);
  putQuality(json, "float_report_accuracy", report.metric, report.floatReportAccuracy);
  json["float_bytes"] = report.floatBytes;
  json["cost"] = costName(report.axis);
  if (report.axis != Cost::Memory) json[text("float_", costKey(report.axis))] = report.floatCost;
  if (!report.limits.empty()) json["limits"] = toJson(report.limits);
  json["points"] = std::move(points);
  json["evaluations"] = report.evaluations.size();
  json["hypervolume"] = report.hypervolume;
  json["seconds"] = report.seconds;
  return json;
}

std::string toCsv(const FrontReport& report) {
  std::ostringstream out;
  out << "accuracy,report_accuracy,bytes,trial,task,bits,metric,sqnr_db,report_sqnr_db";
  if (report.axis != Cost::Memory) out << ',' << costKey(report.axis);
  out << '\n' << std::setprecision(8);
  const bool decibels = inDecibels(report.metric);
  for (const Evaluation& point : report.points) {
    out << point.score.accuracy << ',';
    if (point.reportAccuracy) out << *point.reportAccuracy;
    out << ',' << point.bytes << ',' << point.trial << ',' << taskName(point.task) << ',';
    for (std::size_t i = 0; i < point.bits.size(); ++i) out << (i ? " " : "") << point.bits[i].bits;
    out << ',' << metricName(report.metric) << ',';
    if (decibels) out << inUnit(report.metric, point.score.accuracy);
    out << ',';
    if (decibels && point.reportAccuracy) out << inUnit(report.metric, *point.reportAccuracy);
    if (report.axis != Cost::Memory) out << ',' << point.cost();
    out << '\n';
  }
  return out.str();
}

std::int64_t parseSize(const std::string& written) {
  return costFromText(Cost::Memory, written);
}

QuantPlan planOf(const Session& session, const Evaluation& evaluation) {
  return requestOf(session).plan(evaluation.bits);
}

}  // namespace bitprism
