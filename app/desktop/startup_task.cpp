#include "app/desktop/startup_task.h"

#include <QApplication>
#include <QBuffer>
#include <QDockWidget>
#include <QFileInfo>
#include <QPixmap>
#include <cstdio>
#include <utility>

#include "app/desktop/front_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/maps_panel.h"
#include "app/desktop/plot_picture.h"
#include "app/desktop/search_panel.h"
#include "app/desktop/training_panel.h"
#include "core/base/error.h"
#include "widgets/front_view.h"
#include "widgets/maps_view.h"
#include "widgets/panel.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"
#include "widgets/training_view.h"

namespace bitprism {

StartupTask::StartupTask(MainWindow& window, Wishes wishes, QObject* parent)
    : QObject(parent), window_(window), wishes_(std::move(wishes)) {
  timer_.setInterval(50);
  connect(&timer_, &QTimer::timeout, this, &StartupTask::look);
  connect(&window, &MainWindow::openFailed, this, [this](const QString& sentence) {
    std::fprintf(stderr, "%s\n", qPrintable(sentence));
    exitCode_ = 3;
    stage_ = wishes_.picture.isEmpty() ? Stage::Done : Stage::Drawing;
  });
  timer_.start();
}

void StartupTask::look() {
  switch (stage_) {
    case Stage::Loading:
      if (!window_.settled()) return;
      chooseLayer();
      if (!wishes_.panel.isEmpty()) window_.showPanel(wishes_.panel);
      if (wishes_.panel == "maps")
        emit window_.panel<MapsPanel>().view()->measureRequested(window_.panel<MapsPanel>().view()->codeBits());
      if (!wishes_.plan.isEmpty()) window_.openPlan(wishes_.plan);
      stage_ = Stage::Planning;
      return;
    case Stage::Planning:
      if (!window_.settled()) return;  // the plan is loaded
      if (wishes_.epochs > 0) {
        startTraining();
        stage_ = Stage::Training;
        return;
      }
      if (wishes_.trials > 0) startSearch();
      stage_ = wishes_.picture.isEmpty() ? Stage::Done : wishes_.trials > 0 ? Stage::Searching : Stage::Choosing;
      return;
    case Stage::Training:
      if (window_.workspace().trainer().running()) return;
      if (!window_.workspace().trainer().result()) exitCode_ = 1;
      stage_ = wishes_.picture.isEmpty() ? Stage::Done : Stage::Choosing;
      return;
    case Stage::Searching: {
      const auto& snapshot = window_.search().snapshot();
      if (snapshot && snapshot->state == SearchState::Failed) exitCode_ = 1;
      const bool half = snapshot && 2 * snapshot->topEvaluations() >= wishes_.trials;
      if (!half && window_.search().active()) return;
      choosePlan();
      stage_ = Stage::Choosing;
      return;
    }
    case Stage::Choosing:
      if (!window_.workspace().measurement().running() && window_.document().errors().complete() && window_.settled())
        stage_ = Stage::Drawing;
      return;
    case Stage::Drawing:
      draw();
      return;
    case Stage::Done:
      timer_.stop();
      return;
  }
}

void StartupTask::chooseLayer() {
  if (wishes_.layer.isEmpty() || !window_.document().network()) return;
  const auto& layers = window_.document().network()->layers;
  for (std::size_t l = 0; l < layers.size(); ++l)
    if (QString::fromStdString(layers[l].name) == wishes_.layer) return window_.setCurrentLayer(static_cast<int>(l));
  std::fprintf(stderr, "%s\n", qPrintable(tr("the network has no layer '%1'").arg(wishes_.layer)));
  exitCode_ = 2;
}

void StartupTask::startSearch() {
  SearchWish wish = window_.panel<SearchPanel>().view()->form()->wish();
  wish.trials = wishes_.trials;
  if (!wishes_.tasks.isEmpty()) wish.tasks = tasksFromText(wishes_.tasks.toStdString());
  window_.panel<SearchPanel>().view()->form()->show(wish);
  window_.panel<SearchPanel>().start(wish);
}

void StartupTask::startTraining() {
  TrainingWish wish = window_.panel<TrainingPanel>().view()->form()->wish();
  wish.settings.epochs = wishes_.epochs;
  window_.panel<TrainingPanel>().view()->form()->show(wish);
  window_.panel<TrainingPanel>().start(wish);
}

void StartupTask::choosePlan() {
  const auto& front = window_.panel<FrontPanel>().view()->front();
  if (front.empty()) return;
  const FrontPoint& middle = front[front.size() * 2 / 3];
  emit window_.panel<FrontPanel>().view()->planChosen(window_.search().snapshot()->evaluations[middle.index].trial);
  window_.setCurrentLayer(static_cast<int>(window_.document().layerCount() * 2 / 3));
}

void StartupTask::draw() {
  timer_.stop();
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QString problem;
  const QWidget* panel = nullptr;
  if (wishes_.alone) panel = window_.findChild<QDockWidget*>(wishes_.panel);
  if (wishes_.alone && !panel) panel = window_.findChild<PanelFrame*>(wishes_.panel);
  const QRect shown = panel ? QRect(panel->mapTo(&window_, QPoint()), panel->size()) : window_.rect();
  if (!window_.grab(shown).save(&buffer, QFileInfo(wishes_.picture).suffix().toLatin1().constData())) {
    problem = tr("cannot write '%1': its suffix is not a picture format").arg(wishes_.picture);
  } else {
    try {
      savePicture(bytes, wishes_.picture);
    } catch (const Error& error) {
      problem = QString::fromStdString(error.what());
    }
  }
  if (!problem.isEmpty()) {
    std::fprintf(stderr, "%s\n", qPrintable(problem));
    exitCode_ = 1;
  }
  QApplication::exit(exitCode_);
}

}  // namespace bitprism
