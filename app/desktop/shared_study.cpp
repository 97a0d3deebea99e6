#include "app/desktop/shared_study.h"

#include <chrono>
#include <thread>
#include <utility>

#include "app/workflow/integer_plan.h"
#include "core/base/error.h"
#include "core/quant/targets/target_rules.h"

namespace bitprism {
namespace {

constexpr std::chrono::milliseconds lockWait(10);

}  // namespace

std::unique_lock<std::mutex> lockedWhenFree(SharedStudy& study, const std::stop_token& stop) {
  std::unique_lock lock(study.mutex, std::try_to_lock);
  for (; !lock && !stop.stop_requested(); lock.try_lock()) std::this_thread::sleep_for(lockWait);
  if (stop.stop_requested()) throw Cancelled();
  return lock;
}

QuantPlan planForTarget(SharedStudy& study, QuantPlan plan, Target target, const ActivationOptions& inputs,
                        const std::stop_token& stop, const Progress& progress) {
  const TargetProfile& profile = targetProfile(target);
  if (!profile.integers || !plan.integer.empty() || !plan.quantizesActivations()) return plan;
  const auto lock = lockedWhenFree(study, stop);
  return withIntegerForm(*study.study, std::move(plan), fitted(profile, inputs), stop, progress);
}

}  // namespace bitprism
