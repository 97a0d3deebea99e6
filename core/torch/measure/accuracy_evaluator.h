#pragma once

#include <memory>
#include <optional>

#include "core/data/image_set.h"
#include "core/eval/device.h"
#include "core/eval/evaluator.h"
#include "core/network/network.h"
#include "core/quant/activations/activation_calibration.h"
#include "core/quant/measures/input_moments.h"

namespace bitprism {

// Scores of plans on images. Batches in channels-last, small enough for the cache, are spread over threads, each
// computing alone, so the score is bit-identical for any number of threads; quantized weights are kept per (layer,
// scheme); repeats are answered from memory. Safe from many threads.
class AccuracyEvaluator : public Evaluator {
 public:
  // metric: what Score::accuracy shall be; absent: mean IoU with per-pixel labels, accuracy with labels, agreement with
  // float where the first output is a number per class, else output SQNR, labels or not. Throws InputError when the
  // images do not fit the network's input, the class counts differ, or the metric needs labels or classes that are not
  // there, UsageError when the device is not there. On a graphics card the score may differ in the last digits from the
  // processor's.
  AccuracyEvaluator(std::shared_ptr<const Network> network, ImageSet images, Preprocessing preprocessing,
                    unsigned threads = 0, std::optional<Metric> metric = {}, Device device = Device::Automatic);
  ~AccuracyEvaluator() override;

  Score evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                 const Progress& progress = {}) override;

  Score evaluateAfresh(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                       const Progress& progress = {}) override;

  // The same of another network with the same outputs, such as this one trained further, against this one's float
  // outputs. Nothing is remembered.
  Score evaluate(std::shared_ptr<const Network> other, const QuantPlan& plan, const Task& task,
                 std::stop_token stop = {}, const Progress& progress = {});

  // How near the outputs of one network under its plan are to another's under its own, such as a file that was read
  // back to the plan that it holds: agreement and sqnrDb, by which metric ever. Nothing is remembered.
  Score between(std::shared_ptr<const Network> network, const QuantPlan& plan, std::shared_ptr<const Network> other,
                const QuantPlan& otherPlan, const Task& task, std::stop_token stop = {}, const Progress& progress = {});

  // Plans that change late in the network share the float network's way up to there. Scores are known a few plans at a
  // time, those that change earliest first.
  std::vector<Score> evaluateEach(const std::vector<QuantPlan>& plans, const Task& task, std::stop_token stop = {},
                                  const Progress& progress = {}, const OnScore& known = {}) override;

  // What this network scored on these images in an earlier run, which evaluate answers with from now on, and the time
  // that took; left aside when it is by another metric.
  void recall(const QuantPlan& plan, const Task& task, const Score& score, double secondsPerImage);

  // One pass over all images that notes the input of every layer, in memory that does not depend on their number.
  // Throws Cancelled, InputError naming the layer whose input is not finite.
  ActivationCalibration calibrateActivations(std::stop_token stop = {}, const Progress& progress = {}) const;

  // What the wanted layers (empty: all) read on all images, in one pass (input_moments_collector.h); null for layers of
  // which that is not collected. Throws Cancelled, InputError naming the layer whose input is not finite.
  std::vector<std::shared_ptr<const InputMoments>> inputMoments(std::stop_token stop = {},
                                                                const Progress& progress = {},
                                                                const std::vector<bool>& wantedLayers = {}) const;

  std::int64_t images() const;
  std::int64_t classes() const;  // 0: the outputs are no class scores
  Metric metric() const;
  std::optional<double> secondsPerImage() const;  // of the last evaluation; nothing before the first

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// First output of the plan on the first count images, row-major [count][...].
std::vector<float> logits(const Network& network, const QuantPlan& plan, const ImageSet& images,
                          const Preprocessing& preprocessing, std::int64_t count);

}  // namespace bitprism
