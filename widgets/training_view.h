#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "widgets/training_form.h"

class QCPAxisRect;
class QCPGraph;
class QCustomPlot;
class QAction;
class QLabel;
class QProgressBar;
class QPushButton;

namespace bitprism {

class EmptyHint;
class WrapLayout;
// The progress of a training.
struct TrainingPicture {
  enum class State { None, Running, Ended } state = State::None;
  bool labels = true;  // trained on labels, with accuracy in the records; otherwise agreement
  int epochs = 0;
  std::vector<double> losses;  // of steps
  std::int64_t steps = 0;      // of all epochs
  std::vector<TrainingRecord> records;
  int bestEpoch = -1;  // once it has ended
  double secondsLeft = -1;
};

// Training: its settings, start and stop, the curves, and the choice to keep the result.
class TrainingView : public QWidget {
  Q_OBJECT

 public:
  explicit TrainingView(QWidget* parent = nullptr);

  void addTool(QAction* action);  // a small button beside the others

  using QWidget::show;
  void show(const TrainingPicture& picture);
  void setPossible(bool possible, const QString& reason);
  TrainingForm* form() const { return form_; }
  QCustomPlot* plot() const { return plot_; }
  QPushButton* keepButton() const { return keep_; }
  QPushButton* discardButton() const { return discard_; }
  QPushButton* startButton() const { return start_; }
  QPushButton* stopButton() const { return stop_; }
  QString sentence() const;  // the result

  static QString summary(const TrainingPicture& picture);  // for the dock's title

 signals:
  void startRequested(const TrainingWish& wish);
  void stopRequested();  // ends early with the best epoch so far
  void keepRequested();
  void discardRequested();

 public slots:
  void start();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void draw();
  void refreshButtons();
  void retheme();

  TrainingForm* form_;
  QLabel* problem_;
  WrapLayout* buttons_;
  QPushButton* start_;
  QPushButton* stop_;
  QPushButton* keep_;
  QPushButton* discard_;
  QProgressBar* progress_;
  QLabel* outcome_;
  QCustomPlot* plot_;
  EmptyHint* nothing_;  // over the plot
  QCPGraph* loss_;
  QCPGraph* quality_;
  TrainingPicture picture_;
  bool possible_ = false;
  QString reason_;
};

}  // namespace bitprism
