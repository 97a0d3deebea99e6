#pragma once

#include <QElapsedTimer>
#include <QString>

namespace bitprism {

// The remaining time of work, estimated from the progress of its current step. One thread at a time.
class RemainingTime {
 public:
  // leastMilliseconds: before these it is too early to estimate.
  RemainingTime() = default;
  explicit RemainingTime(qint64 leastMilliseconds) : leastMilliseconds_(leastMilliseconds) {}

  // Seconds left once this much is done; below 0: unknown. Another step, or fewer done, starts over.
  double after(const QString& step, qint64 done, qint64 total);

 private:
  qint64 leastMilliseconds_ = 1000;
  QElapsedTimer since_;
  QString step_;
  qint64 first_ = 0, last_ = 0, total_ = 0;
};

}  // namespace bitprism
