#include "app/desktop/bits_menu.h"

#include <QActionGroup>
#include <QMenu>

#include "app/desktop/actions.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/workspace.h"
#include "widgets/bits_view.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"

namespace bitprism {

BitsMenu::BitsMenu(BitsView& view, const PanelContext& context) : QObject(&view), view_(view), context_(context) {
  auto* widths = new QMenu(tr("&Bits"), &view);
  addWidths(*widths);
  auto* methods = new QMenu(tr("&Method"), &view);
  addMethods(*methods);
  const Actions& actions = context.actions;
  auto* profile = new QMenu(tr("P&rofile"), &view);
  profile->addActions({actions.bitsMore, actions.bitsFewer, actions.tiltToInput, actions.tiltToOutput, actions.scaleUp,
                       actions.scaleDown});
  profile->addSeparator();
  profile->addActions(actions.bitCurves->actions());
  auto* all = new QAction(tr("Select &all layers"), &view);
  all->setStatusTip(tr("Select the bars of all layers (Ctrl+A in the bars)"));
  connect(all, &QAction::triggered, &view, &BitsView::selectAll);
  auto* separator = new QAction(&view);
  separator->setSeparator(true);
  // Before the entries that save the plot.
  QAction* first = view.actions().value(0);
  view.insertActions(first, {widths->menuAction(), methods->menuAction(), actions.lockLayers, profile->menuAction(),
                             all, actions.paintBits, actions.setShownLayers, separator});
}

void BitsMenu::addWidths(QMenu& menu) {
  for (const int bits : existingBits) {
    QAction* action = menu.addAction(bitsCountText(bits));
    action->setStatusTip(tr("Set the bits of the selected layers"));
    connect(action, &QAction::triggered, &view_,
            [this, bits] { context_.workspace.document().setBits(view_.selectedLayers(), bits); });
  }
}

void BitsMenu::addMethods(QMenu& menu) {
  QAction* automatic = menu.addAction(tr("Automatic"));
  automatic->setStatusTip(tr("Choose the method of the selected layers by their bits"));
  connect(automatic, &QAction::triggered, &view_, [this] { context_.editor.setAutomatic(view_.selectedLayers()); });
  for (const Method method : existingMethods) {
    QAction* action = menu.addAction(methodText(method));
    action->setStatusTip(tr("Set the method of the selected layers"));
    connect(action, &QAction::triggered, &view_,
            [this, method] { context_.editor.setMethod(view_.selectedLayers(), method); });
  }
}

}  // namespace bitprism
