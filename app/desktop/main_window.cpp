#include "app/desktop/main_window.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QStatusBar>
#include <QVBoxLayout>

#include "app/desktop/figures.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/panels.h"
#include "widgets/banner.h"
#include "widgets/status_view.h"

namespace bitprism {

MainWindow::MainWindow(Preferences& preferences, QWidget* parent)
    : QMainWindow(parent),
      preferences_(preferences),
      actions_(*this, workspace_.document().undoStack()),
      editor_(workspace_),
      banner_(new Banner),
      status_(new StatusView),
      layout_(*this) {
  setWindowTitle(tr("BitPrism"));
  setAcceptDrops(true);
  buildGround();
  panels_ = makePanels(context());
  for (const auto& panel : panels_) layout_.add(*panel);
  options_ = std::make_unique<PlanOptions>(context());
  opener_ = std::make_unique<NetworkOpener>(*this, context());
  planFiles_ = std::make_unique<PlanFiles>(*this, context(), *opener_, *panel<FrontPanel>().view());
  buildViewMenu();
  connectPanels();
  connectMessages();
  connectActions();
  workspace_.refreshNow();
  layout_.finish();
}

PanelContext MainWindow::context() {
  return {workspace_, editor_, actions_, preferences_, *banner_};
}

void MainWindow::buildGround() {
  auto* ground = new QWidget;
  auto* rows = new QVBoxLayout(ground);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  rows->addWidget(banner_);
  rows->addWidget(layout_.centre(), 1);
  setCentralWidget(ground);
  statusBar()->addWidget(status_, 1);
  statusBar()->setSizeGripEnabled(false);
}

void MainWindow::buildViewMenu() {
  actions_.views->addActions(layout_.toggles());
  actions_.views->addSeparator();
  actions_.views->addActions(actions_.themes->actions());
  actions_.views->addSeparator();
  actions_.views->addAction(actions_.resetLayout);
}

void MainWindow::connectPanels() {
  for (const auto& owned : panels_) {
    Panel* panel = owned.get();
    connect(&workspace_, &Workspace::studyChanged, panel, &Panel::studyChanged);
    connect(&workspace_, &Workspace::planChanged, panel, &Panel::planChanged);
    connect(&workspace_.selection(), &Selection::changed, panel, &Panel::selectionChanged);
    connect(&workspace_, &Workspace::figuresChanged, panel, &Panel::figuresChanged);
    connect(&workspace_, &Workspace::workChanged, panel, &Panel::workChanged);
  }
}

void MainWindow::connectMessages() {
  connect(&workspace_, &Workspace::failed, banner_, &Banner::showError);
  connect(&workspace_, &Workspace::noticed, banner_, &Banner::showNotice);
  connect(&editor_, &PlanEditor::refused, banner_, &Banner::showError);
  connect(&editor_, &PlanEditor::noticed, banner_, &Banner::showNotice);
  connect(opener_.get(), &NetworkOpener::failed, this, &MainWindow::openFailed);
  connect(planFiles_.get(), &PlanFiles::failed, this, &MainWindow::openFailed);
  connect(&workspace_.jobs(), &JobBoard::progressed, status_, &StatusView::setWork);
  connect(&workspace_, &Workspace::figuresChanged, this, [this] { status_->show(statusFigures(workspace_)); });
  connect(&workspace_, &Workspace::workChanged, this, [this] {
    actions_.measure->setEnabled(workspace_.hasImages());
    if (!workspace_.jobs().busy()) status_->clearWork();
  });
  connect(status_, &StatusView::cancelRequested, this, &MainWindow::cancelWork);
}

void MainWindow::connectActions() {
  connect(actions_.quit, &QAction::triggered, this, &QWidget::close);
  connect(actions_.cancel, &QAction::triggered, this, &MainWindow::cancelWork);
  connect(actions_.measure, &QAction::triggered, &workspace_.measurement(), &PlanMeasurement::measureNow);
  connect(actions_.themes, &QActionGroup::triggered, this, &MainWindow::chooseTheme);
  connect(actions_.resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
  connect(actions_.about, &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::guardReading(const SeparateProcess* process, const std::optional<TrustedPrograms>& trusted) {
  opener_->guard(process, trusted);
}

void MainWindow::openNetwork(const QString& path, const QString& data,
                             const std::optional<Preprocessing>& preprocessing, const QString& train) {
  StudySettings settings;
  settings.trainPath = train.toStdString();
  settings.networkPath = path.toStdString();
  settings.dataPath = (data.isEmpty() && path == "example" ? QStringLiteral("example") : data).toStdString();
  settings.preprocessing = preprocessing;
  opener_->open(settings);
}

void MainWindow::restoreLayout() {
  if (restoreGeometry(preferences_.geometry()) && layout_.restore(preferences_.layout())) return;
  resize(1680, 1050);
  resetLayout();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  preferences_.setLayout(saveGeometry(), layout_.save());
  workspace_.search().stop();
  QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.size() == 1 && urls.front().isLocalFile()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  if (event->mimeData()->urls().isEmpty()) return;
  event->acceptProposedAction();
  opener_->openDropped(event->mimeData()->urls().front().toLocalFile());
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
  // Reached only when the focused view has no use for the key, so buttons and fields keep their space.
  if (event->key() == Qt::Key_Space && actions_.pauseSearch->isEnabled()) {
    actions_.pauseSearch->trigger();
  } else {
    QMainWindow::keyPressEvent(event);
  }
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  if (event->type() == QEvent::ThemeChange && preferences_.theme() == Theme::System) applyTheme(Theme::System);
}

void MainWindow::chooseTheme(QAction* action) {
  Theme theme = Theme::System;
  themeFromName(action->data().toString(), theme);
  preferences_.setTheme(theme);
  applyTheme(theme);
}

void MainWindow::showAbout() {
  QMessageBox::about(this, tr("About BitPrism"),
                     tr("<b>BitPrism %1</b><p>See, tune, search and export the bit-widths of trained networks.</p>"
                        "<p>Free software under the GNU General Public License, version 3 or later.</p>")
                         .arg(QApplication::applicationVersion()));
}

void MainWindow::cancelWork() {
  banner_->dismiss();
  workspace_.jobs().cancelAll();
}

}  // namespace bitprism
