#pragma once

#include <functional>
#include <optional>
#include <set>

#include "core/base/random.h"
#include "core/search/search_space.h"

namespace bitprism {

// What plans are worth, all at once; larger is better, -infinity forbids.
using PlanValues = std::function<std::vector<double>(const std::vector<PlanChoice>&)>;

// A step from a plan: the layers from `first` on go a choice up or down, those that can, and `lowered`, if any, goes
// one down.
struct PlanMove {
  std::size_t first = 0, length = 1;
  int change = 1;
  std::optional<std::size_t> lowered;
};

// What plans a step away are roughly worth, much cheaper than PlanValues.
using PlanScreen = std::function<std::vector<double>(const PlanChoice& from, const std::vector<PlanMove>& moves)>;

// What a search goes by. Without `rough` it values every step.
struct PlanWorth {
  PlanValues exact;
  PlanScreen rough = {};
};

struct LocalSearchSettings {
  int starts = 4;             // the best of those given
  int steps = 12;             // of each start
  int exchanges = 60;         // random pairs of layers tried at each step
  std::size_t screened = 24;  // of each step's plans, by their rough worth; where that is known
  std::size_t reach = 0;      // most layers that may differ from the start; 0: any
};

struct ValuedPlan {
  PlanChoice bits;
  double value = 0;
};

// Best plan reachable from the starts by steepest ascent: one layer a bit up or down, one up and another down, a run of
// neighbouring layers up or down. Plans in `excluded` are passed over as results, not as steps. Deterministic by
// random. No bits when nothing is allowed.
ValuedPlan bestPlan(const SearchSpace& space, const PlanWorth& worth, const std::vector<PlanChoice>& starts,
                    const std::set<PlanChoice>& excluded, const LocalSearchSettings& settings, Random random);

}  // namespace bitprism
