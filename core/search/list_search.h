#pragma once

#include <set>
#include <string>

#include "core/search/search_method.h"

namespace bitprism {

// Measures plans of a list, as many as there are trials, evenly spaced in cost with both ends. The widest gap goes
// first, so that a search that is stopped early has covered the whole range.
class ListSearch : public Search {
 public:
  // plans in descending cost; why: the reason given for each.
  ListSearch(const SearchSettings& settings, SearchSpace space, const std::vector<PlanChoice>& plans, std::string why);

  std::optional<Proposal> ask(std::stop_token stop = {}) override;
  void tell(const Evaluation& evaluation) override;

 private:
  SearchSettings settings_;
  SearchSpace space_;
  std::vector<PlanChoice> targets_;  // plans to measure, in descending cost
  std::string why_;
  int asked_ = 0;
  std::set<PlanChoice> tried_;
};

// count plans of the list, nearest to costs evenly spaced from the highest to the lowest; all if it has fewer.
std::vector<PlanChoice> spreadAlongSweep(const SearchSpace& space, const std::vector<PlanChoice>& sweep,
                                         std::size_t count);

// Index of the untried plan whose cost is farthest from all tried costs (the first plan if nothing was tried);
// plans.size() if there is none.
std::size_t widestGap(const SearchSpace& space, const std::vector<PlanChoice>& plans,
                      const std::set<PlanChoice>& tried);

// Searches over lists of plans computed from the sensitivities.
extern const SearchMethodInfo sweepMethod, knapsackMethod, greedyMethod;

}  // namespace bitprism
