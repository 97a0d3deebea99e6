#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/eval/device.h"
#include "core/eval/evaluation.h"
#include "core/network/network.h"

namespace bitprism {

// The training target. Labels: the cross-entropy of the class. Distillation: the float network's outputs on the same
// images, KL(softmax(teacher / T) || softmax(student / T)) T^2 (Hinton et al. 2015) if they are class scores, else
// noise over signal; labels are not used.
enum class TrainingObjective { Labels, Distillation };

enum class TrainingOptimizer { Sgd, Adam };
enum class LearningSchedule { Cosine, Step, Constant };  // to zero; times 0.1 at 1/2 and 3/4 of training; constant

// Folded: batch norm is merged into the convolutions, as they are measured and exported. Frozen: it is separate and
// keeps its stored statistics; scale and shift are trained. Trained: it uses the statistics of the batch, which the
// stored ones follow. Separate, weights are rounded as they will be once folded: Q(w f) / f with the current f = gamma
// / sqrt(variance + epsilon).
enum class BatchNormTraining { Folded, Frozen, Trained };

struct TrainingSettings {
  TrainingObjective objective = TrainingObjective::Labels;
  int epochs = 1;
  std::int64_t batch = 64;
  TrainingOptimizer optimizer = TrainingOptimizer::Adam;
  double learningRate = 3e-4;  // peak
  double momentum = 0.9;       // SGD (Nesterov)
  double weightDecay = 0;      // of weights with two dimensions or more
  LearningSchedule schedule = LearningSchedule::Cosine;
  bool flip = false;         // mirror each image with probability 1/2
  std::int64_t padding = 0;  // maximum random shift in pixels, filled with zeros
  BatchNormTraining batchNorm = BatchNormTraining::Folded;
  double temperature = 1;    // Distillation
  double featureWeight = 0;  // Distillation: of the mean squared difference of the last layer's input
  // GDRQ stage 1 (Yu et al. 2020): the number of first epochs in which the weights of GDRQ layers are only clipped at 2
  // mean|w|, which flattens their histogram; they are rounded after that. 0: rounded from the start.
  int reshapeEpochs = 0;
  // Sparsification (Georgiadis 2019, eq. 2): lambda of the mean |x| over all values after ReLUs, so that every value
  // counts the same in every map.
  double sparsity = 0;
  // With a target, the weight follows the share of zeros: lambda <- lambda exp(gain (target - share)) every step. 0:
  // constant.
  double zeroTarget = 0;
  // Sparse training keeps the sparsest epoch whose accuracy (agreement) on held-out images is at most this much below
  // the start's.
  double allowedLoss = 0.005;
  std::uint64_t seed = 1;
  unsigned threads = 0;  // 0: one per core; the result does not depend on it
  Device device = Device::Cpu;
  std::optional<Metric> metric;  // on held-out images; absent: derived from the images and outputs

  bool operator==(const TrainingSettings&) const = default;
};

const char* objectiveName(TrainingObjective objective);  // "labels", "distillation"
const char* optimizerName(TrainingOptimizer optimizer);  // "sgd", "adam"
const char* scheduleName(LearningSchedule schedule);     // "cosine", "step", "constant"
const char* batchNormName(BatchNormTraining mode);       // "folded", "frozen", "trained"
std::vector<std::string> optimizerNames();
std::vector<std::string> scheduleNames();
std::vector<std::string> batchNormNames();
TrainingOptimizer optimizerFromName(const std::string& name);  // these throw UsageError listing the names
LearningSchedule scheduleFromName(const std::string& name);
BatchNormTraining batchNormFromName(const std::string& name);

// Defaults that did well on networks of a few hundred thousand weights at 2 and 3 bits (docs/measurements.md). SGD on
// folded layers, whose channels differ in size by orders of magnitude, tolerates only small rates.
double standardLearningRate(TrainingOptimizer optimizer, BatchNormTraining batchNorm);

// The default number of epochs: higher for small sets, so that there are enough steps (docs/measurements.md).
int standardEpochs(std::int64_t images, std::int64_t batch);

// Throws UsageError for invalid settings.
void checkTraining(const TrainingSettings& settings);

// The factor on the learning rate after `part` (0 to 1) of the training.
double scheduleFactor(LearningSchedule schedule, double part);

Json toJson(const TrainingSettings& settings);  // without threads, which do not affect the result
TrainingSettings trainingFromJson(const Json& json, const std::string& source);  // throws InputError

// The state after a number of epochs; 0: before the first.
struct TrainingRecord {
  int epoch = 0;
  double loss = 0;      // mean over the epoch's images; 0 for epoch 0
  double sparsity = 0;  // fraction of zeros after ReLUs during training; 0 without sparsity
  bool measured = false;
  Score score;  // on the held-out images, against the float network that training began with
  double seconds = 0;
};

// A training step, for a live curve.
struct TrainingStep {
  int epoch = 0;                     // from 0
  std::int64_t step = 0, steps = 0;  // of all epochs
  double loss = 0;
};

struct TrainingResult {
  std::shared_ptr<const Network> network;  // its weights are those of the best epoch
  QuantPlan plan;                          // as given, except for trained clipping ranges
  std::vector<TrainingRecord> records;
  int bestEpoch = 0;
  double seconds = 0;
  double imagesPerSecond = 0;  // of training only
};

// The current weights with the plan, for a live view; at most twice a second.
struct TrainingSnapshot {
  std::shared_ptr<const Network> network;
  QuantPlan plan;
};

struct TrainingWatch {
  std::function<void(const TrainingStep&)> step;
  std::function<void(const TrainingRecord&)> record;
  std::function<void(const TrainingSnapshot&)> snapshot;
  std::function<void(const Bytes&)>
      checkpoint;  // what Trainer::resume takes; after epochs, in between and when stopped
  double checkpointSeconds = 20;
  std::stop_token finish;  // ends early, with the best state so far, the current one included
};

}  // namespace bitprism
