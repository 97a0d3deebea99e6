#pragma once

#include <functional>
#include <optional>
#include <set>

#include "core/base/random.h"
#include "core/search/search_space.h"

namespace bitprism {

// Values of plans, all at once; larger is better, -infinity excludes.
using PlanValues = std::function<std::vector<double>(const std::vector<PlanChoice>&)>;

// A step from a plan: the layers from `first` on change by `change` choices where they can, and `lowered`, if any, goes
// down one choice.
struct PlanMove {
  std::size_t first = 0, length = 1;
  int change = 1;
  std::optional<std::size_t> lowered;
};

// Approximate values of plans a step away, much cheaper than PlanValues.
using PlanScreen = std::function<std::vector<double>(const PlanChoice& from, const std::vector<PlanMove>& moves)>;

// The objective of a search. Without `rough` every step is valued exactly.
struct PlanWorth {
  PlanValues exact;
  PlanScreen rough = {};
};

struct LocalSearchSettings {
  int starts = 4;             // the best of the given ones
  int steps = 12;             // from each start
  int exchanges = 60;         // random pairs of layers tried at each step
  std::size_t screened = 24;  // of each step's plans, by their rough values if there are any
  std::size_t reach = 0;      // the most layers that may differ from the start; 0: any
};

struct ValuedPlan {
  PlanChoice bits;
  double value = 0;
};

// Best plan reachable from the starts by steepest ascent: one layer up or down a choice, one up and another down, a run
// of adjacent layers up or down, never beyond the limits of the space. Plans in `excluded` may be steps but not
// results. Deterministic for `random`. No bits if nothing is allowed.
ValuedPlan bestPlan(const SearchSpace& space, const PlanWorth& worth, const std::vector<PlanChoice>& starts,
                    const std::set<PlanChoice>& excluded, const LocalSearchSettings& settings, Random random);

}  // namespace bitprism
