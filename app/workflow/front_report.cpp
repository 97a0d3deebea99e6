#include "app/workflow/front_report.h"

#include <charconv>
#include <cmath>
#include <iomanip>

#include "app/workflow/quality_json.h"
#include "app/workflow/study.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/scheme/layer_choice.h"

namespace bitprism {
namespace {

std::string kib(std::int64_t bytes) {
  return text(std::fixed, std::setprecision(1), static_cast<double>(bytes) / 1024, " KiB");
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

std::optional<HypervolumeReference> hypervolumeReference(const Session& session) {
  const auto stored = session.value("float");
  if (!stored) return {};
  const std::string& source = session.path();
  return HypervolumeReference{numberMember(*stored, "chance", source),
                              static_cast<double>(integerMember(*stored, "reference_bytes", source)),
                              numberMember(*stored, "accuracy", source)};
}

int topTask(const std::vector<Evaluation>& evaluations) {
  int top = 0;
  for (const Evaluation& evaluation : evaluations) top = std::max(top, evaluation.taskIndex);
  return top;
}

FrontReport frontReport(const Session& session) {
  FrontReport report;
  if (const auto stored = session.value("float")) {
    const std::string& source = session.path();
    report.floatAccuracy = numberMember(*stored, "accuracy", source);
    report.floatReportAccuracy = numberMember(*stored, "report_accuracy", source);
    report.floatBytes = integerMember(*stored, "bytes", source);
    if (stored->contains("metric")) report.metric = storedMetric(stringMember(*stored, "metric", source), source);
  }
  const SearchRequest request = requestOf(session);
  std::vector<Quantization> schemes = {request.scheme};
  schemes.insert(schemes.end(), request.others.begin(), request.others.end());
  report.methods = schemeNames(schemes);
  const int top = static_cast<int>(tasksOf(session).size()) - 1;
  report.topTask = top;
  std::vector<FrontPoint> candidates;
  for (const Evaluation& evaluation : session.evaluations()) {
    report.seconds += evaluation.seconds;
    for (const LayerChoice& choice : evaluation.bits)
      if (numberOfChoice(choice) < 0 || static_cast<std::size_t>(choice.scheme) >= report.methods.size())
        throw InputError(text("cannot read '", session.path(), "': trial ", evaluation.trial, " has choice ",
                              numberOfChoice(choice), " of a layer, expected one of ", report.methods.size(),
                              " schemes"));
    if (!evaluation.ok()) continue;
    if (evaluation.taskIndex == top)
      candidates.push_back({evaluation.score.accuracy, evaluation.bytes, report.evaluations.size()});
    report.evaluations.push_back(evaluation);
  }
  for (const FrontPoint& point : paretoFront(candidates)) report.points.push_back(report.evaluations[point.index]);
  if (const auto reference = hypervolumeReference(session)) report.hypervolume = hypervolume(candidates, *reference);
  return report;
}

const Evaluation& pointForSize(const FrontReport& report, std::int64_t bytes) {
  if (report.points.empty()) throw UsageError("the session has no finished evaluation yet");
  const Evaluation* best = nullptr;
  for (const Evaluation& point : report.points)
    if (point.bytes <= bytes) best = &point;
  if (!best)
    throw UsageError(text("no measured plan fits ", kib(bytes), ": the front reaches from ",
                          kib(report.points.front().bytes), " to ", kib(report.points.back().bytes)));
  return *best;
}

const Evaluation& pointForAccuracy(const FrontReport& report, double accuracy) {
  if (report.points.empty()) throw UsageError("the session has no finished evaluation yet");
  for (const Evaluation& point : report.points)
    if (point.score.accuracy >= accuracy) return point;
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
  json["points"] = std::move(points);
  json["evaluations"] = report.evaluations.size();
  json["hypervolume"] = report.hypervolume;
  json["seconds"] = report.seconds;
  return json;
}

std::string toCsv(const FrontReport& report) {
  std::ostringstream out;
  out << "accuracy,report_accuracy,bytes,trial,task,bits,metric,sqnr_db,report_sqnr_db\n" << std::setprecision(8);
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
    out << '\n';
  }
  return out.str();
}

std::int64_t parseSize(const std::string& written) {
  double value = 0;
  const auto [end, problem] = std::from_chars(written.data(), written.data() + written.size(), value);
  std::string unit(end, written.data() + written.size());
  unit.erase(0, unit.find_first_not_of(' ') == std::string::npos ? unit.size() : unit.find_first_not_of(' '));
  const double factor = unit.empty() || unit == "B" ? 1 : unit == "KiB" ? 1024 : unit == "MiB" ? 1024 * 1024 : 0;
  if (problem != std::errc() || factor == 0 || !(value > 0) || !std::isfinite(value) || value * factor > 1e15)
    throw UsageError(text("'", written, "' is not a size, expected bytes or a number with KiB or MiB, such as 100KiB"));
  return static_cast<std::int64_t>(std::llround(value * factor));
}

QuantPlan planOf(const Session& session, const Evaluation& evaluation) {
  return requestOf(session).plan(evaluation.bits);
}

}  // namespace bitprism
