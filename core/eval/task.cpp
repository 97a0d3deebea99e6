#include "core/eval/task.h"

#include <algorithm>

#include "core/base/text.h"

namespace bitprism {

bool risesTo(const Task& before, const Task& after) {
  const bool more = before.images > 0 && (after.images == 0 || after.images > before.images);
  return after.epochs > before.epochs || (after.epochs == before.epochs && more);
}

bool trains(const std::vector<Task>& tasks) {
  return std::any_of(tasks.begin(), tasks.end(), [](const Task& task) { return task.epochs > 0; });
}

std::string taskName(const Task& task) {
  std::string name = task.images > 0 ? text(task.images, task.images == 1 ? " image" : " images") : "all images";
  if (task.epochs > 0) name += text(" + ", task.epochs, task.epochs == 1 ? " epoch" : " epochs");
  return name;
}

}  // namespace bitprism
