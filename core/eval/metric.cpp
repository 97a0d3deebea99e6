#include "core/eval/metric.h"

#include <array>
#include <cstdlib>
#include <iomanip>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

struct Name {
  Metric metric;
  const char* name;
  const char* title;
};

constexpr std::array<Name, 4> names = {{{Metric::Accuracy, "accuracy", "accuracy"},
                                        {Metric::Agreement, "agreement", "agreement with float"},
                                        {Metric::MeanIou, "miou", "mean IoU"},
                                        {Metric::Sqnr, "sqnr", "output SQNR"}}};

}  // namespace

const char* metricName(Metric metric) {
  return names[static_cast<std::size_t>(metric)].name;
}

const char* metricTitle(Metric metric) {
  return names[static_cast<std::size_t>(metric)].title;
}

double inUnit(Metric metric, double quality) {
  return quality * (metric == Metric::Sqnr ? sqnrCeilingDb : 100);
}

const char* metricUnit(Metric metric) {
  return metric == Metric::Sqnr ? "dB" : "%";
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
  for (const Name& known : names)
    if (name == known.name) return known.metric;
  throw UsageError(text("'", name, "' is not a metric, expected accuracy, agreement, miou or sqnr"));
}

}  // namespace bitprism
