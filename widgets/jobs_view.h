#pragma once

#include <QWidget>
#include <vector>

#include "widgets/running_job.h"

class QFrame;
class QLabel;
class QProgressBar;
class QToolButton;
class QVBoxLayout;

namespace bitprism {

class WorkersList;

// One running job in one line: description, progress, buttons to pause and cancel it.
class JobRow : public QWidget {
  Q_OBJECT

 public:
  explicit JobRow(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const RunningJob& job);
  const RunningJob& job() const { return job_; }
  QString text() const;
  QToolButton* cancelButton() const { return cancel_; }
  QToolButton* pauseButton() const { return pause_; }
  void useInList();  // aligns its buttons with those of other rows, and shows the job's workers
  WorkersList* workers() const { return workers_; }  // null but in a list

 signals:
  void cancelRequested(const QString& name);
  void sendHomeRequested(const QString& name, std::uint64_t worker);
  void resized();
  void pauseRequested(const QString& name);  // or to resume

 private:
  RunningJob job_;
  QLabel* text_;
  QProgressBar* progress_;
  QToolButton* pause_;
  QToolButton* cancel_;
  WorkersList* workers_ = nullptr;
};

// The background work: the most important job in a line, all jobs in a list above it on a click.
class JobsView : public QWidget {
  Q_OBJECT

 public:
  explicit JobsView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<RunningJob>& jobs);  // the most important one first
  JobRow* line() const { return line_; }
  QToolButton* moreButton() const { return more_; }
  std::vector<JobRow*> rows() const;  // of the list, while it is open
  bool listOpen() const;

 public slots:
  void openList();

 signals:
  void cancelRequested(const QString& name);
  void pauseRequested(const QString& name);
  void sendHomeRequested(const QString& name, std::uint64_t worker);  // of that job

 protected:
  void mousePressEvent(QMouseEvent* event) override;

 private:
  JobRow* makeRow();
  void fillList();
  void fitList();
  void placeList();

  std::vector<RunningJob> jobs_;
  JobRow* line_;
  QToolButton* more_;
  QFrame* list_;
  QVBoxLayout* listRows_;
};

}  // namespace bitprism
