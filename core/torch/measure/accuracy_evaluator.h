#pragma once

#include <memory>
#include <optional>

#include "core/data/image_set.h"
#include "core/eval/answer_comparison.h"
#include "core/eval/box_decoding.h"
#include "core/eval/device.h"
#include "core/eval/evaluator.h"
#include "core/eval/metric_command.h"
#include "core/quant/activations/activation_calibration.h"
#include "core/quant/plan/planned_network.h"

namespace bitprism {

// Scores of plans on images. Batches in channels-last, small enough for the cache, are spread over threads, each
// computing alone, so the score is bit-identical for any number of threads; quantized weights are cached per (layer,
// scheme), and so are scores. Safe from many threads.
class AccuracyEvaluator : public Evaluator {
 public:
  // metric: of Score::accuracy; absent: mean IoU with per-pixel labels, accuracy with labels, agreement with float if
  // the first output is a number per class, else output SQNR, with or without labels. Throws InputError if the images
  // do not fit the network's input, the class counts differ, or the metric needs missing labels or classes, UsageError
  // if the device is not available. On a graphics card the score may differ in the last digits from the CPU's.
  AccuracyEvaluator(std::shared_ptr<const Network> network, ImageSet images, Preprocessing preprocessing,
                    unsigned threads = 0, std::optional<Metric> metric = {}, Device device = Device::Automatic,
                    std::optional<MetricCommand> command = {}, std::optional<BoxHead> head = {});
  ~AccuracyEvaluator() override;

  Score evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                 const Progress& progress = {}) override;

  Score evaluateAfresh(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                       const Progress& progress = {}) override;

  // The same for another network with the same outputs, such as this one trained further, compared with this one's
  // float outputs. Not cached.
  Score evaluate(const PlannedNetwork& planned, const Task& task, std::stop_token stop = {},
                 const Progress& progress = {});

  // The class that a network answers for each of the task's images under its plan: the first of its largest outputs.
  // For this network or another with the same outputs; where there are labels, the share of right answers is
  // Score::accuracy. Not cached, except the float network's outputs. Throws UsageError unless answersClasses().
  Answers answers(const PlannedNetwork& planned, const Task& task, std::stop_token stop = {},
                  const Progress& progress = {});
  bool answersClasses() const;  // one class per image

  // Compares the outputs of two networks, each under its plan, such as a file that was read back and the plan it was
  // written from: agreement and sqnrDb for any metric. Not cached.
  Score between(const PlannedNetwork& one, const PlannedNetwork& other, const Task& task, std::stop_token stop = {},
                const Progress& progress = {});

  // Plans share the float network's computation up to their first change. Scores are reported for a few plans at a
  // time, those that change earliest first.
  std::vector<Score> evaluateEach(const std::vector<QuantPlan>& plans, const Task& task, std::stop_token stop = {},
                                  const Progress& progress = {}, const OnScore& known = {}) override;

  // The score of this network on these images from an earlier run, and its duration; evaluate returns it from now on.
  // Ignored if it is of another metric.
  void recall(const QuantPlan& plan, const Task& task, const Score& score, double secondsPerImage);

  // One pass over all images that collects statistics of the input of every layer, in memory that does not depend on
  // their number. Throws Cancelled, InputError naming the layer whose input is not finite.
  ActivationCalibration calibrateActivations(std::stop_token stop = {}, const Progress& progress = {}) const;

  // Statistics of the values of these slots of the network's program on all images, in one pass. Throws Cancelled,
  // InputError naming the slot whose values are not finite.
  std::vector<InputStatistics> slotStatistics(const std::vector<int>& slots, std::stop_token stop = {},
                                              const Progress& progress = {}) const;

  // The input moments of the wanted layers (empty: all) on all images, in one pass (input_moments_collector.h); null
  // for layers without them. Throws Cancelled, InputError naming the layer whose input is not finite.
  Calibration calibrateInputs(std::stop_token stop = {}, const Progress& progress = {},
                              const std::vector<bool>& wantedLayers = {}) const;

  // Moments of the layer inputs, on these or other images, for plans that need them (needsInputs); without them such
  // plans are refused with an Error. At most once, as scores are cached; throws UsageError for a second call.
  void setCalibration(const Calibration& calibration);

  std::int64_t images() const;
  const ImageSet& imageSet() const;  // as the network takes them
  std::int64_t classes() const;      // 0: the outputs are not class scores
  Metric metric() const;
  std::optional<double> secondsPerImage() const;  // of the last evaluation; empty before the first

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// The first output under the plan for the first `count` images, row-major [count][...].
std::vector<float> logits(const Network& network, const QuantPlan& plan, const ImageSet& images,
                          const Preprocessing& preprocessing, std::int64_t count);
std::vector<float> logits(const PlannedNetwork& planned, const ImageSet& images, const Preprocessing& preprocessing,
                          std::int64_t count);

}  // namespace bitprism
