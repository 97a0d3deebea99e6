#pragma once

#include <cmath>
#include <memory>

#include "core/base/random.h"
#include "core/run/search_snapshot.h"

namespace bitprism::test {

// A search with two tasks that grows towards a bent front; each fiftieth evaluation has failed.
inline std::shared_ptr<SearchSnapshot> madeSearch(int count, int layers = 20, std::uint64_t seed = 7) {
  auto snapshot = std::make_shared<SearchSnapshot>();
  snapshot->state = SearchState::Running;
  snapshot->method = "random";
  snapshot->tasks = {{256, 0}, {0, 0}};
  snapshot->trials = count;
  snapshot->floatAccuracy = 0.93;
  Random random(seed);
  for (int i = 0; i < count; ++i) {
    Evaluation evaluation;
    evaluation.trial = i;
    evaluation.taskIndex = i % 3 == 0 ? 0 : 1;
    evaluation.task = snapshot->tasks[static_cast<std::size_t>(evaluation.taskIndex)];
    double mean = 0;
    for (int l = 0; l < layers; ++l) {
      evaluation.bits.emplace_back(2 + static_cast<int>(random.below(7)), static_cast<int>(random.below(3)));
      mean += evaluation.bits.back().bits;
    }
    mean /= layers;
    evaluation.bytes = static_cast<std::int64_t>(60000 + 30000 * (mean - 2) + random.below(9000));
    evaluation.score.accuracy = 0.92 * (1 - std::exp(-1.1 * (mean - 2))) * random.uniform(0.8, 1);
    evaluation.seconds = random.uniform(0.1, 9);
    evaluation.why = i % 2 == 0 ? "expected to open the front" : "a random plan";
    if (evaluation.taskIndex == 1) evaluation.reportAccuracy = 0.99 * evaluation.score.accuracy;
    if (i % 50 == 49) evaluation.failure = "ran out of memory";
    snapshot->evaluations.push_back(evaluation);
  }
  return snapshot;
}

}  // namespace bitprism::test
