#include "core/torch/train/plan_training.h"

#include <unistd.h>

#include <algorithm>
#include <iomanip>
#include <numeric>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/torch/train/trainer.h"

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

std::string PlanTraining::stateOf(const QuantPlan& plan, const Task& task) const {
  if (states_.empty()) return {};
  const std::string what = text(planToJson(plan, *network_).dump(), '|', taskName(task));
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(what.data());
  return text(states_, std::hex, std::setw(16), std::setfill('0'), contentHash({bytes, what.size()}));
}

void PlanTraining::dropState(const QuantPlan& plan, const Task& task) {
  if (const std::string path = stateOf(plan, task); !path.empty()) ::unlink(path.c_str());
}

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
  const std::string state = stateOf(plan, task);
  auto trainer = std::make_unique<Trainer>(network_, plan, images, ImageSet(), preprocessing_, settings);
  if (!state.empty()) {
    watch.checkpoint = [&](const Bytes& bytes) { writeFile(state, bytes); };
    if (::access(state.c_str(), F_OK) == 0) try {
        trainer->resume(readFile(state), state);
      } catch (const Error&) {
        // Damaged, or from other settings: the state only saves time, so training starts anew and overwrites it.
        trainer = std::make_unique<Trainer>(network_, plan, images, ImageSet(), preprocessing_, settings);
      }
  }
  TrainingResult result = trainer->run(stop, watch);
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
  return plain_.evaluate({trained.network, trained.plan}, {task.images, 0}, stop, progress);
}

}  // namespace bitprism
