#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "core/base/progress.h"

namespace bitprism {

// Progress on stderr: one line that is updated on a terminal, with n/N and time left; otherwise a line every few
// seconds. Safe from many threads.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet);
  ~ProgressLine();
  void show(const ProgressStep& step);

 private:
  using Clock = std::chrono::steady_clock;
  std::mutex mutex_;
  bool quiet_, terminal_, drawn_ = false;
  std::string what_;
  Clock::time_point started_, last_;
};

// "1:05", "2:03:04".
std::string durationText(double seconds);

}  // namespace bitprism
