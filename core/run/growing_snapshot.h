#pragma once

#include <vector>

#include "core/run/search_snapshot.h"
#include "core/search/pareto.h"

namespace bitprism {

// The snapshot of a running search, updated with each evaluation. One thread at a time.
struct GrowingSnapshot {
  GrowingSnapshot(std::size_t theTasks, const HypervolumeReference& theReference)
      : tasks(theTasks), reference(theReference) {}

  // Whether it was measured on the last, most expensive task.
  bool isTop(const Evaluation& evaluation) const { return evaluation.taskIndex + 1 == static_cast<int>(tasks); }

  // In order of trials; ignored if the trial is present.
  void insert(const Evaluation& evaluation);

  void extendHypervolumes(const Evaluation& evaluation);

  // In trial order, not in the order of reports: a stopped search has finished trials that were not reported, and a
  // resumed one may fill a gap.
  void rebuildHypervolumes();

  // Estimate after `measured` evaluations at the top task in `active` seconds, with at most `most` seconds (0:
  // unlimited). Negative if nothing has been measured yet.
  double secondsLeft(double active, int measured, double most) const;

  bool over() const;

  SearchSnapshot shown;
  std::size_t tasks;
  HypervolumeReference reference;
  std::vector<FrontPoint> front;
};

}  // namespace bitprism
