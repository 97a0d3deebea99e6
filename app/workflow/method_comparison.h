#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/workflow/study.h"

namespace bitprism {

// A quantization of a whole network: weights and the inputs of layers, each by a method and its options. The bits are
// left to the setting.
struct ComparedMethod {
  std::string name;  // "ACIQ, clip and allocation"
  Quantization weights;
  ActivationOptions activations;
};

// The published methods and the baselines, each alone and with the tools that its paper adds. Solvers only if
// requested: they need calibration images and take minutes.
std::vector<ComparedMethod> comparedMethods(const std::vector<Method>& methods);

// Bits of weights and of inputs; 32: float. "W4A32", "W4A4"; throws UsageError.
struct ComparedSetting {
  int weights = floatBits, activations = floatBits;
};
ComparedSetting settingFromText(const std::string& written);
std::string toText(const ComparedSetting& setting);

struct ComparedCell {
  std::size_t method = 0, setting = 0;
  Score score;
  std::int64_t bytes = 0;  // modelSize of the plan
  std::string failure;     // why there is no result: "pwlq at 1 bit ..."
};

// The plan of a method at a setting. Throws UsageError if the method does not support its bits.
QuantPlan comparedPlan(Study& study, const ComparedMethod& method, const ComparedSetting& setting,
                       std::stop_token stop = {}, const Progress& progress = {});

// Measures every method at every setting on all of the study's images, row by row, and reports each cell as soon as it
// is known. Throws Cancelled.
void compareMethods(Study& study, const std::vector<ComparedMethod>& methods,
                    const std::vector<ComparedSetting>& settings, const std::function<void(const ComparedCell&)>& tell,
                    std::stop_token stop = {}, const Progress& progress = {});

}  // namespace bitprism
