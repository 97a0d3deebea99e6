#include "app/desktop/command_copier.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>

#include "app/desktop/actions.h"
#include "app/desktop/command_lines_dialog.h"
#include "app/desktop/plan_files.h"
#include "app/desktop/preferences.h"
#include "app/desktop/unsaved_work.h"
#include "app/desktop/workspace.h"
#include "app/workflow/plan_file.h"
#include "core/base/error.h"
#include "widgets/banner.h"

namespace bitprism {

CommandCopier::CommandCopier(QWidget& window, const PanelContext& context, const PlanFiles& files,
                             const UnsavedWork& unsaved, Forms forms)
    : window_(window), context_(context), files_(files), unsaved_(unsaved), forms_(std::move(forms)) {
  context_.workspace.jobs().add(writing_, {.name = "writing a plan for a command", .cancellable = false});
  const Actions& actions = context_.actions;
  const auto makes = [this](QAction* action, const Make& make) {
    connect(action, &QAction::triggered, this, [this, make] { copyMade(make); });
  };
  makes(actions.copyCommand, [this](const WindowState& now) {
    return context_.workspace.hasImages() ? evaluateCommandOf(now) : exportCommandOf(now, networkWriters().front());
  });
  makes(actions.copySearchCommand, [this](const WindowState& now) { return searchCommandOf(now, forms_.search()); });
  makes(actions.copyTrainingCommand, [this](const WindowState& now) { return trainCommandOf(now, forms_.training()); });
  connect(actions.commandLines, &QAction::triggered, this, &CommandCopier::showAll);
  connect(&files_, &PlanFiles::exportCommandWanted, this, &CommandCopier::copyExport);
  connect(&context_.workspace, &Workspace::workChanged, this, [this] {
    const bool network = context_.workspace.document().network() != nullptr;
    const bool images = network && context_.workspace.hasImages();
    context_.actions.copyCommand->setEnabled(network);
    context_.actions.commandLines->setEnabled(network);
    context_.actions.copySearchCommand->setEnabled(images);
    context_.actions.copyTrainingCommand->setEnabled(images);
  });
}

WindowState CommandCopier::state() const {
  QString folder = context_.preferences.exportFolder();
  if (folder.isEmpty()) folder = QDir::homePath();
  return {&context_.workspace, unsaved_.planEdited() ? std::string() : files_.planFile().toStdString(),
          unsaved_.trained(), folder.toStdString()};
}

std::vector<WindowCommand> CommandCopier::commands() const {
  const WindowState now = state();
  std::vector<WindowCommand> possible;
  const Make makes[] = {inspectCommandOf,
                        evaluateCommandOf,
                        [this](const WindowState& here) { return searchCommandOf(here, forms_.search()); },
                        frontCommandOf,
                        [this](const WindowState& here) { return trainCommandOf(here, forms_.training()); },
                        compareCommandOf,
                        [](const WindowState& here) { return exportCommandOf(here, networkWriters().front()); },
                        reportCommandOf};
  for (const Make& make : makes) try {
      possible.push_back(make(now));
    } catch (const Error&) {  // not possible now
    }
  return possible;
}

void CommandCopier::copyMade(const Make& make) {
  try {
    copy(make(state()));
  } catch (const Error& problem) {
    context_.banner.showError(QString::fromStdString(problem.what()));
  }
}

void CommandCopier::copyExport(ExportKind kind, Target target) {
  copyMade([kind, target](const WindowState& now) { return exportCommandOf(now, kind, target); });
}

void CommandCopier::copy(const WindowCommand& command) {
  const QString text = QString::fromStdString(command.words.text()) + QChar('\n');
  if (command.planToWrite.empty()) return finish(text);
  const Document& document = context_.workspace.document();
  writing_.start([this, text, file = command.planToWrite, plan = document.plan(), network = document.network(),
                  facts = files_.planFacts()](std::stop_token, const Progress&, Mailbox& mailbox) {
    writeFile(file, planDocument(plan, *network, facts).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    mailbox.post([this, text] { finish(text); });
  });
  context_.workspace.noteWork();
}

void CommandCopier::finish(const QString& text) {
  QGuiApplication::clipboard()->setText(text);
  context_.banner.showNotice(tr("Copied: %1").arg(text.trimmed()));
  emit copied(text);
}

QDialog* CommandCopier::showAll() {
  auto* dialog = new CommandLinesDialog(commands(), &window_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &CommandLinesDialog::copyRequested, this, &CommandCopier::copy);
  dialog->open();
  return dialog;
}

}  // namespace bitprism
