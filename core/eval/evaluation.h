#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/eval/metric.h"
#include "core/eval/task.h"
#include "core/quant/plan/quant_plan.h"
#include "core/quant/scheme/layer_choice.h"

namespace bitprism {

// The measurements of one plan on a number of images, with those of the float network on the same images.
struct Score {
  double accuracy = 0;  // in terms of `metric`, 0 to 1: for class scores the fraction of images classified correctly
  double loss = 0;      // mean cross-entropy, nats; 0 without labels
  double kl = 0;  // mean KL(float || plan) of the softmax outputs, nats; for Sqnr noise over signal; never negative
  double agreement = 0;  // fraction of images (or pixels) with the same largest output as float
  std::int64_t images = 0;
  Metric metric = Metric::Accuracy;
  double top5 = 0;    // fraction of images with the label among the five largest outputs; classes and labels only
  double sqnrDb = 0;  // of the outputs against float, at most sqnrCeilingDb
  bool operator==(const Score&) const = default;
};

// Like qualityText, but also for noise above the signal, for which Score::accuracy is only 0 dB.
std::string qualityText(const Score& score);

// A model's prediction for a plan.
struct Prediction {
  double mean = 0;       // accuracy, top task
  double deviation = 0;  // of the latent accuracy
  bool operator==(const Prediction&) const = default;
};

// One plan measured at one task, or the reason why the measurement failed.
struct Evaluation {
  int trial = 0;  // from 0, in the order proposed
  PlanChoice bits;
  Task task;
  int taskIndex = 0;
  std::int64_t bytes = 0;
  std::optional<std::int64_t> axisCost;  // on the axis of its search, if that is not memory (core/search/cost.h)
  Score score;                           // on the search images
  std::optional<double> reportAccuracy;  // on images the search never saw; top task only
  double seconds = 0;
  std::string why;                       // why it was proposed
  std::optional<Prediction> prediction;  // of its accuracy at the top task, when it was proposed
  std::string failure;                   // empty on success
  bool ok() const { return failure.empty(); }
  std::int64_t cost() const { return axisCost.value_or(bytes); }
};

}  // namespace bitprism
