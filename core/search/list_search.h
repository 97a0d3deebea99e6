#pragma once

#include <set>
#include <string>

#include "core/search/search_method.h"

namespace bitprism {

// Measures given plans, as many of them as there are trials, spread evenly in bytes with both ends. The order goes for
// the widest gap first, so that a search that is stopped early has covered the range too.
class ListSearch : public Search {
 public:
  // plans by falling bytes; why is said of each.
  ListSearch(const SearchSettings& settings, SearchSpace space, const std::vector<PlanChoice>& plans, std::string why);

  std::optional<Proposal> ask(std::stop_token stop = {}) override;
  void tell(const Evaluation& evaluation) override;

 private:
  SearchSettings settings_;
  SearchSpace space_;
  std::vector<PlanChoice> targets_;  // what is to be measured, by falling bytes
  std::string why_;
  int asked_ = 0;
  std::set<PlanChoice> tried_;
};

// count plans of the list, nearest to sizes spread evenly from the largest to the smallest; fewer where it has fewer.
std::vector<PlanChoice> spreadAlongSweep(const SearchSpace& space, const std::vector<PlanChoice>& sweep,
                                         std::size_t count);

// Index of the plan whose size is farthest from all tried sizes (the largest plan when nothing was tried), among plans
// not tried yet; plans.size() when there is none.
std::size_t widestGap(const SearchSpace& space, const std::vector<PlanChoice>& plans,
                      const std::set<PlanChoice>& tried);

// Lists of plans that follow from the sensitivities.
extern const SearchMethodInfo sweepMethod, knapsackMethod, greedyMethod;

}  // namespace bitprism
