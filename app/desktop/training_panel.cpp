#include "app/desktop/training_panel.h"

#include <QFileDialog>
#include <QMenu>
#include <algorithm>

#include "app/desktop/actions.h"
#include "app/desktop/preferences.h"
#include "app/desktop/search_requests.h"
#include "app/desktop/workspace.h"
#include "core/base/text.h"
#include "core/quant/scheme/method_info.h"
#include "core/torch/graph/torch_runtime.h"
#include "widgets/banner.h"
#include "widgets/training_view.h"

namespace bitprism {

TrainingPanel::TrainingPanel(const PanelContext& context) : Panel(context), view_(new TrainingView) {
  TrainingController* trainer = &workspace().trainer();
  trainer->setWishSource([this] { return view_->form()->wish(); });
  view_->addTool(actions().copyTrainingCommand);
  connect(view_, &TrainingView::startRequested, this, &TrainingPanel::start);
  connect(view_, &TrainingView::stopRequested, trainer, &TrainingController::finish);
  connect(view_, &TrainingView::keepRequested, this, &TrainingPanel::keep);
  connect(view_, &TrainingView::discardRequested, trainer, &TrainingController::forget);
  connect(view_->form(), &TrainingForm::chooseDataRequested, this, &TrainingPanel::chooseImages);
  connect(trainer, &TrainingController::changed, this, [this, trainer] {
    view_->show(trainer->picture());
    setSummary(TrainingView::summary(trainer->picture()));
  });
  connect(&workspace(), &Workspace::storedShown, this, [this](const StoredSearch& stored) {
    if (!stored.request.trainPath.empty()) view_->form()->show({stored.request.trainPath, stored.request.training});
  });
  connect(actions().startTraining, &QAction::triggered, this, [this] {
    emit showRequested();
    view_->start();
  });
  connect(actions().stopTraining, &QAction::triggered, trainer, &TrainingController::finish);
}

QWidget* TrainingPanel::widget() const {
  return view_;
}

void TrainingPanel::studyChanged() {
  const StudySettings& settings = workspace().study()->study->settings();
  if (!settings.trainPath.empty())
    view_->form()->setData(QString::fromStdString(settings.trainPath));
  else if (settings.dataPath == "example")
    view_->form()->setData(QStringLiteral("example"));
}

void TrainingPanel::workChanged() {
  const Document& document = workspace().document();
  const bool network = document.network() != nullptr;
  const bool data = workspace().hasImages();
  const bool images = !view_->form()->data().isEmpty();
  view_->form()->setBatchNorm(network && document.network()->unfolded != nullptr);
  const auto& layers = document.plan().layers;
  bool reshapes = false;  // automatic layers get another scheme for training
  for (std::size_t l = 0; l < layers.size(); ++l)
    reshapes = reshapes || (reshapesWeights(layers[l]) && !document.automatic(l));
  view_->form()->setReshaping(reshapes);
  actions().startTraining->setEnabled(data && images && !workspace().trainer().running());
  actions().stopTraining->setEnabled(workspace().trainer().running());
  view_->setPossible(data && images, !network ? tr("Open a network first (Ctrl+O)")
                                     : !data
                                         ? tr("Open images first (Ctrl+I): the effect of training is measured on them")
                                         : tr("Choose the training images"));
}

void TrainingPanel::start(const TrainingWish& wish) {
  TrainingController& trainer = workspace().trainer();
  const Document& document = workspace().document();
  if (!workspace().hasImages() || trainer.running()) return;
  if (wish.data.empty()) {
    banner().showNotice(tr("Choose the training images first."));
    return;
  }
  banner().dismiss();
  TrainingWish here = wish;
  here.settings.device = foundDevice(Device::Automatic);
  trainer.start(workspace().study(), document.network(), document.plan(), document.automatics(), here,
                checkpointPath(here));
}

// For this network, plan and settings; empty if the folder cannot be created.
std::string TrainingPanel::checkpointPath(const TrainingWish& wish) const {
  const Document& document = workspace().document();
  // Automatic choices follow from the rest.
  QuantPlan plan = document.plan();
  std::string automatic;
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    if (document.automatic(l)) plan.layers[l] = {.bits = plan.layers[l].bits};
    automatic += document.automatic(l) ? 'a' : '-';
  }
  const std::string identity = text(document.network()->hash, '|', wish.data, '|', toJson(wish.settings).dump(), '|',
                                    planToJson(plan, *document.network()).dump(), '|', automatic);
  return dataFile(QStringLiteral("trainings"), {}, identity, ".checkpoint");
}

void TrainingPanel::keep() {
  const std::optional<TrainingResult> result = workspace().trainer().result();
  if (!result || result->bestEpoch == 0) return;
  workspace().trainer().forget();
  workspace().document().setVersion(result->network, result->plan, tr("training, epoch %1").arg(result->bestEpoch));
}

void TrainingPanel::chooseImages() {
  const std::shared_ptr<SharedStudy>& study = workspace().study();
  QMenu menu;
  QAction* folder = menu.addAction(tr("A folder…"));
  QAction* file = menu.addAction(tr("A file (CIFAR, IDX, NumPy, list)…"));
  QAction* own = menu.addAction(tr("The open images"));
  own->setToolTip(tr("Measurements on them will then be too optimistic"));
  QAction* example =
      study && study->study->settings().networkPath == "example" ? menu.addAction(tr("The example's own")) : nullptr;
  own->setEnabled(study && study->study->hasData() && study->study->settings().dataPath != "example");
  const QAction* chosen = menu.exec(QCursor::pos());
  if (!chosen) return;
  QString path;
  if (chosen == folder) path = QFileDialog::getExistingDirectory(view_, tr("Training images"), preferences().folder());
  if (chosen == file) path = QFileDialog::getOpenFileName(view_, tr("Training images"), preferences().folder());
  if (chosen == own) path = QString::fromStdString(study->study->settings().dataPath);
  if (chosen == example) path = QStringLiteral("example");
  if (path.isEmpty()) return;
  view_->form()->setData(path);
  workChanged();
}

}  // namespace bitprism
