#include "app/desktop/main_window.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QSplitter>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTabBar>
#include <QToolBar>
#include <QVBoxLayout>

#include "app/desktop/data_dialog.h"
#include "app/desktop/plan_pictures.h"
#include "core/base/text.h"
#include "widgets/banner.h"
#include "widgets/bits_view.h"
#include "widgets/budget_view.h"
#include "widgets/error_view.h"
#include "widgets/front_view.h"
#include "widgets/input_form.h"
#include "widgets/layers_view.h"
#include "widgets/maps_view.h"
#include "widgets/method_form.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"
#include "widgets/panel.h"
#include "widgets/search_view.h"
#include "widgets/status_view.h"
#include "widgets/training_view.h"
#include "widgets/weights_view.h"

namespace bitprism {
namespace {

constexpr int layoutVersion = 5;  // raise when docks change, so that an old layout is not restored

}  // namespace

MainWindow::MainWindow(Preferences& preferences, QWidget* parent)
    : QMainWindow(parent), preferences_(preferences), actions_(*this, document_.undoStack()) {
  setWindowTitle(tr("BitPrism"));
  setAcceptDrops(true);
  setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
  buildViews();
  buildDocks();
  errorsChanged_.setSingleShot(true);
  errorsChanged_.setInterval(50);
  rulesChanged_.setSingleShot(true);
  rulesChanged_.setInterval(300);
  budgetRests_.setSingleShot(true);
  budgetRests_.setInterval(250);
  estimateChanged_.setSingleShot(true);
  estimateChanged_.setInterval(100);
  connectViews();
  connectActions();
  connectWork();
  connectTraining();
  connectMaps();
  fillRecentFiles();
  refreshPlan();
  refreshSearch();
  firstLayout_ = saveState(layoutVersion);
}

MainWindow::~MainWindow() {
  // The undo stack tells its end to actions that are already gone otherwise.
  document_.undoStack().disconnect();
}

void MainWindow::buildViews() {
  banner_ = new Banner;
  layers_ = new LayersView;
  front_ = new FrontView;
  bits_ = new BitsView;
  weights_ = new WeightsView;
  inputs_ = new WeightsView(TensorKind::Input);
  methodForm_ = new MethodForm;
  inputForm_ = new InputForm;
  weights_->setForm(methodForm_);
  inputs_->setForm(inputForm_);
  errorPlot_ = new ErrorView;
  searchView_ = new SearchView;
  training_ = new TrainingView;
  maps_ = new MapsView;
  status_ = new StatusView;
  budgetView_ = new BudgetView;

  frontPanel_ = new Panel(tr("Front"), front_);
  bitsPanel_ = new Panel(tr("Bits"), bits_);
  bitsPanel_->title()->setSummary(tr("drag a bar · L locks · width is size, colour is harm"));
  centre_ = new QSplitter(Qt::Vertical);
  centre_->setChildrenCollapsible(false);
  centre_->addWidget(frontPanel_);
  centre_->addWidget(bitsPanel_);
  centre_->setStretchFactor(0, 3);
  centre_->setStretchFactor(1, 2);
  auto* ground = new QWidget;
  auto* layout = new QVBoxLayout(ground);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(banner_);
  layout->addWidget(centre_, 1);
  setCentralWidget(ground);
  actions_.toolBar->addWidget(budgetView_);
  statusBar()->addWidget(status_, 1);
  statusBar()->setSizeGripEnabled(false);
}

QDockWidget* MainWindow::addDock(const QString& name, const QString& title, QWidget* content, Qt::DockWidgetArea area,
                                 PanelTitle** head) {
  auto* dock = new QDockWidget(title);
  dock->setObjectName(name);
  *head = new PanelTitle(title);
  dock->setTitleBarWidget(*head);
  dock->setWidget(new PanelBody(content));
  dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable |
                    QDockWidget::DockWidgetFloatable);
  addDockWidget(area, dock);
  dock->toggleViewAction()->setStatusTip(tr("Show or hide this panel"));
  dock->toggleViewAction()->setShortcut(QKeySequence(QStringLiteral("Alt+%1").arg(docks_.size() + 1)));
  docks_ << dock;
  return dock;
}

void MainWindow::buildDocks() {
  setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  setTabPosition(Qt::RightDockWidgetArea, QTabWidget::North);
  setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
  addDock("layers", tr("Layers"), layers_, Qt::LeftDockWidgetArea, &layersTitle_);
  addDock("weights", tr("Weights"), weights_, Qt::RightDockWidgetArea, &weightsTitle_);
  addDock("errors", tr("Error by bit-width"), errorPlot_, Qt::RightDockWidgetArea, &errorTitle_);
  addDock("search", tr("Search"), searchView_, Qt::BottomDockWidgetArea, &searchTitle_);
  addDock("activations", tr("Activations"), inputs_, Qt::RightDockWidgetArea, &inputsTitle_);
  addDock("training", tr("Train"), training_, Qt::BottomDockWidgetArea, &trainingTitle_);
  addDock("maps", tr("Activation maps"), maps_, Qt::BottomDockWidgetArea, &mapsTitle_);
  tabifyDocks();  // side by side they would widen the window
  for (QDockWidget* dock : docks_) actions_.views->addAction(dock->toggleViewAction());
  actions_.views->addSeparator();
  actions_.views->addActions(actions_.themes->actions());
  actions_.views->addSeparator();
  actions_.views->addAction(actions_.resetLayout);
}

// What a layer holds and what it reads are seen one at a time: both need the height. Search, training and maps
// likewise.
void MainWindow::tabifyDocks() {
  tabifyDockWidget(docks_[1], docks_[4]);
  tabifyDockWidget(docks_[3], docks_[5]);
  tabifyDockWidget(docks_[5], docks_[6]);
}

void MainWindow::resetLayout() {
  restoreState(firstLayout_, layoutVersion);
  for (QDockWidget* dock : docks_) dock->show();
  tabifyDocks();
  docks_[1]->raise();
  docks_[3]->raise();
  for (QTabBar* tabs : findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) tabs->setDrawBase(false);
  resizeDocks({docks_[0]}, {static_cast<int>(width() * 0.33)}, Qt::Horizontal);
  resizeDocks({docks_[1]}, {static_cast<int>(width() * 0.26)}, Qt::Horizontal);
  resizeDocks({docks_[3]}, {220}, Qt::Vertical);
  resizeDocks({docks_[1], docks_[2]}, {60, 40}, Qt::Vertical);
  const int tall = centre_->height();
  centre_->setSizes({tall * 6 / 10, tall * 4 / 10});
}

void MainWindow::restoreLayout() {
  const bool known = restoreGeometry(preferences_.geometry()) && restoreState(preferences_.layout(), layoutVersion);
  if (!known) {
    resize(1680, 1050);
    resetLayout();
  }
}

void MainWindow::closeEvent(QCloseEvent* event) {
  preferences_.setLayout(saveGeometry(), saveState(layoutVersion));
  search_.stop();
  QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls() && event->mimeData()->urls().size() == 1 &&
      event->mimeData()->urls().front().isLocalFile()) {
    event->acceptProposedAction();
  }
}

void MainWindow::dropEvent(QDropEvent* event) {
  if (event->mimeData()->urls().isEmpty()) return;
  event->acceptProposedAction();
  const QString path = event->mimeData()->urls().front().toLocalFile();
  if (!namesImages(path))
    openNetwork(path, {});
  else if (study_)  // later: a dialog must not run inside the drop
    QTimer::singleShot(0, this, [this, path] { chooseImages(path); });
  else
    banner_->showNotice(tr("Open a network first, then drop its images."));
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

void MainWindow::connectViews() {
  connect(layers_, &LayersView::currentLayerChanged, this, &MainWindow::setCurrentLayer);
  connect(layers_, &LayersView::bitsWished, &document_, &Document::setBits);
  connect(layers_, &LayersView::stepWished, &document_, &Document::stepBits);
  connect(layers_, &LayersView::lockWished, &document_, &Document::setLocked);
  connect(layers_, &LayersView::rangeWished, &document_, &Document::setRange);
  connect(layers_, &LayersView::tieWished, &document_, &Document::setTie);
  connect(layers_, &LayersView::methodWished, this, &MainWindow::chooseMethodOf);
  connect(layers_, &LayersView::automaticWished, this, &MainWindow::chooseAutomatic);
  connect(layers_, &LayersView::inputBitsWished, this, &MainWindow::chooseInputBits);
  connect(layers_, &LayersView::selectionChanged, this, &MainWindow::showMethods);
  connect(methodForm_, &MethodForm::schemeWished, this,
          [this](const QuantScheme& scheme, Scope scope) { chooseMethod(layersOf(scope), scheme); });
  connect(methodForm_, &MethodForm::automaticWished, this, [this](Scope scope) { chooseAutomatic(layersOf(scope)); });
  connect(methodForm_, &MethodForm::bestWished, this, &MainWindow::chooseBest);
  connect(inputForm_, &InputForm::inputWished, this, &MainWindow::chooseInput);
  connect(errorPlot_, &ErrorView::solversWished, this, &MainWindow::compareSolvers);
  connect(&document_, &Document::refused, this, [this](const QString& sentence) {
    banner_->showError(sentence);
    refreshLayer();  // the form shows what was not granted
  });
  connect(actions_.tieResidual, &QAction::triggered, &document_, &Document::tieResidual);
  connect(bits_, &BitsView::currentLayerChanged, this, &MainWindow::setCurrentLayer);
  connect(bits_, &BitsView::bitsWished, &document_, &Document::dragBits);
  connect(bits_, &BitsView::dragFinished, &document_, &Document::finishDrag);
  connect(bits_, &BitsView::lockWished, this, [this](int layer, bool locked) { document_.setLocked({layer}, locked); });
  connect(errorPlot_, &ErrorView::bitsWished, this, [this](int bits) {
    if (inputsShown_ && document_.calibration())
      chooseInputBits({currentLayer_}, bits);
    else
      document_.setBits({currentLayer_}, bits);
  });
  // The error plot follows whichever of a layer's two docks is in front.
  for (const auto& [dock, inputs] : {std::pair(docks_[1], false), std::pair(docks_[4], true)})
    connect(dock, &QDockWidget::visibilityChanged, this, [this, inputs = inputs](bool visible) {
      if (!visible || inputsShown_ == inputs) return;
      inputsShown_ = inputs;
      showMethods();
    });
  connect(weights_, &WeightsView::channelWished, this, [this](int channel) {
    currentChannel_ = channel;
    refreshLayer();
  });
  connect(front_, &FrontView::planChosen, this, &MainWindow::choosePoint);
  connect(front_, &FrontView::untriedChosen, this, &MainWindow::chooseUntried);
  connect(&budgetRests_, &QTimer::timeout, this, &MainWindow::predictForBudget);
  connect(&predicting_, &BackgroundJob::failed, banner_, &Banner::showError);
  connect(front_, &FrontView::budgetWished, this, &MainWindow::chooseBudget);
  connect(front_, &FrontView::budgetFinished, &document_, &Document::finishDrag);
  connect(budgetView_, &BudgetView::budgetWished, this, &MainWindow::chooseBudget);
  connect(budgetView_, &BudgetView::wishFinished, &document_, &Document::finishDrag);
  connect(searchView_, &SearchView::startRequested, this, &MainWindow::startSearch);
  connect(searchView_, &SearchView::pauseRequested, &search_, &SearchController::pause);
  connect(searchView_, &SearchView::resumeRequested, &search_, &SearchController::resume);
  connect(searchView_, &SearchView::stopRequested, &search_, &SearchController::stop);
  connect(status_, &StatusView::cancelRequested, this, &MainWindow::cancelWork);
}

void MainWindow::connectActions() {
  connect(actions_.open, &QAction::triggered, this, &MainWindow::chooseNetwork);
  connect(actions_.openExample, &QAction::triggered, this, [this] { openNetwork("example", "example"); });
  connect(actions_.openData, &QAction::triggered, this, [this] { chooseImages(); });
  connect(actions_.exportPlan, &QAction::triggered, this, &MainWindow::chooseExport);
  connect(actions_.quit, &QAction::triggered, this, &QWidget::close);
  connect(actions_.filterLayers, &QAction::triggered, layers_, &LayersView::focusFilter);
  connect(actions_.lockLayers, &QAction::triggered, this, [this] {
    if (document_.network())
      document_.setLocked({currentLayer_}, !document_.locked(static_cast<std::size_t>(currentLayer_)));
  });
  connect(actions_.cancel, &QAction::triggered, this, &MainWindow::cancelWork);
  connect(actions_.measure, &QAction::triggered, &measurement_, &PlanMeasurement::measureNow);
  connect(actions_.openPlan, &QAction::triggered, this, &MainWindow::choosePlan);
  for (QAction* action : {actions_.symmetric, actions_.perChannel, actions_.meanCorrection}) {
    connect(action, &QAction::triggered, this, &MainWindow::chooseScheme);
  }
  // The two ways to clip exclude each other.
  connect(actions_.leastSquares, &QAction::triggered, this, [this](bool checked) {
    if (checked && actions_.percentiles->checkedAction()) actions_.percentiles->checkedAction()->setChecked(false);
    chooseScheme();
  });
  connect(actions_.percentiles, &QActionGroup::triggered, this, [this](QAction* action) {
    if (action->isChecked()) actions_.leastSquares->setChecked(false);
    chooseScheme();
  });
  for (QActionGroup* group : {actions_.inputBits, actions_.inputRanges})
    connect(group, &QActionGroup::triggered, this, &MainWindow::chooseActivations);
  connect(actions_.chooseMethod, &QAction::triggered, this, [this] {
    showPanel("weights");
    methodForm_->focusMethod();
  });
  connect(actions_.methodForAll, &QAction::triggered, this, [this] { methodForm_->applyTo(Scope::All); });
  connect(actions_.bestMethod, &QAction::triggered, this, [this] { chooseBest(false); });
  connect(actions_.bestMethodAny, &QAction::triggered, this, [this] { chooseBest(true); });
  connect(actions_.compareSolvers, &QAction::triggered, this, &MainWindow::compareSolvers);
  connect(actions_.startSearch, &QAction::triggered, searchView_, &SearchView::start);
  connect(actions_.pauseSearch, &QAction::triggered, searchView_, &SearchView::togglePause);
  connect(actions_.stopSearch, &QAction::triggered, &search_, &SearchController::stop);
  connect(actions_.forkSearch, &QAction::triggered, this, &MainWindow::chooseFork);
  connect(actions_.compareSession, &QAction::triggered, this, &MainWindow::chooseComparison);
  connect(actions_.stopComparing, &QAction::triggered, this, [this] {
    front_->compare({});
    refreshActions();
  });
  connect(actions_.themes, &QActionGroup::triggered, this, &MainWindow::chooseTheme);
  connect(actions_.resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
  connect(actions_.about, &QAction::triggered, this, [this] {
    QMessageBox::about(this, tr("About BitPrism"),
                       tr("<b>BitPrism %1</b><p>See, tune, search and export the bit-widths of trained networks.</p>"
                          "<p>Free software under the GNU General Public License, version 3 or later.</p>")
                           .arg(QApplication::applicationVersion()));
  });
}

void MainWindow::connectWork() {
  connect(&document_, &Document::planChanged, this, [this] {
    measurement_.planEdited(document_.plan());
    refreshPlan();
    if (search_.active() && document_.rules() != search_.request().rules) rulesChanged_.start();
    estimateChanged_.start();
    choicesCame();
  });
  connect(&document_, &Document::choicesChanged, this, [this] {
    if (!errorsChanged_.isActive()) errorsChanged_.start();
    estimateChanged_.start();
    choicesCame();
    workEnded();
  });
  connect(&document_, &Document::choosingProgressed, this, &MainWindow::showProgress);
  connect(&document_, &Document::choosingFailed, banner_, &Banner::showError);
  connect(&analysis_, &NetworkAnalysis::inputsLearned, this, &MainWindow::takeInputs);
  connect(&analysis_, &NetworkAnalysis::methodsChosen, &document_, &Document::learnChoices);
  connect(&search_, &SearchController::prepared, this, &MainWindow::learnFromSearch);
  connect(&search_, &SearchController::noticed, banner_, &Banner::showNotice);
  connect(&rulesChanged_, &QTimer::timeout, this, &MainWindow::tellRules);
  connect(&estimateChanged_, &QTimer::timeout, this, &MainWindow::refreshEstimate);
  connect(searchView_->form(), &SearchForm::changed, this, [this] { estimateChanged_.start(); });
  connect(&search_, &SearchController::rulesRefused, banner_, &Banner::showError);
  connect(&document_, &Document::sensitivityChanged, this, &MainWindow::refreshPlan);
  connect(&document_.errors(), &ErrorCache::changed, this, [this] {
    if (!errorsChanged_.isActive()) errorsChanged_.start();
  });
  connect(&errorsChanged_, &QTimer::timeout, this, &MainWindow::refreshPlan);
  connect(&analysis_, &NetworkAnalysis::changed, this, [this] {
    refreshFigures();
    estimateChanged_.start();
  });
  connect(&analysis_, &NetworkAnalysis::sensitivityChanged, this,
          [this] { document_.setSensitivity(analysis_.sensitivity(), analysis_.space()); });
  connect(&analysis_, &NetworkAnalysis::calibrationChanged, this, [this] {
    inputCurves_.setCalibration(analysis_.calibration());
    if (!analysis_.calibration())
      document_.setCalibration(nullptr);
    else
      knowRanges(document_.inputs(), [this] { document_.setCalibration(analysis_.calibration()); });
  });
  connect(&document_, &Document::baseSchemeChanged, this, [this] {
    // What was measured of the layers was measured under the old scheme.
    if (!search_.active()) analyse();
  });
  connect(&curves_, &MethodCurves::changed, this, [this] {
    if (!errorsChanged_.isActive()) errorsChanged_.start();
  });
  connect(&curves_, &MethodCurves::failed, banner_, &Banner::showError);
  connect(&inputCurves_, &InputCurves::changed, this, [this] {
    if (!errorsChanged_.isActive()) errorsChanged_.start();
  });
  connect(&inputCurves_, &InputCurves::failed, banner_, &Banner::showError);
  connect(&document_, &Document::inputsLearned, this, [this] {
    curves_.learnInputs(document_.network());
    refreshLayer();
  });
  connect(&analysis_, &NetworkAnalysis::ended, this, &MainWindow::workEnded);
  connect(&measurement_, &PlanMeasurement::changed, this, [this] {
    refreshFigures();
    if (!measurement_.running()) workEnded();
  });
  connect(&search_, &SearchController::snapshotChanged, this, &MainWindow::refreshSearch);
  connect(&search_, &SearchController::ended, this, &MainWindow::workEnded);
  connect(&search_, &SearchController::ended, this, [this] { estimateChanged_.start(); });
  connect(&calibrating_, &BackgroundJob::failed, this, [this] { inputsDeclined_ = true; });  // before it is tried again
  for (const auto job : {&opening_, &exporting_, &calibrating_, &ranging_, &comparing_}) {
    connect(job, &BackgroundJob::progressed, this, &MainWindow::showProgress);
    connect(job, &BackgroundJob::failed, banner_, &Banner::showError);
    for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
      connect(job, end, this, &MainWindow::workEnded);
    connect(job, &BackgroundJob::failed, this, &MainWindow::workEnded);
  }
  connect(&opening_, &BackgroundJob::failed, this, &MainWindow::openFailed);
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&calibrating_, end, this, &MainWindow::analyseAgain);
  connect(&calibrating_, &BackgroundJob::failed, this, &MainWindow::analyseAgain);
  connect(&document_.errors(), &ErrorCache::progressed, this, &MainWindow::showProgress);
  connect(&document_.errors(), &ErrorCache::changed, this, &MainWindow::workEnded);
  connect(&analysis_, &NetworkAnalysis::progressed, this, &MainWindow::showProgress);
  connect(&measurement_, &PlanMeasurement::progressed, this, &MainWindow::showProgress);
  connect(&document_.errors(), &ErrorCache::failed, banner_, &Banner::showError);
  connect(&analysis_, &NetworkAnalysis::failed, banner_, &Banner::showError);
  connect(&analysis_, &NetworkAnalysis::failed, this, &MainWindow::workEnded);
  connect(&analysis_, &NetworkAnalysis::advised, banner_, &Banner::showNotice);
  connect(&measurement_, &PlanMeasurement::failed, banner_, &Banner::showError);
  connect(&search_, &SearchController::failed, banner_, &Banner::showError);
}

// Measures what is measured once, with the methods of now.
void MainWindow::analyse() {
  if (!study_ || !study_->study->hasData()) return;
  if (document_.automaticBase())
    analysis_.start(study_, std::nullopt,
                    document_.lastingChoices(std::vector(document_.layerCount(), NetworkAnalysis::widths())));
  else
    analysis_.start(study_, document_.baseScheme());
}

void MainWindow::analyseAgain() {
  if (analyseAgain_ && !search_.active()) analyse();
  analyseAgain_ = false;
}

void MainWindow::setCurrentLayer(int layer) {
  if (layer < 0 || layer >= static_cast<int>(document_.layerCount())) return;
  if (layer != currentLayer_) {
    currentChannel_ = -1;
    bestWished_.reset();
  }
  currentLayer_ = layer;
  layers_->setCurrentLayer(layer);
  bits_->setCurrentLayer(layer);
  refreshLayer();
}

void MainWindow::refreshPlan() {
  const std::vector<LayerRow> rows = layerRows(document_);
  layers_->show(rows);
  bits_->show(rows);
  const auto [least, most] = document_.reachableBytes();
  budgetView_->show(budget_.value_or(document_.bytes()), least, most);
  if (document_.network()) {
    layersTitle_->setSummary(tr("%1 · %2 weights").arg(rows.size()).arg(countText(document_.network()->weightCount())));
    const QuantScheme base = document_.baseScheme();
    actions_.symmetric->setChecked(base.symmetric);
    actions_.perChannel->setChecked(base.granularity == Granularity::Channel);
    actions_.leastSquares->setChecked(base.range == RangeRule::LeastSquares);
    for (QAction* action : actions_.percentiles->actions())
      action->setChecked(base.range == RangeRule::Percentile && action->data().toDouble() == base.percentile);
    actions_.meanCorrection->setChecked(base.correction != Correction::None);
    const ActivationRequest activation = commonRequest(document_.inputs()).value_or(ActivationRequest{.bits = 0});
    const QString bits = activation.tied ? QStringLiteral("tied") : QString::number(activation.bits);
    for (QAction* action : actions_.inputBits->actions()) action->setChecked(action->data().toString() == bits);
    for (QAction* action : actions_.inputRanges->actions())
      action->setChecked(action->data().toString() == activationRangeName(activation.options.range));
  } else {
    layersTitle_->setSummary({});
  }
  refreshLayer();
  refreshFigures();
}

void MainWindow::refreshLayer() {
  if (!document_.network()) {
    weights_->clear();
    inputs_->clear();
    inputsTitle_->setSummary({});
    showMethods();
    weightsTitle_->setSummary({});
    return;
  }
  const auto index = static_cast<std::size_t>(currentLayer_);
  const Layer& layer = document_.network()->layers[index];
  const QuantScheme& scheme = document_.plan().layers[index];
  // While a training runs, the weights of the moment.
  if (const auto& glance = trainer_.glance(); glance && index < glance->network->layers.size())
    weights_->show(trainingPicture(glance->network->layers[index], glance->plan.layers[index]));
  else
    weights_->show(weightsPicture(document_, index, currentChannel_));
  const WeightsPicture input = inputPicture(document_, index);
  inputs_->show(input);
  inputsTitle_->setSummary(!input.histogram ? QString()
                           : input.bits == floatBits
                               ? tr("input of %1 · float").arg(QString::fromStdString(layer.name))
                               : tr("input of %1 · %2 bits").arg(QString::fromStdString(layer.name)).arg(input.bits));
  curves_.want(index, scheme, comparesSolvers(index));
  showMethods();
  weightsTitle_->setSummary(tr("%1 · %2 · %3")
                                .arg(QString::fromStdString(layer.name), QString::fromStdString(shapeText(layer.shape)),
                                     scheme.isFloat() ? tr("float")
                                                      : tr("%1 at %2 bits")
                                                            .arg(document_.automatic(index) && scheme.hasCodes()
                                                                     ? automaticText(scheme.method)
                                                                     : methodText(scheme.method))
                                                            .arg(scheme.bits)));
}

void MainWindow::refreshFigures() {
  StatusFigures figures;
  FrontMarks marks;
  if (document_.network()) {
    figures.bytes = document_.bytes();
    figures.floatBytes = document_.floatSize();
    if (analysis_.floatScore()) {
      figures.floatAccuracy = analysis_.floatScore()->accuracy;
      figures.metric = marks.metric = analysis_.floatScore()->metric;
    }
    figures.measured = measurement_.score();
    figures.reportAccuracy = measurement_.reportAccuracy();
    figures.measuring = measurement_.running();
    // The model speaks of the scheme that was searched; nothing it says holds for another.
    const std::optional<BitAllocation> choices = search_.request().choicesOf(document_.plan());
    if (choices && search_.request().inputsOf(document_.layerCount()) == document_.inputs())
      figures.predicted = search_.predict(*choices);
    marks.floatAccuracy = figures.floatAccuracy;
    marks.uniforms = analysis_.uniforms();
    marks.planBytes = document_.bytes();
    if (untried_)
      marks.untried = FrontMarks::Untried{untried_->bytes, untried_->prediction.mean, untried_->prediction.deviation};
    if (search_.request().countActivations && search_.snapshot()) {
      // Only what was counted alike stands beside the evaluations.
      marks.countsActivations = true;
      marks.planBytes = choices ? search_.bytes(*choices).value_or(0) : 0;
      std::vector<FrontMarks::Uniform> counted;
      for (FrontMarks::Uniform uniform : marks.uniforms)
        if (const auto bytes = search_.bytes(BitAllocation(document_.layerCount(), uniform.bits));
            bytes && !search_.request().wantsActivations()) {
          uniform.bytes = *bytes;
          counted.push_back(uniform);
        }
      marks.uniforms = std::move(counted);
    }
    if (figures.measured) marks.planAccuracy = figures.measured->accuracy;
    if (figures.predicted) {
      marks.predictedAccuracy = figures.predicted->mean;
      marks.predictedDeviation = figures.predicted->deviation;
    }
  }
  status_->show(figures);
  front_->show(marks);
  refreshActions();
}

void MainWindow::refreshSearch() {
  const std::shared_ptr<const SearchSnapshot>& snapshot = search_.snapshot();
  searchView_->show(snapshot);
  front_->show(snapshot);
  if (snapshot) {
    searchTitle_->setSummary(SearchView::summary(*snapshot));
    frontPanel_->title()->setSummary(tr("%1 evaluations · %2 on the front · colour: task")
                                         .arg(snapshot->topEvaluations())
                                         .arg(front_->front().size()));
  } else {
    searchTitle_->setSummary(document_.network() && study_ && !study_->study->hasData() ? tr("open images to search")
                                                                                        : QString());
    frontPanel_->title()->setSummary(
        tr("%1 against memory")
            .arg(metricLabel(analysis_.floatScore() ? analysis_.floatScore()->metric : Metric::Accuracy)));
  }
  const bool data = study_ && study_->study->hasData();
  front_->setHint(!document_.network()
                      ? tr("Drop a network here, open one (Ctrl+O) or look at the example (Ctrl+Shift+O)")
                  : !data ? tr("Open images (Ctrl+I) to measure what plans are worth")
                          : tr("Start a search (Ctrl+R) to see what each size can be worth"));
  refreshFigures();
}

void MainWindow::refreshActions() {
  const bool network = document_.network() != nullptr;
  const bool data = study_ && study_->study->hasData();
  const bool active = search_.active();
  actions_.openData->setEnabled(network);
  actions_.exportPlan->setEnabled(network && !exporting_.running());
  for (QAction* action : {actions_.lockLayers, actions_.tieResidual, actions_.openPlan, actions_.symmetric,
                          actions_.perChannel, actions_.leastSquares, actions_.meanCorrection, actions_.chooseMethod,
                          actions_.methodForAll, actions_.bestMethod, actions_.bestMethodAny}) {
    action->setEnabled(network);
  }
  actions_.percentiles->setEnabled(network);
  // Ranges of inputs need images to be chosen from.
  for (QActionGroup* group : {actions_.inputBits, actions_.inputRanges}) group->setEnabled(network && data);
  const QString noSolvers = whyNoSolvers();
  actions_.compareSolvers->setEnabled(network && noSolvers.isEmpty() && !solversCompared_);
  methodForm_->setSolvers(noSolvers);
  searchView_->form()->setSolvers(noSolvers.isEmpty());
  errorPlot_->setSolvers(noSolvers.isEmpty(), solversCompared_ && inputsKnown_,
                         noSolvers.isEmpty() ? actions_.compareSolvers->toolTip() : noSolvers);
  actions_.measure->setEnabled(data);
  actions_.startSearch->setEnabled(data && !active);
  actions_.pauseSearch->setEnabled(active);
  actions_.stopSearch->setEnabled(active);
  actions_.forkSearch->setEnabled(data && !active && search_.snapshot() && !search_.request().sessionPath.empty());
  actions_.compareSession->setEnabled(network);
  actions_.stopComparing->setEnabled(!front_->others().empty());
  const bool paused = active && search_.snapshot() && search_.snapshot()->state == SearchState::Paused;
  actions_.pauseSearch->setIconText(paused ? tr("▶ Resume") : tr("❚❚ Pause"));
  actions_.pauseSearch->setText(paused ? tr("&Resume") : tr("&Pause"));
  const bool images = !training_->form()->data().isEmpty();
  training_->form()->setBatchNorm(network && document_.network()->unfolded != nullptr);
  const auto& layers = document_.plan().layers;
  bool reshapes = false;  // for training another is chosen where none was
  for (std::size_t l = 0; l < layers.size(); ++l)
    reshapes = reshapes || (reshapesWeights(layers[l]) && !document_.automatic(l));
  training_->form()->setReshaping(reshapes);
  actions_.startTraining->setEnabled(data && images && !trainer_.running());
  actions_.stopTraining->setEnabled(trainer_.running());
  training_->setPossible(data && images, !network ? tr("Open a network first (Ctrl+O)")
                                         : !data
                                             ? tr("Open images first (Ctrl+I): what training does is measured on them")
                                             : tr("Choose the images to learn from"));
  maps_->setPossible(data, network ? tr("Open images first (Ctrl+I): maps are measured on them")
                                   : tr("Open a network first (Ctrl+O)"));
  searchView_->setPossible(data, network ? tr("Open images first (Ctrl+I): plans are measured on them")
                                         : tr("Open a network first (Ctrl+O)"));
}

void MainWindow::showProgress(const QString& what, qint64 done, qint64 total) {
  status_->setWork(what, done, total);
}

void MainWindow::workEnded() {
  const bool busy = opening_.running() || exporting_.running() || analysis_.running() || measurement_.running() ||
                    calibrating_.running() || ranging_.running() || versioning_.running() || mapping_.running() ||
                    comparing_.running() || !document_.errors().complete() || !document_.choicesComplete();
  if (!busy) status_->clearWork();
  if (afterChoosing_) choicesCame();
  refreshActions();
}

bool MainWindow::showPanel(const QString& name) {
  for (QDockWidget* dock : docks_) {
    if (dock->objectName() != name) continue;
    dock->show();
    dock->raise();
    return true;
  }
  return false;
}

void MainWindow::cancelWork() {
  banner_->dismiss();
  inputsDeclined_ = inputsDeclined_ || calibrating_.running() || analysis_.running();
  opening_.cancel();
  exporting_.cancel();
  analysis_.cancel();
  measurement_.cancel();
  calibrating_.cancel();
  ranging_.cancel();
  trainer_.cancel();
  mapping_.cancel();
  bestWished_.reset();
  afterChoosing_ = nullptr;
  workEnded();
}

bool MainWindow::settled() const {
  return document_.network() && !opening_.running() && !analysis_.running() && !measurement_.running() &&
         !calibrating_.running() && !ranging_.running() && !versioning_.running() && !mapping_.running() &&
         document_.choicesComplete() && !afterChoosing_ && document_.errors().complete() && curves_.complete() &&
         inputCurves_.complete() && !errorsChanged_.isActive();
}

}  // namespace bitprism
