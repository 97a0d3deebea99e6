#pragma once

#include <memory>

#include "core/data/image_set.h"
#include "core/eval/evaluator.h"
#include "core/network/network.h"

namespace bitprism {

// Accuracy, loss, KL and agreement of plans on labelled images. Batches of 32 in channels-last are spread over threads,
// each computing alone, so the score is bit-identical for any number of threads; quantized weights are kept per
// (layer, scheme); repeats are answered from memory. Safe from many threads.
class AccuracyEvaluator : public Evaluator {
 public:
  // Throws InputError when the images do not fit the network's input or the class counts differ.
  AccuracyEvaluator(std::shared_ptr<const Network> network, ImageSet images, Preprocessing preprocessing,
                    unsigned threads = 0);
  ~AccuracyEvaluator() override;

  Score evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                 const Progress& progress = {}) override;

  std::int64_t images() const;
  std::int64_t classes() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// Logits of the plan on the first count images, row-major [count][classes].
std::vector<float> logits(const Network& network, const QuantPlan& plan, const ImageSet& images,
                          const Preprocessing& preprocessing, std::int64_t count);

}  // namespace bitprism
