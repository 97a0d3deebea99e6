#include "app/workflow/front_answer.h"

#include <algorithm>

namespace bitprism {

FrontAnswer answer(const Session& session, const Budget& budget, std::stop_token stop) {
  FrontAnswer answer;
  answer.report = frontReport(session);
  if (budget.accuracy) budget.written.check(answer.report.metric);
  const std::optional<SearchModel> model = searchModel(session, std::move(stop));
  if (model) {
    answer.hasModel = model->predictor != nullptr;
    answer.reach = reachOf(answer.report, *model);
    // Measurements count, also those outside the current rules.
    const auto meets = [&](const Evaluation& point) {
      return (budget.bytes && point.bytes <= *budget.bytes) ||
             (budget.accuracy && point.score.accuracy >= *budget.accuracy);
    };
    const auto& points = answer.report.points;
    if (std::none_of(points.begin(), points.end(), meets)) {
      if (budget.bytes) checkSize(*answer.reach, *budget.bytes);
      if (budget.accuracy) checkAccuracy(answer.report, *answer.reach, *budget.accuracy);
    }
    if (budget.bytes) answer.predicted = predictedForSize(answer.report, *model, *budget.bytes);
    if (budget.accuracy) answer.predicted = predictedForAccuracy(answer.report, *model, *budget.accuracy);
  }
  for (const Evaluation& point : answer.report.points) {
    if (budget.bytes && point.bytes <= *budget.bytes) answer.known = point;
    if (budget.accuracy && point.score.accuracy >= *budget.accuracy && !answer.known) answer.known = point;
  }
  if (budget.asked() && !answer.known && !answer.predicted) knownPoint(answer, budget);  // says why there is none
  return answer;
}

const Evaluation& knownPoint(const FrontAnswer& answer, const Budget& budget) {
  if (budget.bytes) return pointForSize(answer.report, *budget.bytes);
  return pointForAccuracy(answer.report, budget.accuracy.value());
}

}  // namespace bitprism
