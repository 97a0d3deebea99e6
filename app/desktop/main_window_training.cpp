// The part of the window that deals with training, and with the versions of the network that come of it.

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QStandardPaths>

#include "app/desktop/main_window.h"
#include "app/desktop/plan_pictures.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/torch/graph/torch_runtime.h"
#include "widgets/banner.h"
#include "widgets/panel.h"
#include "widgets/training_view.h"
#include "widgets/weights_view.h"

namespace bitprism {

void MainWindow::connectTraining() {
  connect(training_, &TrainingView::startRequested, this, &MainWindow::startTraining);
  connect(training_, &TrainingView::stopRequested, &trainer_, &TrainingController::finish);
  connect(training_, &TrainingView::keepRequested, this, &MainWindow::keepTraining);
  connect(training_, &TrainingView::discardRequested, &trainer_, &TrainingController::forget);
  connect(training_->form(), &TrainingForm::chooseDataRequested, this, &MainWindow::chooseTrainingImages);
  connect(&trainer_, &TrainingController::changed, this, &MainWindow::refreshTraining);
  connect(&trainer_, &TrainingController::glanced, this, &MainWindow::refreshLayer);
  connect(&trainer_, &TrainingController::failed, banner_, &Banner::showError);
  connect(&trainer_, &TrainingController::stopped, this, [this] {
    refreshLayer();
    workEnded();
  });
  connect(actions_.startTraining, &QAction::triggered, this, [this] {
    showPanel("training");
    training_->start();
  });
  connect(actions_.stopTraining, &QAction::triggered, &trainer_, &TrainingController::finish);
  connect(&document_, &Document::versionChanged, this, &MainWindow::adoptVersion);
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&versioning_, end, this, &MainWindow::workEnded);
  connect(&versioning_, &BackgroundJob::failed, banner_, &Banner::showError);
}

void MainWindow::startTraining(const TrainingWish& wish) {
  if (!study_ || !study_->study->hasData() || trainer_.running()) return;
  if (wish.data.empty()) {
    banner_->showNotice(tr("Choose the images to learn from first."));
    return;
  }
  banner_->dismiss();
  TrainingWish here = wish;
  here.settings.device = foundDevice(Device::Automatic);
  trainer_.start(study_, document_.network(), document_.plan(), document_.automatics(), here, checkpointPath(here));
  refreshActions();
}

// Of this network, plan and wish; empty when the folder cannot be made.
std::string MainWindow::checkpointPath(const TrainingWish& wish) const {
  const QString folder =
      QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/trainings");
  if (!QDir().mkpath(folder)) return {};
  // What is chosen for a layer follows from the rest.
  QuantPlan plan = document_.plan();
  std::string automatic;
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    if (document_.automatic(l)) plan.layers[l] = {.bits = plan.layers[l].bits};
    automatic += document_.automatic(l) ? 'a' : '-';
  }
  const std::string identity = text(document_.network()->hash, '|', wish.data, '|', toJson(wish.settings).dump(), '|',
                                    planToJson(plan, *document_.network()).dump(), '|', automatic);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(identity.data());
  const QString hash = QString::number(contentHash({bytes, identity.size()}), 16).rightJustified(16, '0');
  return QStringLiteral("%1/%2.checkpoint").arg(folder, hash).toStdString();
}

void MainWindow::keepTraining() {
  const std::optional<TrainingResult> result = trainer_.result();
  if (!result || result->bestEpoch == 0) return;
  trainer_.forget();
  document_.setVersion(result->network, result->plan, tr("training, epoch %1").arg(result->bestEpoch));
}

// The document has another version of the network: all that was measured is measured again.
void MainWindow::adoptVersion() {
  analysis_.clear();
  clearMaps();
  analyseAgain_ = false;
  calibrating_.cancel();
  ranging_.cancel();
  bestWished_.reset();
  solversCompared_ = inputsKnown_ = inputsDeclined_ = false;
  afterChoosing_ = nullptr;
  curves_.setNetwork(document_.network());
  measurement_.setStudy(nullptr);
  refreshPlan();
  if (!study_) return;
  versioning_.start(
      [this, study = study_, network = document_.network()](std::stop_token, const Progress&, Mailbox& mailbox) {
        const std::lock_guard lock(study->mutex);
        study->study->useNetwork(network);
        mailbox.post([this, study, network] {
          if (study != study_ || network != document_.network()) return;
          measurement_.setStudy(study_);
          measurement_.planEdited(document_.plan());
          analyse();
          refreshPlan();
        });
      });
}

void MainWindow::chooseTrainingImages() {
  QMenu menu;
  QAction* folder = menu.addAction(tr("A folder…"));
  QAction* file = menu.addAction(tr("A file (CIFAR, IDX, NumPy, list)…"));
  QAction* own = menu.addAction(tr("The images that are open"));
  own->setToolTip(tr("What they then say of the network is too good"));
  QAction* example =
      study_ && study_->study->settings().networkPath == "example" ? menu.addAction(tr("The example's own")) : nullptr;
  own->setEnabled(study_ && study_->study->hasData() && study_->study->settings().dataPath != "example");
  const QAction* chosen = menu.exec(QCursor::pos());
  if (!chosen) return;
  QString path;
  if (chosen == folder)
    path = QFileDialog::getExistingDirectory(this, tr("Images to learn from"), preferences_.folder());
  if (chosen == file) path = QFileDialog::getOpenFileName(this, tr("Images to learn from"), preferences_.folder());
  if (chosen == own) path = QString::fromStdString(study_->study->settings().dataPath);
  if (chosen == example) path = QStringLiteral("example");
  if (path.isEmpty()) return;
  training_->form()->setData(path);
  refreshActions();
}

void MainWindow::refreshTraining() {
  training_->show(trainer_.picture());
  trainingTitle_->setSummary(TrainingView::summary(trainer_.picture()));
  refreshActions();
}

}  // namespace bitprism
