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

// Saves sensitivities in a session while they are measured: the first immediately, later ones in a commit every half
// second, so that a kill loses no more than that. One thread at a time.
class SensitivityKeeper {
 public:
  // The session may be null; the mutex guards it.
  SensitivityKeeper(Session* session, std::mutex& mutex);
  void add(const RawSensitivity& measured);
  void flush();
  // Those in memory that the space needs and the session does not have yet.
  void addKnown(const SearchSpace& space, const SensitivityMemory& memory);

 private:
  Session* session_;
  std::mutex& mutex_;
  std::vector<RawSensitivity> waiting_;
  std::set<std::pair<std::size_t, std::string>> kept_;
  std::chrono::steady_clock::time_point last_;
};

// The float network's scores on the search and report images: measured, or read from the session, which may be null.
struct FloatScores {
  Score search, report;
  bool known = false;  // the session had both
};
FloatScores floatScores(Session* session, std::size_t layers, AccuracyEvaluator& search, AccuracyEvaluator& report,
                        std::stop_token stop, const Progress& progress);

// Those of a session, as far as it has them, so that they are not measured again. Throws InputError.
void recallFloatScores(const Session& session, std::size_t layers, AccuracyEvaluator& search,
                       AccuracyEvaluator& report);

}  // namespace bitprism
