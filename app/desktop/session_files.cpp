#include "app/desktop/session_files.h"

#include <QDir>
#include <QFileInfo>

#include "app/desktop/actions.h"
#include "app/desktop/preferences.h"
#include "app/desktop/save_dialog.h"
#include "app/desktop/workspace.h"
#include "app/workflow/session_copy.h"
#include "widgets/banner.h"

namespace bitprism {

SessionFiles::SessionFiles(QWidget& window, const PanelContext& context) : window_(window), context_(context) {
  context_.workspace.jobs().add(saving_, {.name = "saving a session", .cancellable = false});
  connect(context_.actions.saveSessionAs, &QAction::triggered, this, &SessionFiles::choose);
  connect(&context_.workspace, &Workspace::workChanged, this, [this] {
    const SearchController& search = context_.workspace.search();
    context_.actions.saveSessionAs->setEnabled(search.snapshot() && !search.request().sessionPath.empty() &&
                                               !saving_.running());
  });
}

void SessionFiles::choose() {
  const SearchController& search = context_.workspace.search();
  if (!search.snapshot() || search.request().sessionPath.empty()) return;
  const QString name =
      QFileInfo(QString::fromStdString(context_.workspace.document().network()->name)).completeBaseName();
  QString folder = context_.preferences.exportFolder();
  if (folder.isEmpty()) folder = context_.preferences.folder();
  const QString path = chooseSaveFile(&window_, {.title = tr("Save the session"),
                                                 .folder = folder,
                                                 .name = name,
                                                 .filter = tr("Sessions (*.bitprism)"),
                                                 .suffixes = {QStringLiteral("bitprism")}});
  if (path.isEmpty()) return;
  context_.preferences.setExportFolder(QFileInfo(path).absolutePath());
  saveAs(path);
}

void SessionFiles::saveAs(const QString& path) {
  SearchController& search = context_.workspace.search();
  const std::string from = search.request().sessionPath, to = path.toStdString();
  if (from.empty() || from == to) return;
  saving_.start([this, from, to, path](std::stop_token, const Progress&, Mailbox& mailbox) {
    copySession(from, to);
    mailbox.post([this, from, to, path] {
      SearchController& search = context_.workspace.search();
      if (search.request().sessionPath != from) return;
      if (search.active()) {
        context_.banner.showNotice(tr("Wrote %1 with the search's measurements so far.").arg(path));
      } else {
        search.goOnIn(to);
        context_.banner.showNotice(tr("Wrote %1. The search continues in this file.").arg(path));
      }
      context_.preferences.addRecentFile(QFileInfo(path).absoluteFilePath());
      emit saved(path);
    });
  });
  context_.workspace.noteWork();
}

}  // namespace bitprism
