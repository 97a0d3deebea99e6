#pragma once

#include <algorithm>
#include <chrono>

namespace bitprism {

// The time since the start, without pauses. One thread at a time.
class ActiveTime {
 public:
  using Clock = std::chrono::steady_clock;

  void begin() { begin_ = Clock::now(); }
  bool paused() const { return paused_; }

  void setPaused(bool paused) {
    if (paused == paused_) return;
    const Clock::time_point now = Clock::now();
    if (paused)
      pausedSince_ = now;
    else
      pausedTotal_ += secondsBetween(std::max(pausedSince_, begin_), now);
    paused_ = paused;
  }

  double seconds() const {
    const Clock::time_point now = paused_ ? std::max(pausedSince_, begin_) : Clock::now();
    return secondsBetween(begin_, now) - pausedTotal_;
  }

 private:
  static double secondsBetween(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
  }

  bool paused_ = false;
  Clock::time_point begin_ = Clock::now(), pausedSince_;
  double pausedTotal_ = 0;
};

}  // namespace bitprism
