#pragma once

#include <map>
#include <vector>

#include "core/eval/task.h"

namespace bitprism {

// Relative cost of an evaluation at a task, in images: these are the same on every machine, seconds are not.
// imagesSeen: the number of images of tasks that name none, once observed. At least 1.
double taskCost(const std::vector<Task>& tasks, int task, const std::map<int, std::int64_t>& imagesSeen);

}  // namespace bitprism
