#pragma once

#include <functional>

#include "core/eval/evaluator.h"

namespace bitprism {

// A trial's score as searches receive it and sessions store it, rounded to six decimals: machines may add batches in
// different orders, and the last digits must not influence the next proposal.
double trialScore(double value);
Score trialScore(Score score);

// The task on the report images: all of them, with the same training.
Task reportTask(const Task& task);

// Measures a trial at its task: score, report accuracy if report is not null, or the reason of the failure. Throws
// Cancelled if the evaluators do, or if they fail after a stop request.
using MeasureScore = std::function<Score(Evaluator& evaluator, const Task& task)>;
void measureTrial(Evaluation& trial, Evaluator& search, Evaluator* report, std::stop_token stop,
                  const MeasureScore& measure);

// The same for a plan, each score measured once.
void measureTrial(Evaluation& trial, const QuantPlan& plan, Evaluator& search, Evaluator* report, std::stop_token stop,
                  const Progress& progress);

}  // namespace bitprism
