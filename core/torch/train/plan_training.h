#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "core/data/image_set.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/train/training.h"

namespace bitprism {

// A network trained under a plan, and the resulting plan.
struct TrainedPlan {
  std::shared_ptr<const Network> network;
  QuantPlan plan;
};

// Trains one network under plans, for tasks with epochs. Caches the last few results, so that evaluators of the same
// plan share one training. Can keep a training's state in a file, so that an interrupted one continues. Safe from many
// threads.
class PlanTraining {
 public:
  // settings: all but the epochs. Throws like Trainer.
  PlanTraining(std::shared_ptr<const Network> network, ImageSet images, Preprocessing preprocessing,
               TrainingSettings settings);

  // Every training keeps its state in a separate file whose name begins like this; call it before the first training.
  // The file remains until dropped: the result of a training may not have been measured yet.
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
  std::string states_;  // beginning of their names; empty: none are kept
  std::mutex mutex_;
  std::list<Entry> recent_;
};

// Tasks without epochs are measured by the plain evaluator; for tasks with epochs the network is first trained under
// the plan, then measured on the plain evaluator's images against its float network.
class TrainingEvaluator : public Evaluator {
 public:
  TrainingEvaluator(AccuracyEvaluator& plain, std::shared_ptr<PlanTraining> training)
      : plain_(plain), training_(std::move(training)) {}

  Score evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                 const Progress& progress = {}) override;

  // Only the measurement is repeated, not the training.
  Score evaluateAfresh(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                       const Progress& progress = {}) override;

 private:
  AccuracyEvaluator& plain_;
  std::shared_ptr<PlanTraining> training_;
};

}  // namespace bitprism
