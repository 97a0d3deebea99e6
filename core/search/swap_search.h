#pragma once

#include <map>
#include <set>

#include "core/base/random.h"
#include "core/search/search_method.h"

namespace bitprism {

struct SwapSettings {
  int evaluations = 100;  // cheap ones for each plan before it is measured at the top task
};

// A plain local search around the Lagrangian sweep: from a plan of it, raise one layer by a choice and lower another
// (or only raise one if there is cost left), keep the plan if its KL to the float network is less and it is not
// larger than the sweep's plan, and continue from there. KL is measured at the cheapest task, the result of a climb at
// the top task. As many climbs as trials, over the range of sizes without its ends, where nothing can be swapped, the
// widest gap first. With one task all evaluations use it, and a few climbs share the trials. When no climb has a swap
// left, the rest of the sweep is measured.
class SwapSearch : public Search {
 public:
  // Throws UsageError if the table does not fit the space.
  SwapSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity,
             const SwapSettings& swap = {});

  std::optional<Proposal> ask(std::stop_token stop = {}) override;
  void tell(const Evaluation& evaluation) override;

 private:
  struct Climb {
    PlanChoice bits;  // the current plan
    std::int64_t mostCost = 0;
    double kl = 0;  // infinite until known
    int left = 0;   // evaluations left in this round
  };

  int topTask() const { return static_cast<int>(settings_.tasks.size()) - 1; }
  Proposal propose(PlanChoice bits, int task, std::string why);
  std::optional<PlanChoice> swapped(const Climb& climb);
  std::optional<PlanChoice> moved(const Climb& climb, std::size_t up, std::size_t down) const;

  SearchSettings settings_;
  SearchSpace space_;
  std::vector<PlanChoice> sweep_;
  std::vector<Climb> climbs_;  // in the order of climbing
  std::size_t current_ = 0;
  int perRound_ = 0;
  int asked_ = 0, askedTop_ = 0;
  std::map<int, std::size_t> pending_;       // climb of each trial that measures KL
  std::vector<std::set<PlanChoice>> tried_;  // by task
  Random random_;
};

extern const SearchMethodInfo swapMethod;

}  // namespace bitprism
