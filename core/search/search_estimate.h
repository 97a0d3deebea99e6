#pragma once

#include "core/search/search.h"

namespace bitprism {

// The costs of a measurement on this machine.
struct MeasuringCosts {
  double secondsPerImage = 0;  // of one evaluation, with all its threads
  std::int64_t searchImages = 0, reportImages = 0, calibrationImages = 0;
  bool operator==(const MeasuringCosts&) const = default;
};

// The estimated duration of a search. Rough: cheap tasks are assumed to use the share that the method allows them, and
// the method's own computation is not included.
struct SearchEstimate {
  int evaluations = 0;           // at the top task
  double evaluationSeconds = 0;  // of each
  double cheapSeconds = 0;       // of all at cheap tasks
  std::size_t sensitivities = 0;
  double sensitivitySeconds = 0;  // of all
  double seconds = 0;             // in total, with the workers

  std::string sentence() const;  // "40 evaluations of about 0.8 s, 133 sensitivities: about 45 s"
};

// evaluations: remaining; sensitivities: still unknown; workers: concurrent evaluations.
SearchEstimate estimateSearch(const SearchSettings& settings, int evaluations, std::size_t sensitivities, int workers,
                              const MeasuringCosts& costs);

std::string roughDuration(double seconds);  // "0.8 s", "45 s", "12 min", "3.5 h"

}  // namespace bitprism
