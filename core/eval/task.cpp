#include "core/eval/task.h"

#include "core/base/text.h"

namespace bitprism {

std::string taskName(const Task& task) {
  std::string name = task.images > 0 ? text(task.images, task.images == 1 ? " image" : " images") : "all images";
  if (task.epochs > 0) name += text(" + ", task.epochs, task.epochs == 1 ? " epoch" : " epochs");
  return name;
}

}  // namespace bitprism
