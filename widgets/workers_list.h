#pragma once

#include <QWidget>
#include <vector>

#include "widgets/running_job.h"

class QLabel;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace bitprism {

// One worker in one line: its machine, what it does, a button to send it home.
class WorkerRow : public QWidget {
  Q_OBJECT

 public:
  explicit WorkerRow(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const RunningWorker& worker);
  const RunningWorker& worker() const { return worker_; }
  QString text() const;
  QToolButton* sendHomeButton() const { return sendHome_; }

 signals:
  void sendHomeRequested(std::uint64_t id);

 private:
  RunningWorker worker_;
  std::uint64_t pressed_ = 0;  // whoever the row showed when the button was pressed
  QLabel* text_;
  QToolButton* sendHome_;
};

// The workers of a job below a line with their number, which folds them away.
class WorkersList : public QWidget {
  Q_OBJECT

 public:
  explicit WorkersList(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<RunningWorker>& workers);
  std::vector<WorkerRow*> rows() const;
  QToolButton* fold() const { return fold_; }

 signals:
  void sendHomeRequested(std::uint64_t id);
  void resized();  // was folded or unfolded

 private:
  void fit();

  QToolButton* fold_;
  QScrollArea* scroll_;
  QWidget* inside_;
  QVBoxLayout* rows_;
  QLabel* others_;
};

// "3 workers", "no workers yet".
QString workersCountText(std::size_t count);

}  // namespace bitprism
