#pragma once

#include <QString>

namespace bitprism {

class Workspace;

// "resnet20[*] — plan.json — images — session.bitprism — BitPrism", for QWidget::setWindowTitle: what is open, without
// the parts that there are not. Sessions in the program's own folder have no name that says anything.
QString windowTitle(const Workspace& workspace, const QString& planFile);

}  // namespace bitprism
