#include "core/run/growing_snapshot.h"

#include <algorithm>

namespace bitprism {

void GrowingSnapshot::insert(const Evaluation& evaluation) {
  const auto place = std::lower_bound(shown.evaluations.begin(), shown.evaluations.end(), evaluation.trial,
                                      [](const Evaluation& e, int trial) { return e.trial < trial; });
  if (place == shown.evaluations.end() || place->trial != evaluation.trial) shown.evaluations.insert(place, evaluation);
}

void GrowingSnapshot::extendHypervolumes(const Evaluation& evaluation) {
  if (!isTop(evaluation) || !evaluation.ok()) return;
  front.push_back({evaluation.score.accuracy, evaluation.cost(), 0});
  front = paretoFront(std::move(front));
  shown.hypervolumes.push_back(hypervolume(front, reference));
}

void GrowingSnapshot::rebuildHypervolumes() {
  front.clear();
  shown.hypervolumes.clear();
  for (const Evaluation& evaluation : shown.evaluations) extendHypervolumes(evaluation);
}

double GrowingSnapshot::secondsLeft(double active, int measured, double most) const {
  const int done = shown.topEvaluations();
  const int left = shown.trials - done;
  double each = -1;
  if (measured > 0) {
    each = active / measured;
  } else if (done > 0) {
    each = 0;
    for (const Evaluation& evaluation : shown.evaluations) each += evaluation.seconds / static_cast<double>(done);
  }
  if (each < 0) return -1;
  const double all = each * std::max(left, 0);
  return most > 0 ? std::min(all, std::max(most - active, 0.0)) : all;
}

bool GrowingSnapshot::over() const {
  return shown.state == SearchState::Finished || shown.state == SearchState::Stopped ||
         shown.state == SearchState::Failed;
}

}  // namespace bitprism
