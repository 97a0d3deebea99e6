#pragma once

#include <QString>

namespace bitprism {

class Workspace;

// "resnet20[*] — plan.json — images — session.bitprism — BitPrism", for QWidget::setWindowTitle: the open files,
// without absent parts. Sessions in the program's own folder have no meaningful name and are left out.
QString windowTitle(const Workspace& workspace, const QString& planFile);

}  // namespace bitprism
