#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <functional>
#include <vector>

namespace bitprism {

class BackgroundJob;

// How long what a job finds is of use: until the weights are others, until another study is open, as long as the
// window.
enum class Lifetime { Weights, Study, Window };

// One kind of background work, as the board sees it. What is left empty does nothing; of a BackgroundJob it is the
// job's own.
struct BoardJob {
  QString name;
  std::function<bool()> running = {};
  std::function<void()> cancel = {};   // the user cancels whatever runs
  std::function<void()> discard = {};  // its lifetime is over: work and results
  Lifetime lifetime = Lifetime::Window;
  bool cancellable = true;
  bool shown = true;    // the window is busy while it runs, and says so
  bool awaited = true;  // the window has settled only after it
};

// All background work of a window, so that busy, cancel, settled and discard are loops over one list. Whoever owns work
// adds it once; it lives as long as the board is asked. Belongs to the window's thread.
class JobBoard : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  void add(BoardJob job);
  // With its progress, its failure and its end.
  void add(BackgroundJob& job, BoardJob how);

  bool busy() const;     // something runs that the window shows
  bool settled() const;  // nothing runs that is waited for
  QStringList running() const;
  void cancelAll();
  void discard(Lifetime ended);  // what lives no longer than this

 public slots:
  void showProgress(const QString& what, qint64 done, qint64 total) { emit progressed(what, done, total); }
  void noteEnd() { emit ended(); }  // of work that was added without its signals

 signals:
  void progressed(const QString& what, qint64 done, qint64 total);
  void failed(const QString& sentence);
  void ended();  // some work, whatever came of it

 private:
  std::vector<BoardJob> jobs_;
};

}  // namespace bitprism
