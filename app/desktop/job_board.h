#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>
#include <functional>
#include <vector>

#include "app/desktop/remaining_time.h"
#include "widgets/running_job.h"

namespace bitprism {

class BackgroundJob;

// How long what a job finds is of use: until the weights are others, until another study is open, as long as the
// window.
enum class Lifetime { Weights, Study, Window };

// One kind of background work, as the board sees it. What is left empty does nothing; of a BackgroundJob it is the
// job's own.
struct BoardJob {
  QString name;
  QString title = {};  // for people, until its progress says more; empty: the name
  std::function<bool()> running = {};
  std::function<bool()> stopping = {};             // what was cancelled has not ended yet
  std::function<void()> cancel = {};               // the user cancels whatever runs
  std::function<void()> discard = {};              // its lifetime is over: work and results
  std::function<void()> pause = {};                // or to resume
  std::function<void(RunningJob&)> describe = {};  // what it knows better than its progress tells
  Lifetime lifetime = Lifetime::Window;
  bool cancellable = true;
  bool cancelledWithAll = true;  // cancelAll cancels it too
  bool shown = true;             // the window is busy while it runs, and says so
  bool awaited = true;           // the window has settled only after it
  int importance = 0;            // of several the highest is shown first
};

// All background work of a window, so that busy, cancel, settled and discard are loops over one list. Whoever owns work
// adds it once; it lives as long as the board is asked. Belongs to the window's thread.
class JobBoard : public QObject {
  Q_OBJECT

 public:
  explicit JobBoard(QObject* parent = nullptr);

  void add(BoardJob job);
  // With its progress, its failure and its end.
  void add(BackgroundJob& job, BoardJob how);

  bool busy() const;     // something runs that the window shows
  bool settled() const;  // nothing runs that is waited for
  QStringList running() const;
  // What the window shows of what runs, or was cancelled by the user and has not ended, the most important first.
  std::vector<RunningJob> shown() const;
  void cancel(const QString& name);
  void pause(const QString& name);  // or resumes
  void cancelAll();
  void discard(Lifetime ended);  // what lives no longer than this

 public slots:
  void showProgress(const QString& name, const QString& what, qint64 done, qint64 total);
  void noteStart();
  void noteEnd();  // of work that was added without its signals

 signals:
  void progressed(const QString& what, qint64 done, qint64 total);
  void failed(const QString& sentence);
  void ended();    // some work, whatever came of it
  void changed();  // shown() is to be looked at again; at most a few times a second

 private:
  struct Entry {
    BoardJob job;
    QString what = {};
    qint64 done = 0, total = 0;
    double secondsLeft = -1;
    RemainingTime remaining = {};
    bool cancelled = false;  // by the user, since it last began
  };

  Entry* find(const QString& name);
  static bool isStopping(const Entry& entry);
  void cancel(Entry& entry);
  void look();

  std::vector<Entry> entries_;
  QTimer looking_;
};

}  // namespace bitprism
