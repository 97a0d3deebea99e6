#include "app/desktop/worker_secret.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/work/secret.h"

namespace bitprism {

std::string workerSecretFile() {
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
  if (!QDir().mkpath(folder)) throw Error(text("cannot create the folder '", folder.toStdString(), "'"));
  const QString path = folder + QStringLiteral("/workers.secret");
  if (QFileInfo::exists(path)) return path.toStdString();
  try {
    Secret::random().write(path.toStdString());
  } catch (const Error&) {
    if (!QFileInfo::exists(path)) throw;  // else another window has made it just now
  }
  return path.toStdString();
}

}  // namespace bitprism
