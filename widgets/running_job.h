#pragma once

#include <QString>
#include <cstdint>

namespace bitprism {

// A piece of work that runs in the background, as the window shows it. A plain value.
struct RunningJob {
  QString name;                      // by which it is cancelled; not shown
  QString text;                      // "Measuring sensitivities"
  std::int64_t done = 0, total = 0;  // total 0: unknown
  double secondsLeft = -1;           // below 0: unknown
  bool cancellable = true;
  bool pausable = false;
  bool paused = false;
  bool stopping = false;  // it was cancelled and has not ended yet
  bool operator==(const RunningJob&) const = default;
};

// "Measuring sensitivities 34 of 133, 20 s left".
QString jobText(const RunningJob& job);

}  // namespace bitprism
