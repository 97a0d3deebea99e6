#include "app/desktop/bits_panel.h"

#include <QActionGroup>

#include "app/desktop/actions.h"
#include "app/desktop/bits_menu.h"
#include "app/desktop/workspace.h"
#include "widgets/bits_view.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

constexpr double larger = 4.0 / 3, smaller = 3.0 / 4;

}  // namespace

BitsPanel::BitsPanel(const PanelContext& context) : Panel(context), view_(new BitsView) {
  Document* document = &workspace().document();
  connect(view_, &BitsView::selectionChanged, &workspace().selection(), &Selection::select);
  connect(view_, &BitsView::dragWished, this, [this, document](const std::vector<LayerBits>& wished, BitsGesture done) {
    document->dragBits(wished, gestureText(done).arg(layersText(wished.size())));
  });
  connect(view_, &BitsView::dragFinished, document, &Document::finishDrag);
  connect(view_, &BitsView::bitsWished, document, &Document::setBits);
  connect(view_, &BitsView::stepWished, document, &Document::stepBits);
  connect(view_, &BitsView::lockWished, document, &Document::setLocked);
  new BitsMenu(*view_, context);
  connectProfile();
  connectCurve();
  PlanBudget* budget = &workspace().budget();
  connect(view_, &BitsView::budgetWished, budget, &PlanBudget::wishShare);
  connect(view_, &BitsView::budgetStepWished, budget, &PlanBudget::step);
  connect(view_, &BitsView::budgetFinished, budget, &PlanBudget::finish);
  connect(view_, &BitsView::budgetCancelled, budget, &PlanBudget::restore);
  connect(budget, &PlanBudget::wished, this, &BitsPanel::showBudget);
  connect(budget, &PlanBudget::dropped, this, &BitsPanel::showBudget);
  connect(budget, &PlanBudget::costChanged, this, &BitsPanel::showBudget);
}

QString BitsPanel::gestureText(BitsGesture gesture) const {
  if (gesture == BitsGesture::Paint) return tr("paint bits of %1");
  if (gesture == BitsGesture::Move || !view_->curve()) return tr("move bits of %1");
  switch (*view_->curve()) {
    case BitCurve::Pivot:
    case BitCurve::Linear:
      return tr("lay bits of %1 on a line");
    case BitCurve::QuadraticBezier:
      return tr("lay bits of %1 on a parabola");
    case BitCurve::CubicBezier:
      return tr("lay bits of %1 on a cubic");
    case BitCurve::Chebyshev:
      return tr("lay bits of %1 on Chebyshev polynomials");
  }
  return {};
}

void BitsPanel::connectCurve() {
  QActionGroup* curves = actions().bitCurves;
  connect(curves, &QActionGroup::triggered, this, [this, curves] {
    const QAction* chosen = curves->checkedAction();
    view_->setCurve(chosen ? std::optional(static_cast<BitCurve>(chosen->data().toInt())) : std::nullopt);
    if (!chosen) return;
    emit showRequested();
    view_->setFocus(Qt::ShortcutFocusReason);
  });
  connect(view_, &BitsView::curveChanged, this, [this, curves] {
    for (QAction* action : curves->actions())
      action->setChecked(view_->curve() && action->data().toInt() == static_cast<int>(*view_->curve()));
  });
}

void BitsPanel::showBudget() {
  const PlanBudget& budget = workspace().budget();
  const auto [least, most] = budget.reachable();
  if (most <= least) return view_->setBudget({});
  view_->setBudget(BitsBudget{budget.share(), tr("budget %1").arg(amountText(budget.cost(), budget.shown()))});
}

void BitsPanel::connectProfile() {
  connect(actions().paintBits, &QAction::toggled, view_, &BitsView::setPainting);
  connect(view_, &BitsView::paintingChanged, actions().paintBits, &QAction::setChecked);
  const auto add = [this](QAction* action, const ProfileChange& change, const QString& text) {
    connect(action, &QAction::triggered, this, [this, change, text] { changeProfile(change, text); });
  };
  using Bits = std::vector<LayerBits>;
  add(
      actions().bitsMore, [](Bits bits) { return shiftedBits(std::move(bits), 1); }, tr("1 bit more for %1"));
  add(
      actions().bitsFewer, [](Bits bits) { return shiftedBits(std::move(bits), -1); }, tr("1 bit fewer for %1"));
  add(
      actions().tiltToInput, [](Bits bits) { return tiltedBits(std::move(bits), -1); },
      tr("tilt bits of %1 towards the input"));
  add(
      actions().tiltToOutput, [](Bits bits) { return tiltedBits(std::move(bits), 1); },
      tr("tilt bits of %1 towards the output"));
  add(
      actions().scaleUp, [](Bits bits) { return scaledBits(std::move(bits), larger); }, tr("scale bits of %1 up"));
  add(
      actions().scaleDown, [](Bits bits) { return scaledBits(std::move(bits), smaller); }, tr("scale bits of %1 down"));
}

QWidget* BitsPanel::widget() const {
  return view_;
}

// Of the selected layers if they are several, otherwise of all.
void BitsPanel::changeProfile(const ProfileChange& change, const QString& text) {
  Document& document = workspace().document();
  if (!document.network()) return;
  const std::size_t selected = workspace().selection().layersOf(Scope::Selected).size();
  std::vector<LayerBits> bits;
  for (const int layer : workspace().selection().layersOf(selected > 1 ? Scope::Selected : Scope::All))
    if (const auto l = static_cast<std::size_t>(layer); !document.locked(l))
      bits.push_back({layer, document.plan().layers[l].bits});
  document.finishDrag();
  document.dragBits(change(bits), text.arg(layersText(bits.size())));
  document.finishDrag();
}

QString BitsPanel::layersText(std::size_t count) const {
  return count == 1 ? tr("1 layer") : tr("%1 layers").arg(count);
}

void BitsPanel::planChanged() {
  view_->show(workspace().rows());
  showBudget();
}

void BitsPanel::selectionChanged() {
  const Selection& selection = workspace().selection();
  if (workspace().document().network()) view_->setSelection(selection.layer(), selection.layersOf(Scope::Selected));
  const std::size_t count = view_->selectedLayers().size();
  setSummary(count > 1 ? tr("%1 selected · drag one to move all · digits, up, down, L").arg(layersText(count))
                       : tr("drag a bar · L locks · width is size, colour is sensitivity"));
}

void BitsPanel::workChanged() {
  const bool network = workspace().document().network() != nullptr;
  for (QAction* action : {actions().bitsMore, actions().bitsFewer, actions().tiltToInput, actions().tiltToOutput,
                          actions().scaleUp, actions().scaleDown, actions().paintBits})
    action->setEnabled(network);
  for (QAction* action : actions().bitCurves->actions()) action->setEnabled(network);
}

}  // namespace bitprism
