#include "app/desktop/bits_panel.h"

#include "app/desktop/workspace.h"
#include "widgets/bits_view.h"

namespace bitprism {

BitsPanel::BitsPanel(const PanelContext& context) : Panel(context), view_(new BitsView) {
  setSummary(tr("drag a bar · L locks · width is size, colour is sensitivity"));
  Document* document = &workspace().document();
  connect(view_, &BitsView::currentLayerChanged, &workspace().selection(), &Selection::setLayer);
  connect(view_, &BitsView::bitsWished, document, &Document::dragBits);
  connect(view_, &BitsView::dragFinished, document, &Document::finishDrag);
  connect(view_, &BitsView::lockWished, document,
          [document](int layer, bool locked) { document->setLocked({layer}, locked); });
}

QWidget* BitsPanel::widget() const {
  return view_;
}

void BitsPanel::planChanged() {
  view_->show(workspace().rows());
}

void BitsPanel::selectionChanged() {
  if (workspace().document().network()) view_->setCurrentLayer(workspace().selection().layer());
}

}  // namespace bitprism
