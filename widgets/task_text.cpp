#include "widgets/task_text.h"

#include <QCoreApplication>

#include "widgets/number_text.h"

namespace bitprism {
namespace {

// Names the texts of this file for translation.
struct TaskText {
  Q_DECLARE_TR_FUNCTIONS(TaskText)
};

}  // namespace

QString taskText(const Task& task) {
  const QString images = task.images <= 0   ? TaskText::tr("all images")
                         : task.images == 1 ? TaskText::tr("1 image")
                                            : TaskText::tr("%1 images").arg(countText(task.images));
  if (task.epochs <= 0) return images;
  return task.epochs == 1 ? TaskText::tr("%1 + 1 epoch").arg(images)
                          : TaskText::tr("%1 + %2 epochs").arg(images).arg(task.epochs);
}

}  // namespace bitprism
