#include "core/run/trial_score.h"

#include <cmath>

#include "core/base/error.h"

namespace bitprism {

double trialScore(double value) {
  return std::isfinite(value) ? std::round(value * 1e6) / 1e6 : value;
}

Score trialScore(Score score) {
  for (double* value : {&score.accuracy, &score.loss, &score.kl, &score.agreement, &score.top5, &score.sqnrDb})
    *value = trialScore(*value);
  return score;
}

Task reportTask(const Task& task) {
  return task.epochs > 0 ? task : Task{};
}

void measureTrial(Evaluation& trial, Evaluator& search, Evaluator* report, std::stop_token stop,
                  const MeasureScore& measure) {
  trial.score = {};
  trial.reportAccuracy.reset();
  trial.failure.clear();
  try {
    trial.score = trialScore(measure(search, trial.task));
    if (!std::isfinite(trial.score.accuracy)) throw Error("the score is not a number, expected a finite value");
    if (report) trial.reportAccuracy = trialScore(measure(*report, reportTask(trial.task))).accuracy;
  } catch (const Cancelled&) {
    throw;
  } catch (const std::exception& problem) {
    if (stop.stop_requested()) throw Cancelled();
    trial.failure = problem.what();
    if (trial.failure.empty()) trial.failure = "unknown failure";
  }
}

void measureTrial(Evaluation& trial, const QuantPlan& plan, Evaluator& search, Evaluator* report, std::stop_token stop,
                  const Progress& progress) {
  measureTrial(trial, search, report, stop,
               [&](Evaluator& evaluator, const Task& task) { return evaluator.evaluate(plan, task, stop, progress); });
}

}  // namespace bitprism
