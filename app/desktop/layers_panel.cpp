#include "app/desktop/layers_panel.h"

#include <algorithm>

#include "app/desktop/actions.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/shown_layers_dialog.h"
#include "app/desktop/workspace.h"
#include "widgets/layers_view.h"
#include "widgets/number_text.h"

namespace bitprism {

LayersPanel::LayersPanel(const PanelContext& context) : Panel(context), view_(new LayersView) {
  Document* document = &workspace().document();
  Selection* selection = &workspace().selection();
  connect(view_, &LayersView::currentLayerChanged, selection, &Selection::moveToLayer);
  connect(view_, &LayersView::selectionChanged, this,
          [this, selection] { selection->setMarked(view_->selectedLayers()); });
  connect(view_, &LayersView::bitsWished, document, &Document::setBits);
  connect(view_, &LayersView::stepWished, document, &Document::stepBits);
  connect(view_, &LayersView::lockWished, document, &Document::setLocked);
  connect(view_, &LayersView::rangeWished, document, &Document::setRange);
  connect(view_, &LayersView::tieWished, document, &Document::setTie);
  connect(view_, &LayersView::methodWished, this,
          [this](const std::vector<int>& layers, Method method) { editor().setMethod(layers, method); });
  connect(view_, &LayersView::automaticWished, &editor(), &PlanEditor::setAutomatic);
  connect(view_, &LayersView::inputBitsWished, &editor(), &PlanEditor::setInputBits);
  connect(actions().filterLayers, &QAction::triggered, view_, &LayersView::focusFilter);
  connect(actions().setShownLayers, &QAction::triggered, this, &LayersPanel::askForShownLayers);
  connect(actions().tieResidual, &QAction::triggered, document, &Document::tieResidual);
  connect(actions().lockLayers, &QAction::triggered, this, [document, selection] {
    if (!document->network()) return;
    const std::vector<int> layers = selection->layersOf(Scope::Selected);
    const bool all = std::all_of(layers.begin(), layers.end(),
                                 [&](int layer) { return document->locked(static_cast<std::size_t>(layer)); });
    document->setLocked(layers, !all);
  });
}

QWidget* LayersPanel::widget() const {
  return view_;
}

void LayersPanel::askForShownLayers() {
  if (!workspace().document().network()) return;
  auto* dialog = new ShownLayersDialog(view_->filterText(), view_->shownLayers(), workspace().document(), view_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &ShownLayersDialog::editWished, &editor(), &PlanEditor::changeLayers);
  dialog->open();
}

void LayersPanel::planChanged() {
  const std::vector<LayerRow>& rows = workspace().rows();
  view_->show(rows);
  const auto& network = workspace().document().network();
  setSummary(network ? tr("%1 · %2 weights").arg(rows.size()).arg(countText(network->weightCount())) : QString());
}

void LayersPanel::selectionChanged() {
  const Selection& selection = workspace().selection();
  if (workspace().document().network()) view_->setSelection(selection.layer(), selection.marked());
}

void LayersPanel::workChanged() {
  for (QAction* action : {actions().lockLayers, actions().tieResidual, actions().setShownLayers})
    action->setEnabled(workspace().document().network() != nullptr);
}

}  // namespace bitprism
