#include "core/run/trial_job.h"

#include "core/base/text.h"
#include "core/search/implausible.h"

namespace bitprism {

Evaluation openEvaluation(const TrialJob& job, const std::vector<Task>& tasks) {
  const Proposal& proposal = job.proposal;
  Evaluation evaluation;
  evaluation.trial = proposal.trial;
  evaluation.bits = proposal.bits;
  evaluation.taskIndex = proposal.task;
  evaluation.task = tasks.at(static_cast<std::size_t>(proposal.task));
  evaluation.bytes = job.space->bytes(proposal.bits);
  if (job.space->axis != Cost::Memory) evaluation.axisCost = job.space->cost(proposal.bits);
  evaluation.why = proposal.why;
  if (proposal.predictedAccuracy && proposal.predictedDeviation)
    evaluation.prediction = {trialScore(*proposal.predictedAccuracy), trialScore(*proposal.predictedDeviation)};
  return evaluation;
}

CheckedScore checkedScore(const TrialJob& job, Evaluation trial, const AccuracyLimits& limits,
                          const std::function<Score()>& measure, const std::function<Score()>& again) {
  trial.score = measure();
  const std::string why =
      contradiction(*job.space, *job.sensitivity, trial.bits, trial, limits.chance, limits.floating);
  if (why.empty()) return {trial.score, {}};
  const ConfirmedScore result = confirmed(trial.score, again);
  return {result.score,
          text("trial ", trial.trial + 1, " had ", why, "; measured again, ",
               result.changed ? text("it has KL ", result.score.kl, " and accuracy ", result.score.accuracy)
                              : std::string("the result was the same"))};
}

}  // namespace bitprism
