#include "core/search/task_cost.h"

#include <algorithm>

namespace bitprism {

double taskCost(const std::vector<Task>& tasks, int task, const std::map<int, std::int64_t>& imagesSeen) {
  constexpr double trainingPerEvaluation = 3;  // forward, and backward, which takes twice as long
  const Task& named = tasks[static_cast<std::size_t>(task)];
  std::int64_t images = named.images;
  if (images <= 0) {
    const auto seen = imagesSeen.find(task);
    for (const Task& other : tasks) images = std::max(images, other.images);
    images = seen != imagesSeen.end() && seen->second > 0 ? seen->second : 2 * images;
  }
  return static_cast<double>(std::max<std::int64_t>(images, 1)) * (1 + trainingPerEvaluation * named.epochs);
}

}  // namespace bitprism
