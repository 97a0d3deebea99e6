#pragma once

#include <QObject>
#include <functional>

#include "app/desktop/background_job.h"
#include "app/desktop/panel.h"
#include "app/desktop/window_commands.h"

class QDialog;
class QWidget;

namespace bitprism {

class PlanFiles;
class UnsavedWork;

// Shows and copies the lines of bitprism-cli for the window's actions. A plan that is in no file is written to the
// user's data first, so that a line can be pasted at once. Belongs to the window's thread.
class CommandCopier : public QObject {
  Q_OBJECT

 public:
  // Where the forms' requests come from; both throw UsageError.
  struct Forms {
    std::function<SearchRequest()> search;
    std::function<TrainingWish()> training;
  };

  CommandCopier(QWidget& window, const PanelContext& context, const PlanFiles& files, const UnsavedWork& unsaved,
                Forms forms);

  std::vector<WindowCommand> commands() const;  // all that are possible now
  void copy(const WindowCommand& command);
  void copyExport(ExportKind kind, Target target = Target::Any);
  QDialog* showAll();

 signals:
  void copied(const QString& text);

 private:
  using Make = std::function<WindowCommand(const WindowState&)>;
  WindowState state() const;
  void copyMade(const Make& make);
  void finish(const QString& text);

  QWidget& window_;
  PanelContext context_;
  const PlanFiles& files_;
  const UnsavedWork& unsaved_;
  Forms forms_;
  BackgroundJob writing_;
};

}  // namespace bitprism
