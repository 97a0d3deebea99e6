#include "app/desktop/error_panel.h"

#include "app/desktop/actions.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/plan_pictures.h"
#include "app/desktop/workspace.h"
#include "widgets/error_view.h"

namespace bitprism {

ErrorPanel::ErrorPanel(const PanelContext& context) : Panel(context), view_(new ErrorView) {
  Workspace* shared = &workspace();
  shared->jobs().add(
      {.name = "errors of inputs", .running = [this] { return !inputCurves_.complete(); }, .shown = false});
  connect(&shared->analysis(), &NetworkAnalysis::calibrationChanged, this, [this, shared] {
    inputCurves_.setCalibration(shared->analysis().calibration());
    selectionChanged();
  });
  connect(&inputCurves_, &InputCurves::changed, shared, &Workspace::refreshSoon);
  connect(&inputCurves_, &InputCurves::failed, shared, &Workspace::failed);
  connect(view_, &ErrorView::solversWished, shared, &Workspace::compareSolvers);
  connect(actions().compareSolvers, &QAction::triggered, shared, &Workspace::compareSolvers);
  connect(view_, &ErrorView::bitsWished, this, [this, shared](int bits) {
    const int layer = shared->selection().layer();
    if (showsInputs())
      editor().setInputBits({layer}, bits);
    else
      shared->document().setBits({layer}, bits);
  });
}

QWidget* ErrorPanel::widget() const {
  return view_;
}

bool ErrorPanel::showsInputs() const {
  return workspace().selection().tensor() == TensorKind::Input && workspace().document().activationCalibration();
}

void ErrorPanel::selectionChanged() {
  const Document& document = workspace().document();
  if (!document.network()) {
    view_->show({}, -1, 0);
    setSummary({});
    return;
  }
  const std::size_t index = workspace().selection().index();
  view_->setWeights(document.network()->layers[index].weightCount());
  if (showsInputs()) {
    inputCurves_.want(index);
    const std::vector<ErrorCurve>* curves = inputCurves_.curves(index);
    const ActivationScheme activation = document.plan().activation(index);
    view_->show(curves ? *curves : std::vector<ErrorCurve>(), InputCurves::curveOf(activation), activation.bits);
    setSummary(tr("SQNR of the layer's input in dB"));
    return;
  }
  const MethodPicture picture =
      methodPicture(document, workspace().curves(), index, workspace().comparesSolvers(index));
  view_->show(picture.curves, picture.current, document.plan().layers[index].bits);
  setSummary(picture.byOutput ? tr("SQNR of the layer's output in dB") : tr("SQNR of the weights in dB"));
}

void ErrorPanel::workChanged() {
  const QString why = workspace().inputs().whyUnknown();
  const bool compared = workspace().solversCompared();
  actions().compareSolvers->setEnabled(workspace().document().network() && why.isEmpty() && !compared);
  view_->setSolvers(why.isEmpty(), compared && workspace().inputs().known(),
                    why.isEmpty() ? actions().compareSolvers->toolTip() : why);
}

}  // namespace bitprism
