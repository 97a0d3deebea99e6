#pragma once

#include <QAction>
#include <QString>
#include <vector>

class QMenuBar;

namespace bitprism {

// An action of the menus, with the way to it.
struct MenuCommand {
  QString menu;  // "File", "Plan › Method"
  QString text;  // without its key and dots
  QAction* action = nullptr;
};

// All of them in order, those of submenus included, each where it comes first. Made from the menus, so that none is
// forgotten.
std::vector<MenuCommand> menuCommands(const QMenuBar& bar);

}  // namespace bitprism
