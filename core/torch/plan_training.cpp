#include "core/torch/plan_training.h"

#include <algorithm>
#include <numeric>

#include "core/torch/trainer.h"

namespace bitprism {
namespace {

constexpr std::size_t remembered = 4;

}  // namespace

PlanTraining::PlanTraining(std::shared_ptr<const Network> network, ImageSet images, Preprocessing preprocessing,
                           TrainingSettings settings)
    : network_(std::move(network)),
      images_(std::move(images)),
      preprocessing_(std::move(preprocessing)),
      settings_(std::move(settings)) {}

TrainedPlan PlanTraining::trained(const QuantPlan& plan, const Task& task, std::stop_token stop,
                                  const Progress& progress) {
  const auto known = [&] {
    return std::find_if(recent_.begin(), recent_.end(),
                        [&](const Entry& entry) { return entry.plan == plan && entry.task == task; });
  };
  {
    const std::lock_guard lock(mutex_);
    if (const auto entry = known(); entry != recent_.end()) return entry->result;
  }
  ImageSet images = images_;
  if (task.images > 0 && task.images < images.count()) {
    std::vector<std::int64_t> first(static_cast<std::size_t>(task.images));
    std::iota(first.begin(), first.end(), std::int64_t{0});
    images = subset(images, first);
  }
  TrainingSettings settings = settings_;
  settings.epochs = task.epochs;
  TrainingWatch watch;
  watch.step = [&](const TrainingStep& step) { report(progress, "training", step.step, step.steps); };
  TrainingResult result = Trainer(network_, plan, std::move(images), {}, preprocessing_, settings).run(stop, watch);
  TrainedPlan trained{std::move(result.network), std::move(result.plan)};
  const std::lock_guard lock(mutex_);
  if (known() == recent_.end()) recent_.push_front({plan, task, trained});
  if (recent_.size() > remembered) recent_.pop_back();
  return trained;
}

Score TrainingEvaluator::evaluateAfresh(const QuantPlan& plan, const Task& task, std::stop_token stop,
                                        const Progress& progress) {
  if (task.epochs == 0) return plain_.evaluateAfresh(plan, task, stop, progress);
  return evaluate(plan, task, stop, progress);
}

Score TrainingEvaluator::evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop,
                                  const Progress& progress) {
  if (task.epochs == 0) return plain_.evaluate(plan, task, stop, progress);
  const TrainedPlan trained = training_->trained(plan, task, stop, progress);
  return plain_.evaluate(trained.network, trained.plan, {task.images, 0}, stop, progress);
}

}  // namespace bitprism
