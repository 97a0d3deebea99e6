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
  // Earlier trials were made under other rules, or by the session that this one was forked from: those within the space
  // are passed to the search before its first proposal.
  int firstTrial = 0;
  int workers = 1;
  // Trial k is proposed after the results of all trials up to k - lookAhead. This influences the trials, so it must not
  // change when a search is resumed. More workers than this are idle.
  int lookAhead = 2;
  double maximumSeconds = 0;  // 0: no limit
  HypervolumeReference reference;
  double floatAccuracy = 0;
  std::int64_t floatBytes = 0;
};

// Drives one search: asks with a fixed look-ahead, evaluates on `workers` threads at lower priority, reports results in
// trial order (scores rounded to 1e-6), so that the trials are the same for any number of workers. Finished evaluations
// of an earlier run are replayed instead of measured; stored trials take precedence over what would be proposed now. A
// pause also holds running evaluations, at their next report of progress. pause, resume and changeSpace may be called
// from any thread.
class SearchRunner {
 public:
  // Called from run's thread as soon as an evaluation is finished, so that it can be saved; of two parallel ones the
  // later trial may come first. Not called for replayed ones. If it throws, the search fails.
  using OnEvaluation = std::function<void(const Evaluation&)>;

  // report may be null; it measures the report accuracy of top-task evaluations. Both outlive the runner. Throws
  // UsageError if the method is unknown or the sensitivities do not fit the space.
  SearchRunner(SearchRunSettings settings, Sensitivity sensitivity, Evaluator& evaluator, Evaluator* report,
               std::vector<Evaluation> finished, OnEvaluation onEvaluation);
  ~SearchRunner();

  // Runs until the trials, the time or the space are exhausted or stop is requested; blocks, and may be called once.
  // When time runs out, running evaluations are finished; when stopped, they are cancelled and not recorded. Returns
  // the last snapshot, whose state says how it ended.
  std::shared_ptr<const SearchSnapshot> run(std::stop_token stop);

  void pause();
  void resume();

  // Continues in another space with the next proposals, in a new search that receives the measured evaluations in that
  // space. Running evaluations are finished first; of several changes until then only the last takes effect. `begun` is
  // called from run's thread with the first trial of the new space, before it is requested; if it throws, the search
  // fails. No effect once run has returned. Throws UsageError if the sensitivities do not fit.
  void changeSpace(SearchSpace space, Sensitivity sensitivity, std::function<void(int firstTrial)> begun);
  Latest<SearchSnapshot>& snapshots();

  // From the newest model, without waiting for a running ask; empty before the first fit. Any thread.
  std::optional<Prediction> predict(const PlanChoice& bits) const;

  // The newest model and its space; null before the first fit. Any thread.
  std::pair<std::shared_ptr<const Predictor>, std::shared_ptr<const SearchSpace>> model() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
