#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "core/data/image_set.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/train/training.h"

namespace bitprism {

// A network after training under a plan, with the plan it then has.
struct TrainedPlan {
  std::shared_ptr<const Network> network;
  QuantPlan plan;
};

// Trains one network under plans, as tasks with epochs ask for. Remembers the last few results, so that the evaluators
// that look at the same plan share one training. May keep a training's state in a file, so that an interrupted one goes
// on where it was. Safe from many threads.
class PlanTraining {
 public:
  // settings: all but the epochs. Throws as Trainer does.
  PlanTraining(std::shared_ptr<const Network> network, ImageSet images, Preprocessing preprocessing,
               TrainingSettings settings);

  // Every training keeps its state in a file of its own whose name begins so, from before its first call on. The file
  // stays until it is dropped: what was trained is not known to be measured before.
  void keepStates(std::string beginning) { states_ = std::move(beginning); }
  void dropState(const QuantPlan& plan, const Task& task);

  // After task.epochs epochs over the first task.images images (0: all). Throws Cancelled, Error.
  TrainedPlan trained(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                      const Progress& progress = {});

 private:
  struct Entry {
    QuantPlan plan;
    Task task;
    TrainedPlan result;
  };

  std::string stateOf(const QuantPlan& plan, const Task& task) const;

  std::shared_ptr<const Network> network_;
  ImageSet images_;
  Preprocessing preprocessing_;
  TrainingSettings settings_;
  std::string states_;  // how their names begin; empty: none are kept
  std::mutex mutex_;
  std::list<Entry> recent_;
};

// Tasks without epochs as the plain evaluator measures them; with epochs the network is trained under the plan first,
// then measured on the plain evaluator's images against its float network.
class TrainingEvaluator : public Evaluator {
 public:
  TrainingEvaluator(AccuracyEvaluator& plain, std::shared_ptr<PlanTraining> training)
      : plain_(plain), training_(std::move(training)) {}

  Score evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                 const Progress& progress = {}) override;

  // Afresh is what was measured, not the training.
  Score evaluateAfresh(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                       const Progress& progress = {}) override;

 private:
  AccuracyEvaluator& plain_;
  std::shared_ptr<PlanTraining> training_;
};

}  // namespace bitprism
