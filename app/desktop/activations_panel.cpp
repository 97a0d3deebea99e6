#include "app/desktop/activations_panel.h"

#include "app/desktop/plan_editor.h"
#include "app/desktop/plan_pictures.h"
#include "app/desktop/workspace.h"
#include "widgets/input_form.h"
#include "widgets/number_text.h"
#include "widgets/weights_view.h"

namespace bitprism {
namespace {

InputWish wishOf(const ActivationRequest& request) {
  return {request.bits, request.tied, request.options};
}

ActivationRequest requestOf(const InputWish& wish) {
  return {wish.bits, wish.tied, wish.options};
}

// For a loaded plan, taken from its scheme.
ActivationRequest requestOf(const ActivationScheme& scheme) {
  ActivationRequest request{.bits = scheme.bits};
  if (scheme.isFloat()) return request;
  request.options = optionsOf(scheme);
  return request;
}

}  // namespace

ActivationsPanel::ActivationsPanel(const PanelContext& context)
    : Panel(context), view_(new WeightsView(TensorKind::Input)), form_(new InputForm) {
  view_->setForm(form_);
  connect(form_, &InputForm::inputWished, this, [this](const InputWish& wish, Scope scope) {
    if (workspace().document().network()) editor().setInputs(workspace().selection().layersOf(scope), requestOf(wish));
  });
}

QWidget* ActivationsPanel::widget() const {
  return view_;
}

void ActivationsPanel::selectionChanged() {
  const Document& document = workspace().document();
  const Selection& selection = workspace().selection();
  form_->setPossible(!document.activationCalibration() ? tr("Open images (Ctrl+I): input ranges are chosen from them")
                                                       : QString());
  if (!document.network()) {
    view_->clear();
    setSummary({});
    return;
  }
  const std::size_t index = selection.index();
  const QString name = QString::fromStdString(document.network()->layers[index].name);
  const WeightsPicture picture = inputPicture(document, index);
  view_->show(picture);
  const ActivationRequest& input = document.input(index);
  form_->show(wishOf(input.wanted() ? input : requestOf(document.plan().activation(index))));
  form_->scope()->show(name, static_cast<int>(selection.layersOf(Scope::Selected).size()),
                       static_cast<int>(document.layerCount()));
  setSummary(!picture.histogram          ? QString()
             : picture.bits == floatBits ? tr("input of %1 · float").arg(name)
                                         : tr("input of %1 · %2").arg(name, bitsCountText(picture.bits)));
}

void ActivationsPanel::cameToFront() {
  workspace().selection().setTensor(TensorKind::Input);
}

}  // namespace bitprism
