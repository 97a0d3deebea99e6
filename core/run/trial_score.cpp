#include "core/run/trial_score.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/search/implausible.h"

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

void measureTrial(Evaluation& trial, const QuantPlan& plan, Evaluator& search, Evaluator* report, std::stop_token stop,
                  const Progress& progress, const Doubt& doubt, std::vector<std::string>* notices) {
  const auto believed = [&](Evaluator& evaluator, const Task& task) {
    Evaluation seen = trial;
    seen.task = task;
    seen.score = evaluator.evaluate(plan, task, stop, progress);
    const std::string why = doubt ? doubt(seen) : std::string();
    if (why.empty()) return seen.score;
    const ConfirmedScore result =
        confirmed(seen.score, [&] { return evaluator.evaluateAfresh(plan, task, stop, progress); });
    if (notices)
      notices->push_back(text("trial ", trial.trial + 1, " had ", why, "; measured again, ",
                              result.changed
                                  ? text("it has KL ", result.score.kl, " and accuracy ", result.score.accuracy)
                                  : std::string("it came out the same")));
    return result.score;
  };
  trial.score = {};
  trial.reportAccuracy.reset();
  trial.failure.clear();
  try {
    trial.score = trialScore(believed(search, trial.task));
    if (!std::isfinite(trial.score.accuracy)) throw Error("the score is not a number");
    if (report)
      trial.reportAccuracy = trialScore(believed(*report, reportTask(trial.task))).accuracy;
  } catch (const Cancelled&) {
    throw;
  } catch (const std::exception& problem) {
    if (stop.stop_requested()) throw Cancelled();
    trial.failure = problem.what();
    if (trial.failure.empty()) trial.failure = "unknown failure";
  }
}

}  // namespace bitprism
