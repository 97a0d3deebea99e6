#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <vector>

namespace bitprism {

// A worker that does a part of a job, on any machine. A plain value.
struct RunningWorker {
  std::uint64_t id = 0;     // by which it is sent home; not shown
  QString name;             // "node7, process 4711"
  QString doing;            // "a plan on 512 images"; empty: it waits
  double since = 0;         // seconds that it has been doing that
  double secondsLeft = -1;  // of its own time; below 0: no limit
  bool operator==(const RunningWorker&) const = default;
};

// A piece of work that runs in the background, as the window shows it. A plain value.
struct RunningJob {
  QString name;                      // by which it is cancelled; not shown
  QString text;                      // "Measuring sensitivities"
  std::int64_t done = 0, total = 0;  // total 0: unknown
  double secondsLeft = -1;           // below 0: unknown
  bool cancellable = true;
  bool pausable = false;
  bool paused = false;
  bool stopping = false;                                   // it was cancelled and has not ended yet
  std::optional<std::vector<RunningWorker>> workers = {};  // absent: it is done in this process
  bool operator==(const RunningJob&) const = default;
};

// "Measuring sensitivities 34 of 133, 20 s left".
QString jobText(const RunningJob& job);

// "node7, process 4711: a plan on 512 images, 12 s".
QString workerText(const RunningWorker& worker);

}  // namespace bitprism
