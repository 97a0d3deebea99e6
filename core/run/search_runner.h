#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/eval/evaluator.h"
#include "core/run/latest.h"
#include "core/run/search_snapshot.h"
#include "core/search/pareto.h"
#include "core/search/search.h"

namespace bitprism {

struct SearchRunSettings {
  SearchSettings search;
  SearchSpace space;
  // Trials before it were made under other rules, or by the session that this one was forked from: they are told, as
  // far as they lie within the space, before anything is asked.
  int firstTrial = 0;
  int workers = 1;
  // Trial k is asked when all trials up to k - lookAhead are told: part of what decides the trials, so it must stay
  // what it was when a search is resumed. No more workers than this have anything to do.
  int lookAhead = 2;
  double maximumSeconds = 0;  // 0: no limit
  HypervolumeReference reference;
  double floatAccuracy = 0;
  std::int64_t floatBytes = 0;
};

// Drives one search: asks with a fixed look-ahead, evaluates on `workers` threads at lower priority,
// tells in trial order (scores rounded to 1e-6), so that the trials are the same for any number of workers. Finished
// evaluations of an earlier run are replayed instead of measured: what is stored wins over what would be asked now.
// A pause also holds running evaluations, at their next report of progress. pause, resume and changeSpace may be called
// from any thread.
class SearchRunner {
 public:
  // Called from run's thread as soon as an evaluation is finished, so that it can be kept at once; of two that run
  // side by side the later trial may come first. Not called for replayed ones. If it throws, the search fails.
  using OnEvaluation = std::function<void(const Evaluation&)>;

  // report may be null; it measures the report accuracy of top-task evaluations. Both outlive the runner. Throws
  // UsageError when the method is unknown or the sensitivities do not fit the space.
  SearchRunner(SearchRunSettings settings, Sensitivity sensitivity, Evaluator& evaluator, Evaluator* report,
               std::vector<Evaluation> finished, OnEvaluation onEvaluation);
  ~SearchRunner();

  // Runs until the trials, the time or the space are exhausted or stop is requested; blocks, and may be called once.
  // Out of time, running evaluations are finished; stopped, they are cancelled and not recorded. Returns the last
  // snapshot, whose state tells how it ended.
  std::shared_ptr<const SearchSnapshot> run(std::stop_token stop);

  void pause();
  void resume();

  // From the next proposals on the search goes on in another space, by a new search that is told what was measured and
  // lies within it. What is under way is finished before; of several changes until then the last counts. `begun` is
  // called from run's thread with the first trial of the new space, before it is asked; if it throws, the search fails.
  // Nothing happens once run has returned. Throws UsageError when the sensitivities do not fit.
  void changeSpace(SearchSpace space, Sensitivity sensitivity, std::function<void(int firstTrial)> begun);
  Latest<SearchSnapshot>& snapshots();

  // From the newest model, without waiting for a running ask; nothing before the first fit. Any thread.
  std::optional<Prediction> predict(const BitAllocation& bits) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
