#include "app/desktop/layers_panel.h"

#include "app/desktop/actions.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/workspace.h"
#include "widgets/layers_view.h"
#include "widgets/number_text.h"

namespace bitprism {

LayersPanel::LayersPanel(const PanelContext& context) : Panel(context), view_(new LayersView) {
  Document* document = &workspace().document();
  Selection* selection = &workspace().selection();
  connect(view_, &LayersView::currentLayerChanged, selection, &Selection::setLayer);
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
  connect(actions().tieResidual, &QAction::triggered, document, &Document::tieResidual);
  connect(actions().lockLayers, &QAction::triggered, this, [document, selection] {
    if (document->network()) document->setLocked({selection->layer()}, !document->locked(selection->index()));
  });
}

QWidget* LayersPanel::widget() const {
  return view_;
}

void LayersPanel::planChanged() {
  const std::vector<LayerRow>& rows = workspace().rows();
  view_->show(rows);
  workspace().selection().setMarked(view_->selectedLayers());  // other rows have no selection yet
  const auto& network = workspace().document().network();
  setSummary(network ? tr("%1 · %2 weights").arg(rows.size()).arg(countText(network->weightCount())) : QString());
}

void LayersPanel::selectionChanged() {
  if (workspace().document().network()) view_->setCurrentLayer(workspace().selection().layer());
}

void LayersPanel::workChanged() {
  for (QAction* action : {actions().lockLayers, actions().tieResidual})
    action->setEnabled(workspace().document().network() != nullptr);
}

}  // namespace bitprism
