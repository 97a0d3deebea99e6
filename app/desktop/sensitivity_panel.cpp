#include "app/desktop/sensitivity_panel.h"

#include <algorithm>
#include <set>

#include "app/desktop/workspace.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/packed/model_size.h"
#include "widgets/number_text.h"
#include "widgets/sensitivity_map.h"
#include "widgets/sensitivity_view.h"

namespace bitprism {

SensitivityPanel::SensitivityPanel(const PanelContext& context) : Panel(context), view_(new SensitivityView) {
  Workspace* shared = &workspace();
  Document* document = &shared->document();
  for (const auto cause : {&Document::sensitivityChanged, &Document::choicesChanged, &Document::versionChanged,
                           &Document::networkChanged, &Document::calibrationChanged})
    connect(document, cause, this, [this] {
      shownState_.reset();
      planChanged();
    });
  connect(view_, &SensitivityView::widthWished, this, [this, document](int layer, int bits) {
    if (document->locked(static_cast<std::size_t>(layer)))
      emit workspace().noticed(tr("%1 is locked and keeps its bits: unlock it with Ctrl+L.")
                                   .arg(picture_.rows[static_cast<std::size_t>(layer)].name));
    else
      document->setBits({layer}, bits);
  });
  connect(view_, &SensitivityView::currentLayerChanged, &shared->selection(), &Selection::setLayer);
  connect(view_, &SensitivityView::pointed, this, &SensitivityPanel::tell);
  connect(&shared->analysis(), &NetworkAnalysis::progressed, this,
          [this](const QString& what, qint64 done, qint64 total) {
            progress_ = tr("%1: %2 of %3").arg(what).arg(done).arg(total);
            view_->map()->setNote(note());
          });
}

QWidget* SensitivityPanel::widget() const {
  return view_;
}

void SensitivityPanel::studyChanged() {
  shownState_.reset();
  progress_.clear();
  planChanged();
}

void SensitivityPanel::planChanged() {
  if (!view_->visibleRegion().isEmpty()) refresh();  // computed when it comes to the front otherwise
}

void SensitivityPanel::selectionChanged() {
  if (workspace().document().network()) view_->map()->setCurrentLayer(workspace().selection().layer());
}

void SensitivityPanel::workChanged() {
  if (!workspace().analysis().running()) progress_.clear();
  view_->map()->setNote(note());
}

void SensitivityPanel::cameToFront() {
  refresh();
}

// The cells again only if more than bits has changed.
void SensitivityPanel::refresh() {
  const Document& document = workspace().document();
  if (!document.network()) {
    picture_ = {};
  } else {
    if (!shownState_ || !sameButBits(*shownState_, document.state()) || shownWidths() != picture_.widths)
      measureCells();
    shownState_ = document.state();
    for (std::size_t l = 0; l < picture_.rows.size(); ++l) {
      const QuantScheme& scheme = document.plan().layers[l];
      SensitivityPicture::Row& row = picture_.rows[l];
      row.bits = scheme.bits;
      row.bytes = layerBytes(document.network()->layers[l], scheme);
      row.locked = document.locked(l);
    }
  }
  view_->show(picture_);
  view_->map()->setNote(note());
  selectionChanged();
  tell(view_->map()->describedCursor());
}

// Those that are measured, and others that a layer has now.
std::vector<int> SensitivityPanel::shownWidths() const {
  const std::vector<int> measured = NetworkAnalysis::widths();
  std::set<int> widths(measured.begin(), measured.end());
  for (const SearchSpace::LayerOptions& layer : workspace().analysis().space().layers)
    for (const LayerChoice& choice : layer.widths) widths.insert(choice.bits);
  for (const QuantScheme& scheme : workspace().document().plan().layers) widths.insert(scheme.bits);
  return {widths.begin(), widths.end()};
}

void SensitivityPanel::measureCells() {
  const Document& document = workspace().document();
  picture_.widths = shownWidths();
  picture_.rows.assign(document.layerCount(), {});
  for (std::size_t l = 0; l < picture_.rows.size(); ++l) {
    const Layer& layer = document.network()->layers[l];
    picture_.rows[l].name = QString::fromStdString(layer.name);
    for (const int bits : picture_.widths) {
      const QuantScheme scheme = document.schemeAt(l, bits);
      SensitivityPicture::Cell cell;
      if (scheme.isFloat() || allowsBits(scheme, bits)) {
        cell.loss = document.sensitivity(l, bits);
        cell.bytes = layerBytes(layer, scheme);
      }
      picture_.rows[l].cells.push_back(cell);
    }
  }
}

// Why there are no numbers, or fewer than cells.
QString SensitivityPanel::note() const {
  if (!workspace().document().network()) return tr("No network is open");
  if (view_->map()->range().known()) return {};
  if (!workspace().hasImages()) return tr("Sensitivities are measured on images: open some (Ctrl+I)");
  if (workspace().analysis().running()) return progress_.isEmpty() ? tr("waiting to be measured") : progress_;
  return tr("not measured");
}

void SensitivityPanel::tell(const QString& words) {
  setSummary(workspace().document().network() ? words : QString());
}

}  // namespace bitprism
