#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/run/trial_score.h"
#include "core/search/search.h"

namespace bitprism {

// One proposal in progress.
struct TrialJob {
  enum class State { Queued, Running, Done, Cancelled };
  Proposal proposal;
  std::shared_ptr<const SearchSpace> space;  // that it was proposed in
  std::shared_ptr<const Sensitivity> sensitivity;
  State state = State::Queued;
  bool recorded = false;
  Evaluation evaluation;
  ProgressStep progress;
};

// The evaluation of the job's proposal, before it is measured.
Evaluation openEvaluation(const TrialJob& job, const std::vector<Task>& tasks);

// What a network gives without quantization, and without any knowledge.
struct AccuracyLimits {
  double chance = 0, floating = 0;
};

// Measures the trial at a task by `measure`. A score that contradicts the job's sensitivities is measured again by
// `again`, and `notice` says so. Throws what these throw, Error when no two measurements agree.
struct CheckedScore {
  Score score;
  std::string notice;  // empty: nothing to say
};
CheckedScore checkedScore(const TrialJob& job, Evaluation trial, const AccuracyLimits& limits,
                          const std::function<Score()>& measure, const std::function<Score()>& again);

}  // namespace bitprism
