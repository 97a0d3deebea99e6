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
};

constexpr std::array<MetricInfo, 4> metrics = {{{Metric::Accuracy, "accuracy", "accuracy", "%", 100},
                                                {Metric::Agreement, "agreement", "agreement with float", "%", 100},
                                                {Metric::MeanIou, "miou", "mean IoU", "%", 100},
                                                {Metric::Sqnr, "sqnr", "output SQNR", "dB", sqnrCeilingDb}}};
static_assert(namesEveryValue<metrics>());

}  // namespace

const char* metricName(Metric metric) {
  return rowOf(metrics, metric).name;
}

std::vector<std::string> metricNames() {
  const auto names = namesIn(metrics);
  return {names.begin(), names.end()};
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
  throw UsageError(text("'", name, "' is not a metric, expected ", alternatives(namesIn(metrics))));
}

}  // namespace bitprism
