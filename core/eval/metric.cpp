#include "core/eval/metric.h"

#include <array>
#include <cstdlib>
#include <iomanip>

#include "core/base/alternatives.h"
#include "core/base/enum_names.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

struct MetricInfo {
  Metric value;
  const char* name;
  const char* title;
  const char* unit;
  double whole;  // a quality of 1, in this unit
  bool labels = false;
};

constexpr std::array<MetricInfo, 16> metrics = {
    {{Metric::Accuracy, "accuracy", "accuracy", "%", 100, true},
     {Metric::Agreement, "agreement", "agreement with float", "%", 100},
     {Metric::MeanIou, "miou", "mean IoU", "%", 100, true},
     {Metric::Sqnr, "sqnr", "output SQNR", "dB", sqnrCeilingDb},
     {Metric::MadeAgreement, "made_agreement", "agreement with float on made images", "%", 100},
     {Metric::MadeSqnr, "made_sqnr", "output SQNR on made images", "dB", sqnrCeilingDb},
     {Metric::Top5, "top5", "top-5 accuracy", "%", 100, true},
     {Metric::Binary, "binary", "binary accuracy", "%", 100, true},
     {Metric::MeanAveragePrecision, "map", "mean average precision", "%", 100, true},
     {Metric::ExactMatch, "exact", "exact match", "%", 100, true},
     {Metric::Hamming, "hamming", "Hamming accuracy", "%", 100, true},
     {Metric::Psnr, "psnr", "PSNR to float", "dB", sqnrCeilingDb},
     {Metric::Ssim, "ssim", "SSIM to float", "%", 100},
     {Metric::BoxAp, "coco", "COCO mAP", "%", 100, true},
     {Metric::BoxAp50, "coco50", "COCO mAP at .5", "%", 100, true},
     {Metric::Command, "command", "measure of the program", "%", 100, true}}};
static_assert(namesEveryValue<metrics>());

}  // namespace

const char* metricName(Metric metric) {
  return rowOf(metrics, metric).name;
}

std::vector<std::string> metricNames() {
  std::vector<std::string> names;
  for (const MetricInfo& info : metrics)
    if (!isMade(info.value)) names.emplace_back(info.name);
  return names;
}

const char* metricTitle(Metric metric) {
  return rowOf(metrics, metric).title;
}

double inUnit(Metric metric, double quality) {
  return quality * rowOf(metrics, metric).whole;
}

const char* metricUnit(Metric metric) {
  return rowOf(metrics, metric).unit;
}

std::string qualityText(Metric metric, double quality) {
  return text(std::fixed, std::setprecision(2), inUnit(metric, quality), ' ', metricUnit(metric));
}

std::string namedQuality(Metric metric, double quality) {
  return text(metricTitle(metric), ' ', qualityText(metric, quality));
}

void WrittenQuality::check(Metric metric) const {
  if (unit.empty() || unit == metricUnit(metric)) return;
  throw UsageError(text(metricTitle(metric), " is measured in ", metricUnit(metric), ", not in ", unit));
}

WrittenQuality qualityFromText(const std::string& written) {
  const auto fail = [&]() -> WrittenQuality {
    throw UsageError(
        text("'", written, "' is not a quality, expected 0 to 1, or a number with % or dB, such as 91.5%"));
  };
  char* end = nullptr;
  double number = written.empty() ? 0 : std::strtod(written.c_str(), &end);
  if (!end || end == written.c_str()) return fail();
  while (*end == ' ') ++end;
  WrittenQuality result;
  const std::string_view unit = end;
  if (unit == "%") {
    result.unit = "%";
    number /= 100;
  } else if (unit == "dB" || unit == "db") {
    result.unit = "dB";
    number /= sqnrCeilingDb;
  } else if (!unit.empty()) {
    return fail();
  }
  if (!(number >= 0 && number <= 1)) return fail();
  result.quality = number;
  return result;
}

Metric metricFromName(std::string_view name) {
  if (const auto known = valueNamed(metrics, name)) return *known;
  throw UsageError(text("'", name, "' is not a metric, expected ", alternatives(metricNames())));
}

bool inDecibels(Metric metric) {
  return rowOf(metrics, metric).unit == std::string_view("dB");
}

bool needsLabels(Metric metric) {
  return rowOf(metrics, metric).labels;
}

bool answersClasses(Metric metric) {
  return metric == Metric::Accuracy || metric == Metric::Agreement || metric == Metric::MadeAgreement ||
         metric == Metric::Top5;
}

bool decidesAlike(Metric metric) {
  return countsDecisions(metric) || metric == Metric::MeanIou || metric == Metric::MeanAveragePrecision ||
         metric == Metric::Hamming;
}

bool countsDecisions(Metric metric) {
  return answersClasses(metric) || metric == Metric::Binary || metric == Metric::ExactMatch;
}

bool isMade(Metric metric) {
  return metric == Metric::MadeAgreement || metric == Metric::MadeSqnr;
}

Metric madeForm(Metric metric) {
  if (metric == Metric::Agreement) return Metric::MadeAgreement;
  return metric == Metric::Sqnr ? Metric::MadeSqnr : metric;
}

}  // namespace bitprism
