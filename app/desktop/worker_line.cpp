#include "app/desktop/worker_line.h"

#include <QCoreApplication>

#include "app/desktop/worker_secret.h"
#include "app/workflow/command_words.h"
#include "core/base/error.h"

namespace bitprism {
namespace {

// Names the texts of this file for translation.
struct WorkerLine {
  Q_DECLARE_TR_FUNCTIONS(WorkerLine)
};

}  // namespace

QString workerLineText(const std::optional<Endpoint>& running, const QString& wished) {
  const Endpoint at = running ? *running : Endpoint::parse(wished.toStdString());
  if (at.path.empty() && at.port == 0)
    throw UsageError(WorkerLine::tr("the port is chosen when the search starts: copy the line then").toStdString());
  return QString::fromStdString(workerLine(at, workerSecretFile()));
}

}  // namespace bitprism
