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
  std::shared_ptr<const SearchSpace> space;  // the space of the proposal
  std::shared_ptr<const Sensitivity> sensitivity;
  State state = State::Queued;
  bool recorded = false;
  Evaluation evaluation;
  ProgressStep progress;
};

// The evaluation of the job's proposal, not yet measured.
Evaluation openEvaluation(const TrialJob& job, const std::vector<Task>& tasks);

// The scores of the float network and of chance.
struct AccuracyLimits {
  double chance = 0, floating = 0;
};

// Measures the trial at a task with `measure`. A score that contradicts the job's sensitivities is measured again with
// `again`, and `notice` reports it. Throws what these throw, and Error if no two measurements agree.
struct CheckedScore {
  Score score;
  std::string notice;  // empty: none
};
CheckedScore checkedScore(const TrialJob& job, Evaluation trial, const AccuracyLimits& limits,
                          const std::function<Score()>& measure, const std::function<Score()>& again);

}  // namespace bitprism
