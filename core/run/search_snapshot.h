#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/eval/evaluation.h"
#include "core/search/cost.h"
#include "core/search/search.h"

namespace bitprism {

enum class SearchState { Preparing, Running, Paused, Finished, Stopped, Failed };

// The state of a search at one moment, for views. Immutable.
struct SearchSnapshot {
  SearchState state = SearchState::Preparing;
  std::string method;
  std::vector<Task> tasks;
  Cost axis = Cost::Memory;             // of Evaluation::cost, of the band of `insight` and of hypervolumes
  int trials = 0;                       // requested number of evaluations at the top task
  std::vector<Evaluation> evaluations;  // finished, by trial
  std::vector<double> hypervolumes;     // after each top-task evaluation
  SearchInsight insight;
  std::string phase;  // "calibration", "evaluating trial 12", ...
  std::int64_t phaseDone = 0, phaseTotal = 0;
  double secondsElapsed = 0;
  double secondsLeft = -1;  // negative: unknown
  double floatAccuracy = 0;
  std::int64_t floatBytes = 0;
  std::string why;                   // of the newest proposal
  int rulesSince = 0;                // trial from which the current rules apply
  std::string failure;               // if state is Failed
  std::vector<std::string> notices;  // about repeated measurements, one sentence each

  int topEvaluations() const;  // finished at the top task
};

}  // namespace bitprism
