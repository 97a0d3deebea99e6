#pragma once

#include <memory>
#include <mutex>
#include <stop_token>

#include "app/workflow/study.h"

namespace bitprism {

// The study that window, measurements and search use together. Its evaluators are safe from many threads; everything
// else needs the lock, on worker threads only.
struct SharedStudy {
  explicit SharedStudy(std::unique_ptr<Study> opened) : study(std::move(opened)) {}

  std::mutex mutex;
  const std::unique_ptr<Study> study;
};

// Another measurement may have the study for long, and cancelling does not wait for it. Throws Cancelled.
std::unique_lock<std::mutex> lockedWhenFree(SharedStudy& study, const std::stop_token& stop);

// The plan as its target computes it: with its integer form where the target needs one and the plan quantizes inputs,
// whose tensors get ranges by these options. Throws Cancelled.
QuantPlan planForTarget(SharedStudy& study, QuantPlan plan, Target target, const ActivationOptions& inputs,
                        const std::stop_token& stop, const Progress& progress);

}  // namespace bitprism
