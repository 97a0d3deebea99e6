#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace bitprism {

// One choice of a group: what it is worth (less is better) and what it takes of every budget.
struct SumItem {
  double value = 0;
  std::vector<std::int64_t> costs;
};

// The index of one item of each group, such that the sum of values is least and the sum of costs is within every
// budget; empty if there is none. A multiple-choice knapsack with several constraints by dynamic programming over
// undominated partial sums, cut by a Lagrangian bound (Kellerer, Pferschy & Pisinger 2004, ch. 9 and 11). Exact, unless
// more than `mostStates` partial sums remain undecided at once; then those of least bound go on, and the result keeps
// the budgets but may not be the least.
struct LeastSum {
  std::vector<std::size_t> items;
  bool exact = true;
};
std::optional<LeastSum> leastSum(const std::vector<std::vector<SumItem>>& groups,
                                 const std::vector<std::int64_t>& budgets, std::size_t mostStates = 20000);

}  // namespace bitprism
