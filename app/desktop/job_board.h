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

// How long the results of a job are valid: until the weights change, until another study is open, as long as the
// window.
enum class Lifetime { Weights, Study, Window };

// One kind of background work, as the board sees it. Empty functions do nothing; for a BackgroundJob they default to
// the job's.
struct BoardJob {
  QString name;
  QString title = {};  // shown until its progress has a text; empty: the name
  std::function<bool()> running = {};
  std::function<bool()> stopping = {};               // cancelled work has not ended yet
  std::function<void()> cancel = {};                 // cancelled by the user
  std::function<void()> discard = {};                // its lifetime is over: work and results
  std::function<void()> pause = {};                  // or to resume
  std::function<void(std::uint64_t)> sendHome = {};  // one of the workers that `describe` has named
  std::function<void(RunningJob&)> describe = {};    // details beyond its progress
  Lifetime lifetime = Lifetime::Window;
  bool cancellable = true;
  bool cancelledWithAll = true;  // cancelled by cancelAll
  bool shown = true;             // the window is busy while it runs, and says so
  bool awaited = true;           // settled() waits for it
  int importance = 0;            // the highest is shown first
};

// All background work of a window, so that busy, cancel, settled and discard are loops over one list. Owners add their
// work once; it must outlive the use of the board. Belongs to the window's thread.
class JobBoard : public QObject {
  Q_OBJECT

 public:
  explicit JobBoard(QObject* parent = nullptr);

  void add(BoardJob job);
  // With its progress, its failure and its end.
  void add(BackgroundJob& job, BoardJob how);

  bool busy() const;     // shown work is running
  bool settled() const;  // no awaited work runs
  QStringList running() const;
  // The work shown in the window: running, or cancelled by the user and not yet ended; the most important first.
  std::vector<RunningJob> shown() const;
  void cancel(const QString& name);
  void pause(const QString& name);  // or resumes
  void sendHome(const QString& name, std::uint64_t worker);
  void cancelAll();
  void discard(Lifetime ended);  // work of this lifetime or shorter

 public slots:
  void showProgress(const QString& name, const QString& what, qint64 done, qint64 total);
  void noteStart();
  void noteEnd();  // of work that was added without its signals

 signals:
  void progressed(const QString& what, qint64 done, qint64 total);
  void failed(const QString& sentence);
  void ended();    // some work, with any outcome
  void changed();  // shown() has changed; at most a few times a second

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
