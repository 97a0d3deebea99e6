#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// The meaning of Score::accuracy.
enum class Metric {
  Accuracy,   // fraction of images whose largest output is the label
  Agreement,  // without labels: fraction of images whose largest output is the float network's
  MeanIou,    // per-pixel classes: mean over classes of intersection over union
  Sqnr        // any outputs, without labels: signal-to-noise against the float network, as a part of sqnrCeilingDb
};

// The SQNR above which noise no longer matters; float itself counts as this.
inline constexpr double sqnrCeilingDb = 60;

const char* metricName(Metric metric);  // "accuracy", "agreement", "miou", "sqnr"
std::vector<std::string> metricNames();
const char* metricTitle(Metric metric);  // for display: "accuracy", "agreement with float", "mean IoU", "output SQNR"
Metric metricFromName(std::string_view name);  // throws UsageError listing the names

// A quality, 0 to 1, as text: shares in percent, SQNR (a part of sqnrCeilingDb) in decibels. A figure always has its
// unit and, unless a table or axis names it, its metric.
double inUnit(Metric metric, double quality);             // 91.25, 43.2
const char* metricUnit(Metric metric);                    // "%", "dB"
std::string qualityText(Metric metric, double quality);   // "91.25 %", "43.20 dB"
std::string namedQuality(Metric metric, double quality);  // "accuracy 91.25 %", "output SQNR 43.20 dB"

// A quality as users write it, with or without unit: "0.9125", "91.25%", "43.2dB". Throws UsageError for anything
// else.
struct WrittenQuality {
  double quality = 0;               // 0 to 1
  std::string_view unit;            // "%", "dB", or empty
  void check(Metric metric) const;  // throws UsageError where the metric has another unit
};
WrittenQuality qualityFromText(const std::string& written);

}  // namespace bitprism
