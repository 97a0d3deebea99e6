#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/eval/box_precision.h"
#include "core/eval/evaluation.h"

namespace at {
class Tensor;
}

namespace bitprism {

// The sums over images from which a score is computed; sums of parts can be added.
struct ScoreSums {
  std::int64_t images = 0;
  std::int64_t decisions = 0;  // images, or pixels of a segmentation
  std::int64_t judged = 0;     // of those, with a label
  double loss = 0, kl = 0;
  std::int64_t correct = 0, amongFive = 0, agreeing = 0;
  std::vector<double> noise, signal;                 // energy, of each output
  std::vector<std::int64_t> confusion;               // [label][guess], for MeanIou
  std::int64_t classesRight = 0, classesJudged = 0;  // of sets of classes, for Hamming
  std::vector<float> scores;                         // [image][class], for MeanAveragePrecision
  std::vector<std::uint8_t> belongs;                 // likewise: the labels
  double pictureQuality = 0;                         // sum over images, for Psnr (dB) and Ssim
  std::vector<std::vector<float>> kept;              // every output whole, for Command
  std::vector<Detection> detections;                 // for BoxAp

  void add(const ScoreSums& other);
};

// The score of `images` from sums; sums of float against itself have no noise.
Score scoreOf(const ScoreSums& sums, Metric metric, std::int64_t classes);

// Adds one batch: the plan's outputs and the float network's, float32 and contiguous. With `classes` above zero the
// first output is [count, classes, ...]: a decision per image, or per pixel if there are more dimensions. labels: one
// per decision in that order, -1 if missing; empty: none. Throws Error if an output is not finite.
void addOutputs(ScoreSums& sums, const std::vector<at::Tensor>& outputs, const std::vector<at::Tensor>& reference,
                std::int64_t classes, Metric metric, std::span<const std::int32_t> labels);

// Adds the first output as independent decisions: a class for each number, or one decision on one number. belongs: 0 or
// 1 for each number, 255 where that is not known; empty: no labels.
void addIndependent(ScoreSums& sums, const at::Tensor& output, const at::Tensor& reference, bool areProbabilities,
                    Metric metric, std::span<const std::uint8_t> belongs);

// Adds the first output as pictures, [count, 1 or 3, height, width], for Psnr and Ssim.
void addPictures(ScoreSums& sums, const at::Tensor& output, const at::Tensor& reference, Metric metric);

// The class of the largest output (the first of equals) of each decision of an output [count, classes, ...], float32
// and contiguous. Throws Error if it has another number of classes or is not finite.
std::vector<std::int32_t> largestOutputs(const at::Tensor& output, std::int64_t classes);

}  // namespace bitprism
