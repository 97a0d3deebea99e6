#include "app/desktop/menu_commands.h"

#include <QMenu>
#include <QMenuBar>
#include <algorithm>

namespace bitprism {
namespace {

QString plain(QString text) {
  text.remove(QChar('&'));
  while (text.endsWith(QChar('.')) || text.endsWith(QChar(0x2026))) text.chop(1);
  return text;
}

void collect(const QList<QAction*>& actions, const QString& menu, std::vector<MenuCommand>& commands) {
  for (QAction* action : actions) {
    const auto same = [&](const MenuCommand& command) { return command.action == action; };
    if (action->isSeparator() || std::any_of(commands.begin(), commands.end(), same)) continue;
    const QString text = plain(action->text());
    if (action->menu())
      collect(action->menu()->actions(), menu.isEmpty() ? text : menu + QStringLiteral(" › ") + text, commands);
    else
      commands.push_back({menu, text, action});
  }
}

}  // namespace

std::vector<MenuCommand> menuCommands(const QMenuBar& bar) {
  std::vector<MenuCommand> commands;
  collect(bar.actions(), {}, commands);
  return commands;
}

}  // namespace bitprism
