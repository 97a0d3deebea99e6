#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/eval/metric.h"
#include "core/search/pareto.h"

namespace bitprism {

// What a list of sessions shows of one of them.
struct SessionSummary {
  enum class State {
    Complete,  // all evaluations that were asked for are there
    Stopped,   // some are missing
    Killed,    // likewise, and nobody closed it
    InUse      // a search runs in it, in this or another process
  };

  std::string path;
  std::string networkName, networkPath, dataPath;  // where they are now
  State state = State::Complete;
  bool found = true;         // network and images are still there
  int done = 0, trials = 0;  // evaluations at the top task, and how many were asked for
  Metric metric = Metric::Accuracy;
  double floatAccuracy = 0;               // 0: unknown
  std::int64_t floatBytes = 0;            // 0: unknown
  std::vector<FrontPoint> points, front;  // at the top task; the front by rising bytes
};

// Reads all of the file, which takes milliseconds. Throws InputError when it is damaged or not a session; Cancelled.
SessionSummary summaryOf(const std::string& path, std::stop_token stop = {});

// Whether a file begins as sessions do. False if it cannot be read.
bool isSessionFile(const std::string& path);

}  // namespace bitprism
