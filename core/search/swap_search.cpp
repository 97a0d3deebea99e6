#include "core/search/swap_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/search/list_search.h"

namespace bitprism {
namespace {

constexpr int drawnSwaps = 400;  // before all are enumerated
constexpr int fewestPerClimb = 8, mostClimbsOfOneTask = 5;

}  // namespace

SwapSearch::SwapSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity,
                       const SwapSettings& swap)
    : settings_(settings),
      space_(space),
      sweep_(sweep(space, sensitivity)),
      perRound_(std::max(swap.evaluations, 1)),
      tried_(settings.tasks.size()),
      random_(settings.seed, 0x73776170) {
  const int trials = std::max(settings.trials, 0);
  int climbs = trials;
  if (topTask() == 0 && trials > 0) {
    climbs = std::clamp(trials / fewestPerClimb, 1, mostClimbsOfOneTask);
    perRound_ = (trials + climbs - 1) / climbs;
  }
  std::vector<PlanChoice> plans = spreadAlongSweep(space_, sweep_, static_cast<std::size_t>(climbs) + 2);
  if (plans.size() > 2) plans = {plans.begin() + 1, plans.end() - 1};
  std::set<PlanChoice> begun;
  for (std::size_t next = widestGap(space_, plans, begun); next < plans.size();
       next = widestGap(space_, plans, begun)) {
    begun.insert(plans[next]);
    climbs_.push_back({plans[next], space_.cost(plans[next]), std::numeric_limits<double>::infinity(), perRound_});
  }
}

std::optional<Proposal> SwapSearch::ask(std::stop_token /*stop*/) {
  // A climb without a proposal ends its round; after a whole round without a proposal the climbs are finished.
  for (std::size_t left = 0; left < 2 * climbs_.size() && askedTop_ < settings_.trials; ++left) {
    Climb& climb = climbs_[current_];
    const bool first = climb.left > 0 && !tried_.front().contains(climb.bits);
    std::optional<PlanChoice> bits;
    if (first)
      bits = climb.bits;
    else if (climb.left > 0)
      bits = swapped(climb);
    if (bits) {
      --climb.left;
      pending_[asked_] = current_;
      return propose(*std::move(bits), 0,
                     first ? "on the Lagrangian sweep, the start of a climb" : "one bit swapped between two layers");
    }
    climb.left = perRound_;  // for the next round
    const PlanChoice reached = climb.bits;
    current_ = (current_ + 1) % climbs_.size();
    if (!tried_.back().contains(reached)) return propose(reached, topTask(), "the result of swapping bits");
  }
  const std::size_t next = widestGap(space_, sweep_, tried_.back());
  if (askedTop_ >= settings_.trials || next == sweep_.size()) return {};
  return propose(sweep_[next], topTask(), "on the Lagrangian sweep, because no swap is left");
}

void SwapSearch::tell(const Evaluation& evaluation) {
  const auto asked = pending_.find(evaluation.trial);
  const std::size_t at = asked == pending_.end() ? climbs_.size() : asked->second;
  if (asked != pending_.end()) pending_.erase(asked);
  if (!space_.contains(evaluation.bits) || evaluation.taskIndex < 0 || evaluation.taskIndex > topTask()) return;
  tried_[static_cast<std::size_t>(evaluation.taskIndex)].insert(evaluation.bits);
  const double kl = evaluation.score.kl;
  if (at == climbs_.size() || evaluation.taskIndex != 0 || !evaluation.ok() || !std::isfinite(kl)) return;
  Climb& climb = climbs_[at];
  if (kl >= climb.kl || space_.cost(evaluation.bits) > climb.mostCost) return;
  climb.kl = kl;
  climb.bits = evaluation.bits;
}

Proposal SwapSearch::propose(PlanChoice bits, int task, std::string why) {
  Proposal proposal;
  proposal.trial = asked_++;
  proposal.bits = std::move(bits);
  proposal.task = task;
  proposal.why = std::move(why);
  askedTop_ += task == topTask();
  tried_[static_cast<std::size_t>(task)].insert(proposal.bits);
  return proposal;
}

// An untried swap; empty if there is none.
std::optional<PlanChoice> SwapSearch::swapped(const Climb& climb) {
  const std::size_t layers = space_.size();
  for (int i = 0; i < drawnSwaps; ++i) {
    const std::size_t up = random_.below(layers), down = random_.below(layers);
    if (std::optional<PlanChoice> bits = moved(climb, up, down)) return bits;
  }
  for (std::size_t up = 0; up < layers; ++up)
    for (std::size_t down = 0; down < layers; ++down)
      if (std::optional<PlanChoice> bits = moved(climb, up, down)) return bits;
  return {};
}

// Empty if the layers cannot be moved or the plan is too large or tried. If raising alone keeps within the cost,
// nothing is lowered.
std::optional<PlanChoice> SwapSearch::moved(const Climb& climb, std::size_t up, std::size_t down) const {
  const auto step = [&](PlanChoice& bits, std::size_t l, int change) {
    const int index = space_.layers[l].indexOf(bits[l]) + change;
    if (index < 0 || index >= static_cast<int>(space_.layers[l].widths.size())) return false;
    bits[l] = space_.layers[l].widths[static_cast<std::size_t>(index)];
    return true;
  };
  PlanChoice bits = climb.bits;
  if (!step(bits, up, 1)) return {};
  if (space_.cost(bits) > climb.mostCost) {
    if (up == down || !step(bits, down, -1)) return {};
    if (space_.cost(bits) > climb.mostCost) return {};
  }
  if (tried_.front().contains(bits)) return {};
  return bits;
}

constinit const SearchMethodInfo swapMethod = {.name = "swap",
                                               .title = "swaps by KL",
                                               .sensitivity = SensitivityNeed::Always,
                                               .cheapEvaluations = SwapSettings().evaluations,
                                               .make = makeSearchOf<SwapSearch>};

}  // namespace bitprism
