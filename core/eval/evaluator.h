#pragma once

#include <functional>
#include <stop_token>
#include <utility>
#include <vector>

#include "core/base/progress.h"
#include "core/eval/evaluation.h"

namespace bitprism {

// Measures plans. Implementations are safe from many threads and give bit-identical scores for any thread count.
class Evaluator {
 public:
  virtual ~Evaluator() = default;

  // Blocks. Throws Cancelled when stopped (checked between batches), Error when the network cannot be run.
  virtual Score evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                         const Progress& progress = {}) = 0;

  // The same without cached results of earlier evaluations: neither the plan's score nor the float network's outputs.
  // For an implausible score.
  virtual Score evaluateAfresh(const QuantPlan& plan, const Task& task, std::stop_token stop = {},
                               const Progress& progress = {}) {
    return evaluate(plan, task, std::move(stop), progress);
  }

  // Called with a score and its plan's index as soon as it is known; from any thread, one call at a time.
  using OnScore = std::function<void(std::size_t plan, const Score& score)>;

  // The scores of several plans, in order, equal to those of evaluate, but an implementation may share common work: for
  // plans that change a single layer each, everything before that layer.
  virtual std::vector<Score> evaluateEach(const std::vector<QuantPlan>& plans, const Task& task,
                                          std::stop_token stop = {}, const Progress& progress = {},
                                          const OnScore& known = {}) {
    std::vector<Score> scores;
    for (const QuantPlan& plan : plans) {
      scores.push_back(evaluate(plan, task, stop));
      if (known) known(scores.size() - 1, scores.back());
      report(progress, "evaluating", static_cast<std::int64_t>(scores.size()), static_cast<std::int64_t>(plans.size()));
    }
    return scores;
  }
};

}  // namespace bitprism
