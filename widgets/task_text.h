#pragma once

#include <QString>

#include "core/eval/task.h"

namespace bitprism {

// "all images", "512 images + 5 epochs" in the user's language; files and the command line say taskName(task).
QString taskText(const Task& task);

}  // namespace bitprism
