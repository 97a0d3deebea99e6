#include "app/desktop/help_menu.h"

#include <QApplication>
#include <QMainWindow>
#include <QMenuBar>

#include "app/desktop/actions.h"
#include "app/desktop/command_palette.h"
#include "app/desktop/files_dialog.h"
#include "app/desktop/guide_window.h"
#include "app/desktop/menu_commands.h"
#include "app/desktop/panels.h"
#include "app/desktop/preferences.h"
#include "app/desktop/shortcuts_dialog.h"
#include "app/desktop/tour.h"
#include "app/desktop/workspace.h"
#include "core/torch/read/network_reader.h"
#include "widgets/banner.h"
#include "widgets/number_text.h"

namespace bitprism {

HelpMenu::HelpMenu(QMainWindow& window, const PanelContext& context) : window_(window), context_(context) {
  const Actions& actions = context_.actions;
  connect(actions.palette, &QAction::triggered, this, &HelpMenu::showPalette);
  connect(actions.tour, &QAction::triggered, this, &HelpMenu::showTour);
  connect(actions.guide, &QAction::triggered, this, &HelpMenu::showGuide);
  connect(actions.shortcuts, &QAction::triggered, this,
          [this] { open(new ShortcutsDialog(menuCommands(*window_.menuBar()), &window_)); });
  connect(actions.files, &QAction::triggered, this,
          [this] { open(new FilesDialog(ownPlaces(context_.preferences.file()), &window_)); });
}

void HelpMenu::open(QDialog* dialog) {
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

void HelpMenu::showPalette() {
  std::vector<PaletteItem> items;
  for (const MenuCommand& command : menuCommands(*window_.menuBar())) {
    if (!command.action->isEnabled() || command.action == context_.actions.palette) continue;
    const QString key = command.action->shortcut().toString(QKeySequence::NativeText);
    items.push_back({command.text, key.isEmpty() ? command.menu : command.menu + QStringLiteral(" · ") + key,
                     [action = command.action] { action->trigger(); }});
  }
  const Document& document = context_.workspace.document();
  for (std::size_t l = 0; l < document.layerCount(); ++l)
    items.push_back({QString::fromStdString(document.network()->layers[l].name),
                     tr("layer %1 · %2 bits").arg(l).arg(bitsText(document.plan().layers[l].bits)),
                     [this, l] { context_.workspace.selection().setLayer(static_cast<int>(l)); }});
  open(new CommandPalette(std::move(items), &window_));
}

void HelpMenu::showTour() {
  if (!context_.workspace.document().network()) {
    context_.banner.showNotice(tr("Open a network or the example first: the tour explains their panels."));
    return;
  }
  if (tour_) return;
  tour_ = new Tour(window_);
}

void HelpMenu::showGuide() {
  QString panel;
  for (const QWidget* focus = QApplication::focusWidget(); focus && panel.isEmpty(); focus = focus->parentWidget())
    if (panelNames().contains(focus->objectName())) panel = focus->objectName();
  if (!guide_) {
    const QString folder = QString::fromStdString(resourceFolder()) + QStringLiteral("/docs/guide");
    GuideBook book(folder);
    if (book.pages().empty()) {
      context_.banner.showError(tr("The users' guide is not there: expected it in '%1'.").arg(folder));
      return;
    }
    guide_ = new GuideWindow(std::move(book), &window_);
  }
  guide_->open(panel);
}

}  // namespace bitprism
