#pragma once

#include <functional>
#include <set>

#include "core/base/random.h"
#include "core/search/search_space.h"

namespace bitprism {

// What plans are worth, all at once; larger is better, -infinity forbids.
using PlanValues = std::function<std::vector<double>(const std::vector<BitAllocation>&)>;

struct LocalSearchSettings {
  int starts = 4;         // the best of those given
  int steps = 12;         // of each start
  int exchanges = 60;     // random pairs of layers tried at each step
  std::size_t reach = 0;  // most layers that may differ from the start; 0: any
};

struct ValuedPlan {
  BitAllocation bits;
  double value = 0;
};

// Best plan reachable from the starts by steepest ascent: one layer a bit up or down, one up and another down, a run of
// neighbouring layers up or down. Plans in `excluded` are passed over as results, not as steps. Deterministic by
// random. No bits when nothing is allowed.
ValuedPlan bestPlan(const SearchSpace& space, const PlanValues& values, const std::vector<BitAllocation>& starts,
                    const std::set<BitAllocation>& excluded, const LocalSearchSettings& settings, Random random);

}  // namespace bitprism
