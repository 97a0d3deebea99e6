#pragma once

#include <vector>

#include "core/work/remote_workers.h"
#include "widgets/running_job.h"

namespace bitprism {

// What workers do, as the window shows it.
std::vector<RunningWorker> runningWorkers(const std::vector<WorkerActivity>& activities);

}  // namespace bitprism
