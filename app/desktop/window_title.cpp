#include "app/desktop/window_title.h"

#include <QFileInfo>
#include <QStringList>

#include "app/desktop/data_folders.h"
#include "app/desktop/workspace.h"

namespace bitprism {

QString windowTitle(const Workspace& workspace, const QString& planFile) {
  QStringList parts;
  if (const auto& network = workspace.document().network(); network && workspace.study()) {
    parts << QString::fromStdString(network->name).replace(QStringLiteral("[*]"), QString()) + QStringLiteral("[*]");
    if (!planFile.isEmpty()) parts << QFileInfo(planFile).fileName();
    const QString data = QString::fromStdString(workspace.study()->study->settings().dataPath);
    if (!data.isEmpty()) parts << QFileInfo(data).fileName();
    const QFileInfo session(QString::fromStdString(workspace.search().request().sessionPath));
    if (workspace.search().snapshot() && !session.fileName().isEmpty() &&
        session.absolutePath() != QFileInfo(sessionsFolder()).absoluteFilePath())
      parts << session.fileName();
  }
  parts << QStringLiteral("BitPrism");
  return parts.join(QStringLiteral(" — "));
}

}  // namespace bitprism
