#include "app/desktop/weights_panel.h"

#include "app/desktop/actions.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/plan_pictures.h"
#include "app/desktop/workspace.h"
#include "widgets/method_form.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"
#include "widgets/weights_view.h"

namespace bitprism {

WeightsPanel::WeightsPanel(const PanelContext& context)
    : Panel(context), view_(new WeightsView), form_(new MethodForm) {
  view_->setForm(form_);
  connect(view_, &WeightsView::channelWished, &workspace().selection(), &Selection::setChannel);
  connect(form_, &MethodForm::schemeWished, this, [this](const Quantization& scheme, Scope scope) {
    editor().setMethod(workspace().selection().layersOf(scope), scheme);
  });
  connect(form_, &MethodForm::automaticWished, this,
          [this](Scope scope) { editor().setAutomatic(workspace().selection().layersOf(scope)); });
  connect(form_, &MethodForm::bestWished, &editor(), &PlanEditor::setBestMethod);
  connect(&workspace(), &Workspace::targetChanged, form_,
          [this] { form_->setPowersOfTwo(targetProfile(workspace().target()).powerOfTwo); });
  connect(actions().chooseMethod, &QAction::triggered, this, [this] {
    emit showRequested();
    form_->focusMethod();
  });
  connect(actions().methodForAll, &QAction::triggered, form_, [this] { form_->applyTo(Scope::All); });
  connect(actions().bestMethod, &QAction::triggered, this, [this] { editor().setBestMethod(false); });
  connect(actions().bestMethodAny, &QAction::triggered, this, [this] { editor().setBestMethod(true); });
}

QWidget* WeightsPanel::widget() const {
  return view_;
}

void WeightsPanel::selectionChanged() {
  const Document& document = workspace().document();
  form_->setPossible(document.layerCount() > 0);
  if (!document.network()) {
    view_->clear();
    form_->setAdvice({});
    setSummary({});
    return;
  }
  const std::size_t index = workspace().selection().index();
  const Layer& layer = document.network()->layers[index];
  const QuantScheme& scheme = document.plan().layers[index];
  // While a training runs, its current weights.
  if (const auto& glance = workspace().trainer().glance(); glance && index < glance->network->layers.size())
    view_->show(trainingPicture(glance->network->layers[index], glance->plan.layers[index]));
  else
    view_->show(weightsPicture(document, index, workspace().selection().channel()));
  showForm();
  const bool automatic = document.automatic(index) && scheme.hasCodes();
  const QString method = automatic ? automaticText(scheme.method) : methodText(scheme.method);
  setSummary(tr("%1 · %2 · %3")
                 .arg(QString::fromStdString(layer.name), QString::fromStdString(shapeText(layer.shape)),
                      scheme.isFloat() ? tr("float") : tr("%1 at %2").arg(method, bitsCountText(scheme.bits))));
}

void WeightsPanel::showForm() {
  const Document& document = workspace().document();
  const Selection& selection = workspace().selection();
  const std::size_t index = selection.index();
  form_->show(document.plan().layers[index], document.automatic(index));
  form_->scope()->show(QString::fromStdString(document.network()->layers[index].name),
                       static_cast<int>(selection.layersOf(Scope::Selected).size()),
                       static_cast<int>(document.layerCount()));
  form_->setAdvice(methodAdvice(document, workspace().curves(), index, workspace().comparesSolvers(index)).sentence);
}

void WeightsPanel::workChanged() {
  const bool network = workspace().document().network() != nullptr;
  for (QAction* action :
       {actions().chooseMethod, actions().methodForAll, actions().bestMethod, actions().bestMethodAny})
    action->setEnabled(network);
  form_->setSolvers(workspace().inputs().whyUnknown());
}

void WeightsPanel::cameToFront() {
  workspace().selection().setTensor(TensorKind::Weights);
}

}  // namespace bitprism
