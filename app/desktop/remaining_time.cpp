#include "app/desktop/remaining_time.h"

namespace bitprism {

double RemainingTime::after(const QString& step, qint64 done, qint64 total) {
  if (!since_.isValid() || step != step_ || done < last_ || total != total_) {
    since_.start();
    step_ = step;
    first_ = done;
    total_ = total;
  }
  last_ = done;
  if (total <= 0 || done <= first_ || since_.elapsed() < leastMilliseconds_) return -1;
  return static_cast<double>(since_.elapsed()) / 1000 * static_cast<double>(total - done) /
         static_cast<double>(done - first_);
}

}  // namespace bitprism
