#pragma once

#include <QAction>
#include <QString>
#include <vector>

class QMenuBar;

namespace bitprism {

// An action of the menus with its path.
struct MenuCommand {
  QString menu;  // "File", "Plan › Method"
  QString text;  // without its key and dots
  QAction* action = nullptr;
};

// All actions in order, including submenus, each at its first place. Taken from the menus, so that none is missing.
std::vector<MenuCommand> menuCommands(const QMenuBar& bar);

}  // namespace bitprism
