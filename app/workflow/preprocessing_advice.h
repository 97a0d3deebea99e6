#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/workflow/study.h"

namespace bitprism {

// A preprocessing that many published networks were trained with. Size and crop depend on the images.
struct PreprocessingPreset {
  std::string name;  // "ImageNet"
  Preprocessing preprocessing;
};

// For three channels (0..1, ImageNet, CIFAR-10, -1..1, Caffe, 0..255, each with its usual order of colours) or for one.
const std::vector<PreprocessingPreset>& usualPreprocessings(std::int64_t channels);

// The results of the usual settings on a few labelled images, if the float network's accuracy is suspiciously low.
struct PreprocessingAdvice {
  struct Trial {
    std::string name;
    Preprocessing preprocessing;  // complete, ready for use
    double accuracy = 0;
  };
  std::int64_t images = 0;
  double accuracy = 0;        // on these images as they are prepared now
  std::vector<Trial> trials;  // the best first
  bool better = false;        // the best trial is clearly better
  std::string finding;        // "the float network is right on only 12.1 % of 256 images (chance is 10.0 %)"
  std::string sentence;       // the finding, with what to do on the command line
};

// The command line flags for it.
std::string flagsText(const Preprocessing& preprocessing);

// Tries the usual settings on up to 256 of the study's images if the float accuracy, or if unknown that on these
// images, is nearer to chance than to a trained network's. Absent otherwise, without labels, if the metric is not an
// accuracy, or if no setting is clearly better and the accuracy is above chance. Throws Cancelled.
std::optional<PreprocessingAdvice> advisePreprocessing(const Study& study, std::optional<double> floatAccuracy,
                                                       std::stop_token stop = {}, const Progress& progress = {});

}  // namespace bitprism
