#pragma once

#include <QDialog>
#include <vector>

#include "app/desktop/window_commands.h"

namespace bitprism {

// Lists what the window's actions are on the command line, each with a button that copies it.
class CommandLinesDialog : public QDialog {
  Q_OBJECT

 public:
  CommandLinesDialog(std::vector<WindowCommand> commands, QWidget* parent);

 signals:
  void copyRequested(const bitprism::WindowCommand& command);

 private:
  std::vector<WindowCommand> commands_;
};

}  // namespace bitprism
