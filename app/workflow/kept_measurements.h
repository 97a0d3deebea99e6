#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/session/session.h"
#include "core/torch/measure/accuracy_evaluator.h"

namespace bitprism {

// Keeps sensitivities in a session while they are measured: the first at once, then what came within half a second at a
// commit, so that a kill loses no more than that. One thread at a time.
class SensitivityKeeper {
 public:
  // The session may be null; the mutex guards it.
  SensitivityKeeper(Session* session, std::mutex& mutex);
  void add(const RawSensitivity& measured);
  void flush();
  // Those of the memory that the space asks for, as far as the session does not have them.
  void addKnown(const SearchSpace& space, const SensitivityMemory& memory);

 private:
  Session* session_;
  std::mutex& mutex_;
  std::vector<RawSensitivity> waiting_;
  std::set<std::pair<std::size_t, std::string>> kept_;
  std::chrono::steady_clock::time_point last_;
};

// What the float network scores on the search's and the report's images: measured, or as the session keeps it. The
// session may be null.
struct FloatScores {
  Score search, report;
  bool known = false;  // the session had both
};
FloatScores floatScores(Session* session, std::size_t layers, AccuracyEvaluator& search, AccuracyEvaluator& report,
                        std::stop_token stop, const Progress& progress);

}  // namespace bitprism
