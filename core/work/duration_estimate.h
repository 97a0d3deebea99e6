#pragma once

#include <deque>
#include <optional>

namespace bitprism {

// How long work of one kind takes: the median of the newest durations, which a few odd ones do not move. Seconds.
class DurationEstimate {
 public:
  void expect(double seconds) { prior_ = seconds; }  // until a duration is known
  void add(double seconds);

  // It took longer than this and was not finished. Counts as twice this duration if that is news.
  void addUnfinished(double seconds);

  std::optional<double> expected() const;  // empty: nothing is known

 private:
  std::optional<double> prior_, median_;
  std::deque<double> newest_;
};

}  // namespace bitprism
