#pragma once

#include <QObject>
#include <QTimer>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

#include "core/base/progress.h"

namespace bitprism {

// The results of background work: closures that the window's thread runs later. Safe from many threads.
class Mailbox {
 public:
  using Delivery = std::function<void()>;

  void post(Delivery delivery);
  Delivery take();  // empty when there is none

 private:
  std::mutex mutex_;
  std::deque<Delivery> deliveries_;
};

// One piece of work at a time on a thread of its own, at lower priority than the window. The work never calls Qt: it
// posts deliveries, which are run here every 33 ms. Belongs to the window's thread, which never waits for it except in
// the destructor.
class BackgroundJob : public QObject {
  Q_OBJECT

 public:
  using Work = std::function<void(std::stop_token, const Progress&, Mailbox&)>;

  explicit BackgroundJob(QObject* parent = nullptr);
  ~BackgroundJob() override;

  // Starts the work; earlier work is cancelled and delivers nothing more.
  void start(Work work);
  void cancel();
  bool running() const { return current_ != nullptr; }
  bool stopping() const { return !retired_.empty(); }  // cancelled work has not ended yet

 signals:
  void started();
  void progressed(const QString& what, qint64 done, qint64 total);
  void finished();                       // everything is delivered
  void failed(const QString& sentence);  // instead of finished
  void cancelled();                      // instead of finished

 private:
  struct Run;

  void poll();
  void retire();

  QTimer timer_;
  std::unique_ptr<Run> current_;
  std::vector<std::unique_ptr<Run>> retired_;  // asked to stop, not yet ended
};

// Lowers the priority of the calling thread and those it starts below the window's.
void lowerPriority();

}  // namespace bitprism
