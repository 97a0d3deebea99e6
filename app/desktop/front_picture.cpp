#include "app/desktop/front_picture.h"

#include "app/workflow/plot_data.h"
#include "app/workflow/session_costs.h"

namespace bitprism {

std::shared_ptr<const SearchSnapshot> snapshotOf(const Session& session, const FrontAxis& shown) {
  auto snapshot = std::make_shared<SearchSnapshot>();
  snapshot->state = SearchState::Stopped;
  snapshot->method = stringMember(session.settings().search, "method", session.path());
  snapshot->tasks = tasksOf(session);
  snapshot->evaluations = session.evaluations();
  snapshot->trials = snapshot->topEvaluations();
  for (const Evaluation& evaluation : snapshot->evaluations) snapshot->secondsElapsed += evaluation.seconds;
  const FrontReport report = frontReport(session, shown.axis, shown.costs);
  snapshot->axis = report.axis;
  if (report.axis != Cost::Memory)
    for (Evaluation& evaluation : snapshot->evaluations)
      evaluation.axisCost = report.costs->of(evaluation, report.axis);
  snapshot->floatAccuracy = report.floatAccuracy;
  snapshot->floatBytes = report.floatBytes;
  snapshot->hypervolumes = hypervolumes(session);
  return snapshot;
}

FrontReport frontReportOf(const SearchSnapshot& snapshot) {
  FrontReport report;
  for (const Evaluation& evaluation : snapshot.evaluations)
    if (evaluation.ok()) report.metric = evaluation.score.metric;
  report.floatAccuracy = snapshot.floatAccuracy;
  report.floatBytes = snapshot.floatBytes;
  report.axis = snapshot.axis;
  const int top = static_cast<int>(snapshot.tasks.size()) - 1;
  report.topTask = top;
  std::vector<FrontPoint> candidates;
  for (const Evaluation& evaluation : snapshot.evaluations) {
    if (!evaluation.ok()) continue;
    if (evaluation.taskIndex == top)
      candidates.push_back({evaluation.score.accuracy, evaluation.cost(), report.evaluations.size()});
    report.evaluations.push_back(evaluation);
  }
  for (const FrontPoint& point : paretoFront(std::move(candidates)))
    report.points.push_back(report.evaluations[point.index]);
  return report;
}

}  // namespace bitprism
