#include "app/cli/progress_line.h"

#include <unistd.h>

#include <cstdio>
#include <iomanip>

#include "core/base/text.h"

namespace bitprism {

std::string durationText(double seconds) {
  const auto all = static_cast<long>(seconds + 0.5);
  if (all >= 3600)
    return text(all / 3600, ":", std::setw(2), std::setfill('0'), all / 60 % 60, ":", std::setw(2), all % 60);
  return text(all / 60, ":", std::setw(2), std::setfill('0'), all % 60);
}

ProgressLine::ProgressLine(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
  if (drawn_ && terminal_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::show(const ProgressStep& step) {
  if (quiet_) return;
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  if (step.what != what_) {
    what_ = step.what;
    started_ = now;
    last_ = {};
  }
  const double interval = terminal_ ? 0.1 : 5;
  if (std::chrono::duration<double>(now - last_).count() < interval) return;
  last_ = now;
  std::string line = step.what;
  if (step.total > 0) {
    line += text(" ", step.done, "/", step.total);
    const double elapsed = std::chrono::duration<double>(now - started_).count();
    if (step.done > 0 && step.done < step.total && elapsed > 0.5)
      line += text(", ",
                   durationText(elapsed * static_cast<double>(step.total - step.done) / static_cast<double>(step.done)),
                   " left");
  }
  std::fprintf(stderr, terminal_ ? "\r%s\033[K" : "%s\n", line.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace bitprism
