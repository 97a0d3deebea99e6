#pragma once

#include <map>
#include <vector>

#include "core/eval/task.h"

namespace bitprism {

// What an evaluation at a task costs beside the others, in images: these are the same on every machine, seconds are
// not. imagesSeen says how many images a task without a number of its own turned out to have. At least 1.
double taskCost(const std::vector<Task>& tasks, int task, const std::map<int, std::int64_t>& imagesSeen);

}  // namespace bitprism
