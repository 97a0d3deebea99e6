#pragma once

#include <set>

#include "core/search/limited_plans.h"
#include "core/search/search_method.h"

namespace bitprism {

// Independent random bits for every layer: the baseline. Each trial first takes its mean bits from a sequence that
// covers the range evenly, then draws every layer around it as widely as that mean allows; without this nearly all
// allocations of many layers would have the same size. What is beyond the limits of the space is lowered at random.
class RandomSearch : public Search {
 public:
  RandomSearch(const SearchSettings& settings, SearchSpace space);

  std::optional<Proposal> ask(std::stop_token stop = {}) override;
  void tell(const Evaluation& evaluation) override;

 private:
  std::optional<PlanChoice> draw(std::uint64_t trial, std::uint64_t attempt) const;
  std::optional<PlanChoice> firstUntried() const;

  SearchSettings settings_;
  SearchSpace space_;
  PlanFitter fitter_;
  double spaceSize_ = 1;  // number of allocations
  int asked_ = 0;
  std::set<PlanChoice> tried_;
};

extern const SearchMethodInfo randomMethod;

}  // namespace bitprism
