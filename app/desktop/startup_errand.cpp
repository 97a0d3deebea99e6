#include "app/desktop/startup_errand.h"

#include <QApplication>
#include <QPixmap>
#include <cstdio>

#include "app/desktop/main_window.h"
#include "widgets/front_view.h"
#include "widgets/layers_view.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"

namespace bitprism {

StartupErrand::StartupErrand(MainWindow& window, const QString& picture, int trials, QObject* parent)
    : QObject(parent), window_(window), picture_(picture), trials_(trials) {
  timer_.setInterval(50);
  connect(&timer_, &QTimer::timeout, this, &StartupErrand::look);
  connect(&window, &MainWindow::openFailed, this, [this](const QString& sentence) {
    std::fprintf(stderr, "%s\n", qPrintable(sentence));
    exitCode_ = 3;
    stage_ = picture_.isEmpty() ? Stage::Done : Stage::Drawing;
  });
  timer_.start();
}

void StartupErrand::look() {
  switch (stage_) {
    case Stage::Loading:
      if (!window_.settled()) return;
      if (!plan_.isEmpty()) window_.loadPlan(plan_);
      stage_ = Stage::Planning;
      return;
    case Stage::Planning:
      if (!window_.settled()) return;
      if (!layer_.isEmpty() && !selected_) {
        selectLayer();
        return;
      }
      if (!panel_.isEmpty()) window_.showPanel(panel_);
      if (trials_ > 0) startSearch();
      stage_ = picture_.isEmpty() ? Stage::Done : trials_ > 0 ? Stage::Searching : Stage::Drawing;
      return;
    case Stage::Searching: {
      const auto& snapshot = window_.search().snapshot();
      if (snapshot && snapshot->state == SearchState::Failed) exitCode_ = 1;
      const bool half = snapshot && 2 * snapshot->topEvaluations() >= trials_;
      if (!half && window_.search().active()) return;
      choosePlan();
      stage_ = Stage::Choosing;
      return;
    }
    case Stage::Choosing:
      if (window_.measured()) stage_ = Stage::Drawing;
      return;
    case Stage::Drawing:
      draw();
      return;
    case Stage::Done:
      timer_.stop();
      return;
  }
}

// What the layer needs is computed before the picture is drawn.
void StartupErrand::selectLayer() {
  selected_ = true;
  const Network& network = *window_.document().network();
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    if (QString::fromStdString(network.layers[l].name) == layer_) {
      window_.setCurrentLayer(static_cast<int>(l));
      return;
    }
  std::fprintf(stderr, "%s\n", qPrintable(tr("there is no layer '%1'").arg(layer_)));
  exitCode_ = 1;
}

void StartupErrand::startSearch() {
  SearchWish wish = window_.searchView()->form()->wish();
  wish.trials = trials_;
  window_.searchView()->form()->show(wish);
  window_.startSearch(wish);
}

void StartupErrand::choosePlan() {
  const auto& front = window_.frontView()->front();
  if (front.empty()) return;
  const FrontPoint& middle = front[front.size() * 2 / 3];
  emit window_.frontView()->planChosen(window_.search().snapshot()->evaluations[middle.index].trial);
  window_.layersView()->setCurrentLayer(static_cast<int>(window_.document().layerCount() * 2 / 3));
}

void StartupErrand::draw() {
  timer_.stop();
  if (!window_.grab().save(picture_)) {
    std::fprintf(
        stderr, "%s\n",
        qPrintable(tr("cannot write '%1': the place is not writable or its suffix is no picture's").arg(picture_)));
    exitCode_ = 1;
  }
  QApplication::exit(exitCode_);
}

}  // namespace bitprism
