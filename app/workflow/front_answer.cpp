#include "app/workflow/front_answer.h"

#include <algorithm>

#include "app/workflow/session_costs.h"

namespace bitprism {

FrontAnswer answer(const Session& session, const Budget& budget, std::stop_token stop, const FrontAxis& shown) {
  FrontAnswer answer;
  answer.report = frontReport(session, shown.axis, shown.costs);
  if (budget.accuracy) budget.written.check(answer.report.metric);
  for (const CostLimit& limit : budget.limits) answer.report.costs->require(limit.cost);
  const FrontReport& report = answer.report;
  // Measurements count, also those outside the current rules.
  const bool meets = std::any_of(report.evaluations.begin(), report.evaluations.end(), [&](const Evaluation& point) {
    return point.taskIndex == report.topTask && isWithin(report, point, budget.limits) &&
           (!budget.accuracy || point.score.accuracy >= *budget.accuracy);
  });
  if (std::optional<SearchModel> model = searchModel(session, std::move(stop))) {
    answer.hasModel = model->predictor != nullptr;
    showOn(*model, report);
    answer.reach = reachOf(report, *model);
    if (!meets) {
      checkLimits(*model, budget.limits);
      if (budget.accuracy) checkAccuracy(report, *answer.reach, *budget.accuracy);
    }
    if (budget.asked()) answer.predicted = predictedWithin(report, std::move(*model), budget.limits, budget.accuracy);
  }
  if (meets && budget.asked()) answer.known = knownPoint(answer, budget);
  if (budget.asked() && !answer.known && !answer.predicted) knownPoint(answer, budget);  // says why there is none
  return answer;
}

const Evaluation& knownPoint(const FrontAnswer& answer, const Budget& budget) {
  if (budget.accuracy) return pointForAccuracy(answer.report, *budget.accuracy, budget.limits);
  return pointWithin(answer.report, budget.limits);
}

}  // namespace bitprism
