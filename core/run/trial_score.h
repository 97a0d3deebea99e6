#pragma once

#include <functional>

#include "core/eval/evaluator.h"

namespace bitprism {

// A trial's score as a search is told it and a session keeps it: to six decimals. Threads may add batches in another
// order on another machine, and the last digits must not decide what is tried next.
double trialScore(double value);
Score trialScore(Score score);

// What the report's images see of a task: all of them; a task that trains does so on as many images as before.
Task reportTask(const Task& task);

// Measures a trial at its task: score, report accuracy where report is not null, or why it failed. Throws Cancelled, of
// the evaluators or because stop was requested when they failed.
using MeasureScore = std::function<Score(Evaluator& evaluator, const Task& task)>;
void measureTrial(Evaluation& trial, Evaluator& search, Evaluator* report, std::stop_token stop,
                  const MeasureScore& measure);

// The same of a plan, each score measured once.
void measureTrial(Evaluation& trial, const QuantPlan& plan, Evaluator& search, Evaluator* report, std::stop_token stop,
                  const Progress& progress);

}  // namespace bitprism
