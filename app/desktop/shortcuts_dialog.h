#pragma once

#include <QDialog>
#include <vector>

#include "app/desktop/menu_commands.h"

namespace bitprism {

// A table of all keyboard shortcuts, with a filter.
class ShortcutsDialog : public QDialog {
  Q_OBJECT

 public:
  ShortcutsDialog(const std::vector<MenuCommand>& commands, QWidget* parent);
};

}  // namespace bitprism
