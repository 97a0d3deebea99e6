#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// The meaning of Score::accuracy.
enum class Metric {
  Accuracy,       // fraction of images whose largest output is the label
  Agreement,      // without labels: fraction of images whose largest output is the float network's
  MeanIou,        // per-pixel classes: mean over classes of intersection over union
  Sqnr,           // any outputs, without labels: signal-to-noise against the float network, as a part of sqnrCeilingDb
  MadeAgreement,  // Agreement and Sqnr on images that are made, not taken: never mistaken for what they are on others
  MadeSqnr,
  Top5,    // fraction of images whose label is among the five largest outputs
  Binary,  // one number per image: fraction whose side of one half, or of 0 before a sigmoid, is the label
  MeanAveragePrecision,  // several classes per image: mean over classes of the average precision of the ranking
  ExactMatch,            // several classes per image: fraction of images with every class right
  Hamming,               // several classes per image: fraction of all classes of all images that are right
  Psnr,                  // pictures as output: mean peak signal-to-noise against float, as a part of sqnrCeilingDb
  Ssim,                  // pictures as output: mean structural similarity to float
  BoxAp,                 // detections: COCO mAP, the mean over classes and intersections of .5 to .95
  BoxAp50,               // the same at an intersection over union of .5
  Command                // what a program of the user says of the outputs
};

// The SQNR above which noise no longer matters; float itself counts as this.
inline constexpr double sqnrCeilingDb = 60;

const char* metricName(Metric metric);   // "accuracy", "agreement", "miou", "sqnr"
std::vector<std::string> metricNames();  // those that can be asked for
const char* metricTitle(Metric metric);  // for display: "accuracy", "agreement with float", "mean IoU", "output SQNR"
Metric metricFromName(std::string_view name);  // any name; throws UsageError listing metricNames

bool inDecibels(Metric metric);       // a quality is a part of sqnrCeilingDb, measured against float
bool needsLabels(Metric metric);      // of images, of whatever kind
bool answersClasses(Metric metric);   // by the largest output of each image
bool decidesAlike(Metric metric);     // a share of decisions that agree with float is known beside it
bool countsDecisions(Metric metric);  // a share of decisions that are right or not, not an average of degrees
bool isMade(Metric metric);
Metric madeForm(Metric metric);  // what it is called on made images: MadeAgreement for Agreement

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
