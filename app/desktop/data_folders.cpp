#include "app/desktop/data_folders.h"

#include <QDir>
#include <QStandardPaths>

namespace bitprism {
namespace {

QString made(const QString& path) {
  return QDir().mkpath(path) ? path : QString();
}

}  // namespace

QString dataFolder() {
  return made(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
}

QString sessionsFolder() {
  return made(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/sessions"));
}

QString recoveryFolder() {
  return made(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/recovery"));
}

QString logFile() {
  const QString folder =
      made(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/logs"));
  return folder.isEmpty() ? folder : folder + QStringLiteral("/bitprism.log");
}

}  // namespace bitprism
