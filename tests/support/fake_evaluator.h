#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "tests/support/synthetic_network.h"

namespace bitprism::test {

// Evaluates plans of a synthetic network in a few steps, with a place for a test to interfere. Safe from many threads.
class FakeEvaluator : public Evaluator {
 public:
  explicit FakeEvaluator(const SyntheticNetwork& network) : network_(network) {}

  Score evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop, const Progress& progress) override {
    ++calls;
    const BitAllocation bits = plan.bits();
    for (int step = 0; step < stepsPerEvaluation; ++step) {
      if (stop.stop_requested()) throw Cancelled();
      report(progress, "evaluating", step, stepsPerEvaluation);
      if (onStep) onStep(bits, step);
      ++steps;
    }
    Score score = network_.score(PlanChoice(bits.begin(), bits.end()), task);
    if (distort) distort(plan, score);
    return score;
  }

  // Tells the truth, but for a liar.
  Score evaluateAfresh(const QuantPlan& plan, const Task& task, std::stop_token, const Progress&) override {
    ++afresh;
    const BitAllocation bits = plan.bits();
    Score score = network_.score(PlanChoice(bits.begin(), bits.end()), task);
    if (distortAfresh) distortAfresh(plan, score);
    return score;
  }

  std::function<void(const BitAllocation&, int step)> onStep;
  std::function<void(const QuantPlan&, Score&)> distort, distortAfresh;  // lets it lie
  std::atomic<int> afresh = 0;
  int stepsPerEvaluation = 4;
  std::atomic<int> calls = 0;
  std::atomic<int> steps = 0;

 private:
  const SyntheticNetwork& network_;
};

}  // namespace bitprism::test
