#include "app/desktop/main_window.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QStatusBar>
#include <QVBoxLayout>

#include "app/desktop/compare_panel.h"
#include "app/desktop/data_folders.h"
#include "app/desktop/doctor_panel.h"
#include "app/desktop/figures.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/history_dialog.h"
#include "app/desktop/language_menu.h"
#include "app/desktop/panels.h"
#include "app/desktop/preprocessing_edit.h"
#include "app/desktop/search_panel.h"
#include "app/desktop/window_title.h"
#include "widgets/banner.h"
#include "widgets/jobs_view.h"
#include "widgets/offer_bar.h"
#include "widgets/status_view.h"

namespace bitprism {
namespace {

constexpr QSize preferredSize(1680, 1050);
constexpr QSize frameAllowance(16, 48);  // largest frame of window managers

}  // namespace

MainWindow::MainWindow(Preferences& preferences, QWidget* parent)
    : QMainWindow(parent),
      preferences_(preferences),
      actions_(*this, workspace_.document().undoStack()),
      editor_(workspace_),
      banner_(new Banner),
      status_(new StatusView),
      layout_(*this),
      toolRows_(*this, *actions_.toolBar, *actions_.budgetBar),
      theme_(preferences.theme()),
      editsBar_(new OfferBar),
      preprocessingBar_(new OfferBar) {
  setAcceptDrops(true);
  buildGround();
  panels_ = makePanels(context());
  for (const auto& panel : panels_) layout_.add(*panel);
  options_ = std::make_unique<PlanOptions>(context());
  opener_ = std::make_unique<NetworkOpener>(*this, context());
  makeKeepers();
  buildViewMenu();
  connectPanels();
  connectMessages();
  connectActions();
  connectLog();
  help_ = std::make_unique<HelpMenu>(*this, context());
  workspace_.refreshNow();
  layout_.finish();
}

// Protection against lost work.
void MainWindow::makeKeepers() {
  unsaved_ = std::make_unique<UnsavedWork>(workspace_);
  planFiles_ = std::make_unique<PlanFiles>(*this, context(), *opener_, *panel<FrontPanel>().view(), *unsaved_);
  sessionFiles_ = std::make_unique<SessionFiles>(*this, context());
  comparison_ = std::make_unique<ComparisonKeeper>(context(), panel<ComparePanel>(), panel<FrontPanel>());
  connect(opener_.get(), &NetworkOpener::opened, comparison_.get(), &ComparisonKeeper::opened);
  recovery_ = std::make_unique<Recovery>(workspace_, *unsaved_);
  recovery_->keepAlso([this] { return comparison_->now(); });
  leaving_ = std::make_unique<LeavingQuestion>(*this, workspace_, *unsaved_);
  leaving_->connectFiles(*planFiles_, *recovery_);
  opener_->askBefore([this](Leaving leaving, const std::function<void()>& then) { leaving_->before(leaving, then); });
  preprocessing_ = std::make_unique<PreprocessingOffer>(context(), *opener_, *preprocessingBar_);
  edits_ = std::make_unique<EditsOffer>(context(), *opener_, *planFiles_, *recovery_, *editsBar_);
  connect(edits_.get(), &EditsOffer::comparisonRestored, comparison_.get(), &ComparisonKeeper::restore);
  startPage_ = std::make_unique<StartPage>(*this, context(), *opener_, *edits_, *layout_.centre());
  commands_ = std::make_unique<CommandCopier>(*this, context(), *planFiles_, *unsaved_,
                                              CommandCopier::Forms{[this] { return panel<SearchPanel>().requestNow(); },
                                                                   [this] { return workspace_.trainer().wish(); }});
  reports_ = std::make_unique<ReportFiles>(*this, context(), *planFiles_, *unsaved_);
  latency_ = std::make_unique<LatencyMeasuring>(context());
  connect(opener_.get(), &NetworkOpener::opened, this,
          [this](const QString& path) { recovery_->setOpened(path.toStdString()); });
  connect(recovery_.get(), &Recovery::failed, banner_, &Banner::showError);
  connect(unsaved_.get(), &UnsavedWork::changed, this, &MainWindow::showTitle);
  connect(planFiles_.get(), &PlanFiles::planFileChanged, this, &MainWindow::showTitle);
  connect(&workspace_, &Workspace::studyChanged, this, &MainWindow::showTitle);
  connect(&workspace_, &Workspace::searchChanged, this, &MainWindow::showTitle);
  showTitle();
}

void MainWindow::connectLog() {
  log_ = std::make_unique<ActivityLog>(logFile());
  connect(&workspace_, &Workspace::failed, log_.get(), &ActivityLog::add);
  connect(&workspace_, &Workspace::noticed, log_.get(), &ActivityLog::add);
  connect(&workspace_.jobs(), &JobBoard::failed, log_.get(), &ActivityLog::add);
  connect(this, &MainWindow::openFailed, log_.get(), &ActivityLog::add);
  connect(opener_.get(), &NetworkOpener::opened, log_.get(),
          [this](const QString& path) { log_->add(tr("opened %1").arg(path)); });
  connect(&workspace_.search(), &SearchController::workersNews, log_.get(), &ActivityLog::add);
  connect(&workspace_.search(), &SearchController::ended, log_.get(), [this] {
    const auto& snapshot = workspace_.search().snapshot();
    if (snapshot) log_->add(tr("a search ended after %1 evaluations").arg(snapshot->topEvaluations()));
  });
}

void MainWindow::showTitle() {
  const QString title = bitprism::windowTitle(workspace_, planFiles_->planFile());
  if (title != windowTitle()) setWindowTitle(title);
  setWindowModified(unsaved_->planEdited() || unsaved_->weightsUnsaved());
}

void MainWindow::offerRestoring() {
  edits_->look();
}

PanelContext MainWindow::context() {
  return {workspace_, editor_, actions_, preferences_, *banner_};
}

void MainWindow::buildGround() {
  auto* ground = new QWidget;
  auto* rows = new QVBoxLayout(ground);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  rows->addWidget(editsBar_);
  rows->addWidget(preprocessingBar_);
  rows->addWidget(layout_.centre(), 1);
  banner_->lieOver(layout_.centre(), ground);
  setCentralWidget(ground);
  // Permanent: tips and messages hide other widgets.
  statusBar()->addPermanentWidget(status_, 1);
  statusBar()->setSizeGripEnabled(false);
}

void MainWindow::buildViewMenu() {
  actions_.views->addActions(layout_.toggles());
  actions_.views->addSeparator();
  actions_.views->addMenu(tr("&Go to panel"))->addActions(layout_.goTos());
  addActions(layout_.goTos());  // their keys also work before the menu is first opened
  actions_.views->addSeparator();
  actions_.views->addMenu(tr("&Theme"))->addActions(actions_.themes->actions());
  markTheme();
  addLanguageMenu(*actions_.views, context());
  actions_.views->addSeparator();
  actions_.views->addAction(actions_.resetLayout);
}

void MainWindow::markTheme() {
  for (QAction* action : actions_.themes->actions())
    action->setChecked(action->data().toString() == QLatin1String(themeName(theme_.theme())));
}

void MainWindow::useTheme(Theme theme) {
  theme_.choose(theme);
  markTheme();
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
  connect(statusBar(), &QStatusBar::messageChanged, status_, &StatusView::setTip);
  JobBoard* jobs = &workspace_.jobs();
  connect(jobs, &JobBoard::changed, status_, [this, jobs] { status_->jobs()->show(jobs->shown()); });
  connect(status_->jobs(), &JobsView::cancelRequested, jobs, qOverload<const QString&>(&JobBoard::cancel));
  connect(status_->jobs(), &JobsView::pauseRequested, jobs, &JobBoard::pause);
  connect(status_->jobs(), &JobsView::sendHomeRequested, jobs, &JobBoard::sendHome);
  connect(&panel<SearchPanel>(), &SearchPanel::sessionWanted, this,
          [this](const QString& path) { openNetwork(path, {}); });
  connect(&panel<ComparePanel>(), &ComparePanel::networkWanted, this,
          [this](const QString& path) { opener_->readBeside(path); });
  connect(opener_.get(), &NetworkOpener::read, &panel<ComparePanel>(), &ComparePanel::pinNetwork);
  connect(opener_.get(), &NetworkOpener::comparisonWanted, &panel<FrontPanel>(), &FrontPanel::compareWith);
  connect(&panel<FrontPanel>(), &FrontPanel::pinWished, &panel<ComparePanel>(), &ComparePanel::pin);
  connect(&panel<DoctorPanel>(), &DoctorPanel::preprocessingWanted, this,
          [this](const Preprocessing& wanted) { changePreprocessing(workspace_, *opener_, wanted); });
  connect(&workspace_, &Workspace::figuresChanged, this, [this] { status_->show(statusFigures(workspace_)); });
  connect(&workspace_, &Workspace::workChanged, this, [this, jobs] {
    actions_.measure->setEnabled(workspace_.hasImages());
    jobs->noteStart();
  });
}

void MainWindow::connectActions() {
  connect(actions_.quit, &QAction::triggered, this, &QWidget::close);
  connect(actions_.cancel, &QAction::triggered, this, &MainWindow::cancelWork);
  connect(actions_.history, &QAction::triggered, this, &MainWindow::showHistory);
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
  startPage_->setOpening(true);
  opener_->open(settings);
}

void MainWindow::restoreLayout() {
  if (!restoreGeometry(preferences_.geometry()) || !layout_.restore(preferences_.layout())) return openAtFirst();
  // The last screen may have been larger.
  const QSize room = screen()->availableGeometry().size() - frameAllowance;
  if (!isMaximized() && !isFullScreen()) resize(size().boundedTo(room));
}

// Within the screen; all of a small one.
void MainWindow::openAtFirst() {
  const QRect available = screen()->availableGeometry();
  const QSize room = available.size() - frameAllowance;
  resize(preferredSize.boundedTo(room));
  move(available.topLeft() + QPoint((available.width() - width()) / 2, (room.height() - height()) / 2));
  if (size() != preferredSize) setWindowState(windowState() | Qt::WindowMaximized);
  resetLayout();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!leaving_->mayClose()) return event->ignore();
  preferences_.setLayout(saveGeometry(), layout_.save());
  recovery_->forget();  // the user was asked about unsaved work
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

void MainWindow::chooseTheme(QAction* action) {
  Theme theme = Theme::System;
  themeFromName(action->data().toString(), theme);
  preferences_.setTheme(theme);
  theme_.choose(theme);
}

void MainWindow::showHistory() {
  auto* open = findChild<HistoryDialog*>();
  if (!open) {
    open = new HistoryDialog(document().undoStack(), this);
    open->setAttribute(Qt::WA_DeleteOnClose);
  }
  open->show();
  open->raise();
  open->activateWindow();
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
