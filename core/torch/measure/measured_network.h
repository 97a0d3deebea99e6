#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "core/eval/box_decoding.h"
#include "core/eval/device.h"
#include "core/eval/evaluator.h"
#include "core/eval/metric_command.h"
#include "core/torch/graph/network_input.h"
#include "core/torch/measure/output_score.h"
#include "core/torch/measure/plan_runner.h"

namespace bitprism {

// A network with the images on which its plans are measured: batches of a size that fits the processor's cache, the
// float network's outputs as far as memory allows, and the known scores of plans. Safe from many threads.
class MeasuredNetwork {
 public:
  using Outputs = std::vector<at::Tensor>;

  struct Settings {
    unsigned threads = 0;          // 0: one per core
    std::optional<Metric> metric;  // absent: chosen by the outputs and the labels
    Device device = Device::Cpu;
    std::optional<MetricCommand> command;  // that judges outputs, for Metric::Command
    std::optional<BoxHead> head;           // of detectors; absent: by the shapes of the outputs
  };

  // Throws InputError if images or metric do not fit the network, UsageError if the device is not available.
  MeasuredNetwork(std::shared_ptr<const Network> network, ImageSet images, const Preprocessing& preprocessing,
                  const Settings& settings);
  ~MeasuredNetwork();

  // Images that a task measures on. Throws UsageError if it needs training.
  std::int64_t countOf(const Task& task) const;
  std::int64_t batches(std::int64_t images) const { return (images + batchSize - 1) / batchSize; }

  // Outputs of images [first, first + count) under a plan.
  Outputs run(std::int64_t first, std::int64_t count, const PlanRunner::Prepared& plan) const;

  // Float outputs of a batch's first `count` images; cached while there is room. Throws Error if they are not finite.
  Outputs referenceOutputs(std::int64_t batch, std::int64_t count);

  // Compares outputs of images from `first` on with the float network's.
  void add(ScoreSums& sums, std::int64_t first, std::int64_t count, const Outputs& outputs,
           const Outputs& original) const;

  // The same without labels and of the metric Sqnr: how alike the outputs are.
  void compare(ScoreSums& sums, const Outputs& outputs, const Outputs& original) const;

  // The score of the first images from the sums of all batches, in their order.
  Score scoreFrom(const std::vector<ScoreSums>& sums, const std::stop_token& stop = {}) const;

  // Scores by plan and number of images.
  std::optional<Score> remembered(const QuantPlan& plan, std::int64_t count);
  Score remember(const QuantPlan& plan, std::int64_t count, const std::vector<ScoreSums>& sums,
                 const std::stop_token& stop = {});
  Score remember(const QuantPlan& plan, std::int64_t count, const Score& score);
  void recall(const QuantPlan& plan, const Score& score);  // unless known

  // Clears scores and the float network's outputs: if one is wrong, the others may be.
  void forget();

  // The batch of networks whose largest values are small.
  static constexpr std::int64_t largestBatch = 32;

  const std::shared_ptr<const Network> network;
  const NetworkInput input;
  const ImageSet& images;
  const Device device;
  PlanRunner runner;
  PlanRunner::Prepared floating;
  unsigned threads;
  std::int64_t batchSize = largestBatch;
  std::int64_t classes = 0;  // 0: the outputs are not class scores
  Metric metric = Metric::Accuracy;

 private:
  struct Reference {
    std::int64_t images = 0;
    Outputs outputs;
  };

  void decideMetric(const Outputs& outputs, std::optional<Metric> wanted);
  void checkOutputs(const Outputs& outputs) const;
  bool perImage(const at::Tensor& output) const;
  std::vector<std::uint8_t> decisionLabels(std::int64_t first, std::int64_t count) const;
  void addDetections(ScoreSums& sums, std::int64_t first, std::int64_t count, const Outputs& outputs) const;
  std::vector<std::int32_t> labelsOf(std::int64_t first, std::int64_t count, const at::Tensor& output) const;

  const Preprocessing preprocessing_;
  const std::optional<MetricCommand> command_;
  std::optional<BoxHead> head_;
  NmsBoxes nmsBoxes_;  // of head nms, as the network's tail says
  DecodingLimits decodingLimits_;
  std::vector<Shape> outputShapes_;  // of one image
  bool classRows_ = false;           // one decision per image
  bool independent_ = false;         // a decision for each number of the first output
  bool probabilities_ = false;       // these numbers are probabilities, not logits
  std::mutex referenceMutex_;
  std::vector<Reference> reference_;  // of the float network, by batch
  std::int64_t referenceBytes_ = 0;
  std::mutex memoryMutex_;
  std::map<std::pair<QuantPlan, std::int64_t>, Score> memory_;
};

}  // namespace bitprism
