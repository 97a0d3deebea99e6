#include "core/eval/metric.h"

#include <array>
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

Metric metricFromName(std::string_view name) {
  for (const Name& known : names)
    if (name == known.name) return known.metric;
  throw UsageError(text("'", name, "' is no metric, expected accuracy, agreement, miou or sqnr"));
}

}  // namespace bitprism
