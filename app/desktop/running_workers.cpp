#include "app/desktop/running_workers.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "widgets/number_text.h"
#include "widgets/task_text.h"

namespace bitprism {
namespace {

// Names the texts of this file for translation.
struct RunningWorkers {
  Q_DECLARE_TR_FUNCTIONS(RunningWorkers)
};

QString requestText(const WorkerActivity::Request& request) {
  const QString images = taskText(request.task);
  if (request.plans > 1)
    return RunningWorkers::tr("%1 plans on %2").arg(countText(static_cast<std::int64_t>(request.plans)), images);
  return request.part == "report" ? RunningWorkers::tr("a plan on %1 for the report").arg(images)
                                  : RunningWorkers::tr("a plan on %1").arg(images);
}

}  // namespace

std::vector<RunningWorker> runningWorkers(const std::vector<WorkerActivity>& activities) {
  std::vector<RunningWorker> workers;
  for (const WorkerActivity& activity : activities) {
    RunningWorker worker{
        .id = static_cast<std::uint64_t>(activity.id),
        .name =
            RunningWorkers::tr("%1, process %2").arg(QString::fromStdString(activity.machine)).arg(activity.process)};
    if (!activity.doing.empty()) {
      worker.doing = requestText(activity.doing.front());
      worker.since = activity.doing.front().seconds;
    }
    if (std::isfinite(activity.secondsLeft)) worker.secondsLeft = std::max(0.0, activity.secondsLeft);
    workers.push_back(std::move(worker));
  }
  return workers;
}

}  // namespace bitprism
