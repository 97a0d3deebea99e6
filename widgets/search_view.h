#pragma once

#include <QSharedPointer>
#include <QWidget>
#include <memory>

#include "core/run/search_snapshot.h"
#include "widgets/search_form.h"

class QComboBox;
class QCPAxisTicker;
class QCPGraph;
class QCustomPlot;
class QAction;
class QLabel;
class QProgressBar;
class QPushButton;

namespace bitprism {

class WrapLayout;
class CorrelationView;
class EmptyHint;
class TaskCostView;

// The search: its settings, start, pause and stop, and its progress.
class SearchView : public QWidget {
  Q_OBJECT

 public:
  explicit SearchView(QWidget* parent = nullptr);

  void addTool(QAction* action);  // a small button beside the others

  using QWidget::show;
  void show(std::shared_ptr<const SearchSnapshot> snapshot);  // null: none has run
  void setPossible(bool possible, const QString& reason);     // whether a search can be started; why not
  SearchForm* form() const { return form_; }
  // The effect of Start: the first search, a new one, or continuing the one shown.
  enum class StartKind { First, Another, Continue };
  void setStart(StartKind kind, const QString& tip);
  void setStopping(bool stopping);  // stop requested, not yet effective
  QPushButton* startButton() const { return start_; }
  QPushButton* stopButton() const { return stop_; }
  QLabel* phase() const { return phase_; }
  QProgressBar* progress() const { return progress_; }
  void setEstimate(const QString& sentence);  // the time that the form's search will take
  QCustomPlot* plot() const { return plot_; }
  QComboBox* curves() const { return curves_; }  // the content of the plot, by Curve
  QLabel* estimate() const { return estimate_; }
  QLabel* scales() const { return scales_; }

  enum class Curve { HypervolumeOverEvaluations, HypervolumeOverSeconds, Information };

  // For the dock's title: method, trial n of N, time left, why.
  static QString summary(const SearchSnapshot& snapshot);
  static bool active(const SearchSnapshot* snapshot);  // preparing, running or paused
  // "Measuring sensitivities 34 of 133, 20 s left": the running step.
  static QString phaseText(const SearchSnapshot& snapshot);

 signals:
  void startRequested(const SearchWish& wish);
  void pauseRequested();
  void resumeRequested();
  void stopRequested();

 public slots:
  void start();
  void togglePause();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void layOut();
  void reserveRoom();
  void refreshButtons();
  void showProgress();
  void drawCurve();
  void showInsight(const QStringList& tasks);
  void retheme();

  SearchForm* form_;
  QLabel* problem_;
  WrapLayout* buttons_;
  QPushButton* start_;
  QPushButton* pause_;
  QPushButton* stop_;
  QProgressBar* progress_;
  QLabel* phase_;
  QLabel* estimate_;
  QComboBox* curves_;
  QCustomPlot* plot_;
  EmptyHint* nothing_;  // over the plot
  QCPGraph* curve_;
  QSharedPointer<QCPAxisTicker> counts_, seconds_;
  QLabel* scales_;
  CorrelationView* correlation_;
  TaskCostView* costs_;
  std::shared_ptr<const SearchSnapshot> snapshot_;
  bool possible_ = false;
  bool stopping_ = false;
  QString reason_;
  QString estimated_;
  StartKind startKind_ = StartKind::First;
  QString startTip_;
  QWidget* said_ = nullptr;  // problem, estimate and progress
};

}  // namespace bitprism
