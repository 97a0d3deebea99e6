#include "core/run/search_snapshot.h"

#include <algorithm>

namespace bitprism {

int SearchSnapshot::topEvaluations() const {
  const int top = std::max(static_cast<int>(tasks.size()), 1) - 1;
  return static_cast<int>(std::count_if(evaluations.begin(), evaluations.end(),
                                        [top](const Evaluation& evaluation) { return evaluation.taskIndex == top; }));
}

}  // namespace bitprism
