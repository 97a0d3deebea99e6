#pragma once

#include <QAction>
#include <QCoreApplication>
#include <QKeySequence>
#include <QString>

class QActionGroup;
class QMainWindow;
class QMenu;
class QToolBar;
class QUndoStack;

namespace bitprism {

// All menu actions with their shortcuts and status tips; created once for the window, which connects them.
class Actions {
  Q_DECLARE_TR_FUNCTIONS(bitprism::Actions)

 public:
  Actions(QMainWindow& window, QUndoStack& undoStack);

  QAction* open;
  QAction* openExample;
  QAction* openData;
  QAction* useWeights;
  QAction* useMadeImages;  // visible where a network is open without images
  QAction* savePlan;
  QAction* savePlanAs;
  QAction* saveSessionAs;
  QAction* exportPlan;
  QAction* report;
  QAction* quit;
  QAction* undo;
  QAction* redo;
  QAction* history;
  QAction* filterLayers;
  QAction* lockLayers;
  QAction* tieResidual;
  QAction* copyCommand;
  QAction* cancel;
  QAction* measure;
  QAction* measureLatency;
  QAction* openPlan;
  QAction* pinPlan;
  QAction* compareAnswers;
  QAction* compareNetwork;
  QAction* symmetric;
  QAction* perChannel;
  QAction* leastSquares;
  QActionGroup* percentiles;  // at most one is checked; data: the percentile
  QAction* meanCorrection;
  QAction* setShownLayers;
  QAction* bitsMore;
  QAction* bitsFewer;
  QAction* tiltToInput;
  QAction* tiltToOutput;
  QAction* scaleUp;
  QAction* scaleDown;
  QAction* paintBits;
  QActionGroup* bitCurves;  // at most one is checked; data: the number of the BitCurve
  QAction* chooseMethod;
  QAction* methodForAll;
  QAction* bestMethod;
  QAction* bestMethodAny;
  QAction* compareSolvers;
  QActionGroup* inputBits;    // data: the bits as on the command line
  QActionGroup* inputRanges;  // data: the range's name
  QAction* startSearch;
  QAction* pauseSearch;
  QAction* stopSearch;
  QAction* forkSearch;
  QAction* compareSession;
  QAction* stopComparing;
  QMenu* comparedSessions;  // one entry each, to stop comparing with it
  QAction* copySearchCommand;
  QAction* startTraining;
  QAction* stopTraining;
  QAction* copyTrainingCommand;
  QActionGroup* themes;  // data: the theme's name
  QAction* resetLayout;
  QAction* palette;
  QAction* tour;
  QAction* guide;
  QAction* shortcuts;
  QAction* commandLines;
  QAction* files;
  QAction* about;
  QMenu* recentFiles;
  QMenu* views;  // filled with the docks by the window

 private:
  QAction* make(const QString& text, const QKeySequence& shortcut, const QString& tip, const QString& toolText = {});
  void makeFile();
  void makeEdit(QUndoStack& undoStack);
  void makePlan();
  void makeBits();
  void makeMethods();
  void makeInputs();
  void makeSearch();
  void makeOthers();
  void fillMenus();
  void fillToolBar();

  QMainWindow& window_;

 public:
  QToolBar* toolBar;
  QToolBar* budgetBar;  // next to it, or in its own row
};

}  // namespace bitprism
