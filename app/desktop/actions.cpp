#include "app/desktop/actions.h"

#include <QActionGroup>
#include <QLocale>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QUndoStack>

#include "core/search/bit_curve.h"
#include "core/torch/read/readable_formats.h"
#include "widgets/theme.h"

namespace bitprism {

Actions::Actions(QMainWindow& window, QUndoStack& undoStack) : window_(window) {
  makeFile();
  makeEdit(undoStack);
  makePlan();
  makeBits();
  makeMethods();
  makeInputs();
  makeSearch();
  makeOthers();
  fillMenus();
  fillToolBar();
}

void Actions::makeFile() {
  open = make(tr("&Open..."), QKeySequence::Open,
              tr("Open a network: %1").arg(QString::fromStdString(networkFormatsText())), tr("Open..."));
  openExample = make(tr("Open e&xample"), tr("Ctrl+Shift+O"), tr("Open the bundled network with its images"));
  openData = make(tr("Open &images..."), tr("Ctrl+I"), tr("Open images for measuring plans, with or without labels"),
                  tr("Images..."));
  useWeights = make(tr("Use &weights from a file..."), {},
                    tr("Give the open network the weights of another file, matched by name and shape"));
  useMadeImages = make(tr("Use &made images"), {},
                       tr("Make images from the network itself: without any of yours, plans are compared by how alike "
                          "they and float answer on them"),
                       tr("Use made images"));
  savePlan =
      make(tr("&Save plan"), QKeySequence::Save, tr("Save the plan with its locks, ranges and ties to its file"));
  savePlanAs = make(tr("Save &plan as..."), tr("Ctrl+Shift+S"), tr("Save the plan to another file"));
  saveSessionAs =
      make(tr("Sa&ve session as..."), {}, tr("Save the search with all its measurements to a session file"));
  exportPlan = make(tr("&Export..."), tr("Ctrl+E"),
                    tr("Export the network under this plan, the plan or the front to a file"), tr("Export..."));
  report = make(tr("Repor&t..."), tr("Ctrl+Shift+E"),
                tr("Save the front, layers, plan and commands as one HTML file that needs nothing else"));
  quit = make(tr("&Quit"), QKeySequence::Quit, tr("Quit BitPrism"));
}

void Actions::makeEdit(QUndoStack& undoStack) {
  undo = undoStack.createUndoAction(&window_, tr("&Undo"));
  undo->setShortcut(QKeySequence::Undo);
  undo->setIconText(tr("↶ Undo"));
  undo->setStatusTip(tr("Undo the last edit of the plan"));
  redo = undoStack.createRedoAction(&window_, tr("&Redo"));
  redo->setShortcut(tr("Ctrl+Shift+Z"));
  redo->setIconText(tr("↷ Redo"));
  redo->setStatusTip(tr("Redo the last undone edit"));
  // The stack writes what is undone into the text; the tool bar stays short and does not jump.
  for (QAction* action : {undo, redo}) {
    const QString text = action->iconText();
    QObject::connect(action, &QAction::changed, action, [action, text] {
      if (action->iconText() != text) action->setIconText(text);
    });
    action->setToolTip(action->statusTip());
  }
  history = make(tr("&History..."), tr("Ctrl+H"), tr("List all edits of the plan, to go back to any of them"));
  filterLayers = make(tr("&Find layers"), QKeySequence::Find, tr("Filter the layers by name, kind, shape or bits"));
  lockLayers =
      make(tr("&Lock or unlock layers"), tr("Ctrl+L"), tr("Locked layers keep their bits in edits and searches"));
  tieResidual = make(tr("&Tie layers that are added"), {},
                     tr("Layers whose outputs are added share one bit-width in edits and searches"));
  copyCommand =
      make(tr("Copy as command li&ne"), {}, tr("Copy the command that measures this plan, ready for a shell"));
  cancel = make(tr("&Cancel"), tr("Esc"), tr("Cancel running work and close the message"));
}

void Actions::makePlan() {
  measure = make(tr("&Measure plan"), tr("F5"), tr("Measure this plan, also on images that searches never use"),
                 tr("Measure plan"));
  measureLatency = make(
      tr("Measure latenc&y"), {},
      tr("Time the network's layers in ONNX Runtime, some 20 seconds: latency is then a cost of plans and searches"));
  openPlan = make(tr("Open pl&an..."), tr("Ctrl+Alt+O"), tr("Load an exported plan"));
  pinPlan =
      make(tr("Pi&n plan"), tr("Ctrl+D"), tr("Keep this plan, to compare later ones with it and to come back to it"));
  compareNetwork = make(tr("C&ompare with a network..."), tr("Ctrl+Shift+N"),
                        tr("Match the layers of another file, such as an export or another training, and compare"));
  compareAnswers = make(tr("Compare ans&wers"), tr("Ctrl+Shift+D"),
                        tr("Find the images that are answered differently under the two plans in the panel Compare"));
  symmetric = make(tr("&Symmetric"), {}, tr("Scales without zero points"));
  perChannel = make(tr("Per &channel"), {}, tr("One scale per output channel instead of one for the layer"));
  leastSquares =
      make(tr("&Least-squares ranges"), {}, tr("Clip where the squared error is smallest instead of not clipping"));
  percentiles = new QActionGroup(&window_);
  percentiles->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
  for (const double percentile : {99.0, 99.5, 99.9, 99.99}) {
    QAction* action = make(tr("%1 %").arg(QLocale().toString(percentile)), {},
                           tr("Clip the outermost weights, keeping %1 % of all weights within the range")
                               .arg(QLocale().toString(percentile)));
    action->setData(percentile);
    action->setCheckable(true);
    percentiles->addAction(action);
  }
  meanCorrection = make(tr("R&estore the mean"), {}, tr("Correct every channel's mean, which rounding shifts"));
  for (QAction* action : {symmetric, perChannel, leastSquares, meanCorrection}) action->setCheckable(true);
}

// Of the selected layers if they are several, otherwise of all.
void Actions::makeBits() {
  setShownLayers = make(tr("Se&t bits of the shown layers..."), tr("Ctrl+Shift+L"),
                        tr("Set bits or the method of all layers that the filter of the table shows"));
  bitsMore = make(tr("One bit &more"), tr("Ctrl+Alt+Up"),
                  tr("Give one bit more to all layers, or to the selected ones if they are several"));
  bitsFewer = make(tr("One bit &fewer"), tr("Ctrl+Alt+Down"),
                   tr("Take one bit from all layers, or from the selected ones if they are several"));
  tiltToInput = make(tr("Tilt towards the &input"), tr("Ctrl+Alt+Left"),
                     tr("One bit more for the first layers, one fewer for the last"));
  tiltToOutput = make(tr("Tilt towards the &output"), tr("Ctrl+Alt+Right"),
                      tr("One bit more for the last layers, one fewer for the first"));
  scaleUp = make(tr("Scale &up"), tr("Ctrl+Alt++"), tr("A third more bits for every layer"));
  scaleDown = make(tr("Scale &down"), tr("Ctrl+Alt+-"), tr("A quarter fewer bits for every layer"));
  paintBits = make(tr("&Paint"), tr("Ctrl+Alt+P"),
                   tr("While painting, a drag across the bars gives every layer the bits at the mouse"));
  paintBits->setCheckable(true);
  bitCurves = new QActionGroup(&window_);
  bitCurves->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
  const auto addCurve = [this](BitCurve curve, const QString& text, const QKeySequence& shortcut) {
    QAction* action =
        make(text, shortcut,
             tr("Lay the bits on a curve over depth, whose points can be dragged: those of all layers, or "
                "of the selected ones if they are several"));
    action->setData(static_cast<int>(curve));
    action->setCheckable(true);
    bitCurves->addAction(action);
  };
  addCurve(BitCurve::Linear, tr("Curve: &line"), tr("Ctrl+Alt+1"));
  addCurve(BitCurve::QuadraticBezier, tr("Curve: para&bola"), tr("Ctrl+Alt+2"));
  addCurve(BitCurve::CubicBezier, tr("Curve: &cubic"), tr("Ctrl+Alt+3"));
  addCurve(BitCurve::Chebyshev, tr("Curve: C&hebyshev"), tr("Ctrl+Alt+4"));
}

void Actions::makeMethods() {
  chooseMethod =
      make(tr("&Choose..."), tr("Ctrl+M"), tr("Choose how the weights of the selected layers are quantized"));
  methodForAll = make(tr("&Apply to all layers"), tr("Ctrl+Shift+M"),
                      tr("Quantize all unlocked layers like the selected one, keeping their bits"));
  bestMethod =
      make(tr("&Best here"), tr("Ctrl+B"),
           tr("Choose the method with the smallest error for this layer at its bits, within its current bytes"));
  bestMethodAny =
      make(tr("Best at an&y size"), tr("Ctrl+Shift+B"),
           tr("Choose the method with the smallest error for this layer at its bits, in any number of bytes"));
  compareSolvers = make(tr("Compare &solvers"), tr("Ctrl+Shift+G"),
                        tr("Also compare AdaRound and GPTQ, which use calibration images, and judge by the output"));
}

void Actions::makeInputs() {
  inputBits = new QActionGroup(&window_);
  inputRanges = new QActionGroup(&window_);
  const auto choice = [&](QActionGroup* group, const QString& name, const QString& tip, const QString& data) {
    QAction* action = make(name, {}, tip);
    action->setData(data);
    action->setCheckable(true);
    group->addAction(action);
  };
  choice(inputBits, tr("&Float"), tr("Layer inputs stay float"), "32");
  for (const int bits : {8, 6, 5, 4, 3, 2})
    choice(inputBits, tr("&%1 bits").arg(bits), tr("Round the input of every layer to %1 bits").arg(bits),
           QString::number(bits));
  choice(inputBits, tr("As the &weights"), tr("Round the input of every layer to the bit-width of its weights"),
         "tied");
  choice(inputRanges, tr("&Least squares"), tr("Clip inputs where the squared error is smallest"), "mse");
  choice(inputRanges, tr("&Min-max"), tr("Clip no value seen on calibration images"), "minmax");
  choice(inputRanges, tr("&Percentile 99.99 %"), tr("Clip the outermost inputs"), "percentile");
  choice(inputRanges, tr("Mean of &batch extremes"), tr("Clip at the mean of the batches' extremes"), "batch");
}

void Actions::makeSearch() {
  startSearch =
      make(tr("&Start"), tr("Ctrl+R"), tr("Search for better plans, or continue the stopped search"), tr("▶ Search"));
  pauseSearch = make(tr("&Pause"), tr("Ctrl+Space"),
                     tr("Let running evaluations finish and wait (Space in the front and the bars)"), tr("❚❚ Pause"));
  stopSearch = make(tr("S&top"), tr("Ctrl+."), tr("End the search; measurements are kept"), tr("■ Stop"));
  forkSearch = make(tr("&Fork search..."), tr("Ctrl+Shift+R"),
                    tr("Start another search with the form's settings and the measurements of this one"));
  compareSession = make(tr("&Compare with a session..."), tr("Ctrl+Shift+C"),
                        tr("Show the front of another session for comparison"));
  copySearchCommand = make(tr("Copy command &line"), {},
                           tr("Copy the command that runs this search, ready for a shell"), QStringLiteral(">_"));
  stopComparing = make(tr("Stop c&omparing"), {}, tr("Show only the front of this session"));
}

void Actions::makeOthers() {
  startTraining = make(tr("Start &training"), tr("Ctrl+T"), tr("Train the network under its plan"), tr("▶ Train"));
  stopTraining = make(tr("St&op training"), tr("Ctrl+Shift+."), tr("End the training with the best epoch so far"));

  copyTrainingCommand = make(tr("Copy command &line"), {},
                             tr("Copy the command that runs this training, ready for a shell"), QStringLiteral(">_"));
  themes = new QActionGroup(&window_);
  const std::pair<Theme, QString> choices[] = {{Theme::System, tr("As the &system")},
                                               {Theme::Light, tr("&Light")},
                                               {Theme::Dark, tr("&Dark")},
                                               {Theme::HighContrast, tr("&High contrast")}};
  for (const auto& [theme, text] : choices) {
    QAction* action = make(text, {}, tr("Colours of the window"));
    action->setCheckable(true);
    action->setData(QString::fromLatin1(themeName(theme)));
    themes->addAction(action);
  }
  resetLayout = make(tr("&Reset layout"), tr("Ctrl+0"), tr("Restore the initial arrangement of the panels"));
  palette = make(tr("&Find a command..."), tr("Ctrl+Shift+P"), tr("Find an action, a layer or a setting by its name"));
  tour = make(tr("&Tour"), {}, tr("Explain the parts of the window in a minute"));
  guide = make(tr("&Users' guide"), tr("F1"), tr("Open the guide, at the panel that has the keyboard"));
  shortcuts = make(tr("&Keyboard shortcuts"), tr("Ctrl+F1"), tr("List all keyboard shortcuts"));
  commandLines = make(tr("&Command lines..."), {}, tr("Show what the window's actions are on the command line"));
  files = make(tr("&Log and files"), {}, tr("Show the folders of the log, sessions and recovery files"));
  about = make(tr("&About BitPrism"), {}, tr("Version and license"));
}

QAction* Actions::make(const QString& text, const QKeySequence& shortcut, const QString& tip, const QString& toolText) {
  auto* action = new QAction(text, &window_);
  action->setShortcut(shortcut);
  action->setStatusTip(tip);
  action->setToolTip(
      shortcut.isEmpty() ? tip : QStringLiteral("%1 (%2)").arg(tip, shortcut.toString(QKeySequence::NativeText)));
  if (!toolText.isEmpty()) action->setIconText(toolText);
  return action;
}

void Actions::fillMenus() {
  QMenuBar& bar = *window_.menuBar();
  QMenu* file = bar.addMenu(tr("&File"));
  file->addActions({open, openExample});
  recentFiles = file->addMenu(tr("Open &recent"));
  file->addSeparator();
  file->addAction(useWeights);
  file->addAction(openData);
  file->addAction(useMadeImages);
  file->addSeparator();
  file->addActions({openPlan, savePlan, savePlanAs, saveSessionAs});
  file->addSeparator();
  file->addActions({exportPlan, report});
  file->addSeparator();
  file->addAction(quit);
  QMenu* edit = bar.addMenu(tr("&Edit"));
  edit->addActions({undo, redo, history});
  edit->addSeparator();
  edit->addActions({filterLayers, lockLayers, tieResidual});
  edit->addSeparator();
  edit->addAction(copyCommand);
  edit->addSeparator();
  edit->addAction(cancel);
  views = bar.addMenu(tr("&View"));
  QMenu* plan = bar.addMenu(tr("&Plan"));
  plan->addActions({measure, measureLatency, openPlan});
  plan->addSeparator();
  plan->addActions({pinPlan, compareAnswers, compareNetwork});
  plan->addAction(setShownLayers);
  QMenu* bits = plan->addMenu(tr("&Bits"));
  bits->addActions({bitsMore, bitsFewer, tiltToInput, tiltToOutput, scaleUp, scaleDown, paintBits});
  bits->addSeparator();
  bits->addActions(bitCurves->actions());
  plan->addSeparator();
  plan->addActions({symmetric, perChannel, leastSquares, meanCorrection});
  plan->addMenu(tr("&Percentile ranges"))->addActions(percentiles->actions());
  plan->addMenu(tr("Met&hod"))->addActions({chooseMethod, methodForAll, bestMethod, bestMethodAny, compareSolvers});
  plan->addSeparator();
  plan->addMenu(tr("Layer &inputs"))->addActions(inputBits->actions());
  plan->addMenu(tr("Input &ranges"))->addActions(inputRanges->actions());
  QMenu* search = bar.addMenu(tr("&Search"));
  search->addActions({startSearch, pauseSearch, stopSearch});
  search->addSeparator();
  search->addActions({forkSearch, compareSession});
  comparedSessions = search->addMenu(tr("Stop comparing &with"));
  search->addAction(stopComparing);
  search->addSeparator();
  search->addAction(copySearchCommand);
  QMenu* train = bar.addMenu(tr("&Train"));
  train->addActions({startTraining, stopTraining});
  train->addSeparator();
  train->addAction(copyTrainingCommand);
  QMenu* help = bar.addMenu(tr("&Help"));
  help->addActions({guide, tour, shortcuts, commandLines, palette});
  help->addSeparator();
  help->addAction(files);
  help->addSeparator();
  help->addAction(about);
}

void Actions::fillToolBar() {
  toolBar = window_.addToolBar(tr("Tools"));
  toolBar->setObjectName("tools");
  toolBar->setMovable(false);
  toolBar->setToolButtonStyle(Qt::ToolButtonTextOnly);
  toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
  toolBar->addActions({open, openData, useMadeImages});
  toolBar->addSeparator();
  toolBar->addActions({undo, redo});
  toolBar->addSeparator();
  toolBar->addActions({measure, startSearch, pauseSearch, stopSearch});
  toolBar->addSeparator();
  toolBar->addAction(exportPlan);
  for (QAction* action : toolBar->actions())
    if (QWidget* button = toolBar->widgetForAction(action); button && !action->isSeparator())
      button->setFocusPolicy(Qt::TabFocus);  // a click leaves the keyboard where it is
  budgetBar = window_.addToolBar(tr("Size budget"));
  budgetBar->setObjectName("budget");
  budgetBar->setMovable(false);
  budgetBar->setContextMenuPolicy(Qt::PreventContextMenu);
}

}  // namespace bitprism
