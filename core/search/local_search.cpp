#include "core/search/local_search.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "core/base/infinity.h"

namespace bitprism {
namespace {

class Ascent {
 public:
  Ascent(const SearchSpace& space, const PlanWorth& worth, const std::set<PlanChoice>& excluded,
         const LocalSearchSettings& settings, Random random)
      : space_(space), worth_(worth), excluded_(excluded), settings_(settings), random_(random) {}

  ValuedPlan run(std::vector<PlanChoice> starts) {
    std::erase_if(starts, [&](const PlanChoice& bits) { return !space_.allows(bits); });
    valuate(starts);
    std::vector<ValuedPlan> ranked;
    for (const PlanChoice& bits : starts) ranked.push_back({bits, known_.at(bits)});
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.value > b.value; });
    ranked.erase(
        std::unique(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.bits == b.bits; }),
        ranked.end());
    const auto climbs = std::min(ranked.size(), static_cast<std::size_t>(std::max(settings_.starts, 0)));
    for (std::size_t i = 0; i < climbs; ++i) climb(ranked[i]);
    return best_;
  }

 private:
  void climb(ValuedPlan at) {
    const PlanChoice start = at.bits;
    for (int step = 0; step < settings_.steps; ++step) {
      const std::vector<PlanChoice> around = neighbours(at.bits, start);
      valuate(around);
      ValuedPlan next = at;
      for (const PlanChoice& bits : around)
        if (const double value = known_.at(bits); value > next.value) next = {bits, value};
      if (next.bits == at.bits) return;
      at = std::move(next);
    }
  }

  // Evaluates plans without a known value and remembers the best allowed result.
  void valuate(const std::vector<PlanChoice>& plans) {
    std::vector<PlanChoice> fresh;
    for (const PlanChoice& bits : plans)
      if (known_.emplace(bits, -infinity).second) fresh.push_back(bits);
    if (fresh.empty()) return;
    const std::vector<double> found = worth_.exact(fresh);
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      known_[fresh[i]] = found[i];
      if (!excluded_.contains(fresh[i]) && (best_.bits.empty() || found[i] > best_.value)) best_ = {fresh[i], found[i]};
    }
  }

  std::vector<PlanChoice> neighbours(const PlanChoice& from, const PlanChoice& start) {
    std::vector<PlanMove> moves = movesFrom(from, start);
    if (worth_.rough && moves.size() > settings_.screened) {
      const std::vector<double> worth = worth_.rough(from, moves);
      std::vector<std::size_t> order(moves.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::partial_sort(
          order.begin(), order.begin() + static_cast<std::ptrdiff_t>(settings_.screened), order.end(),
          [&](std::size_t a, std::size_t b) { return worth[a] != worth[b] ? worth[a] > worth[b] : a < b; });
      std::vector<PlanMove> best;
      for (std::size_t i = 0; i < settings_.screened; ++i) best.push_back(moves[order[i]]);
      moves = std::move(best);
    }
    std::vector<PlanChoice> plans;
    for (const PlanMove& move : moves) plans.push_back(moved(from, move));
    std::sort(plans.begin(), plans.end());
    plans.erase(std::unique(plans.begin(), plans.end()), plans.end());
    std::erase(plans, from);
    return plans;
  }

  std::vector<PlanMove> movesFrom(const PlanChoice& from, const PlanChoice& start) {
    std::vector<PlanMove> moves;
    const auto add = [&](const PlanMove& move) {
      if (near(from, start, move) && (space_.limits.empty() || space_.allows(moved(from, move)))) moves.push_back(move);
    };
    const std::size_t layers = from.size();
    for (std::size_t l = 0; l < layers; ++l)
      for (const int change : {1, -1})
        if (canMove(from, l, change)) add({l, 1, change, {}});
    for (int i = 0; layers > 1 && i < settings_.exchanges; ++i) {
      const std::size_t up = random_.below(layers), down = random_.below(layers);
      if (up != down && canMove(from, up, 1) && canMove(from, down, -1)) add({up, 1, 1, down});
    }
    for (std::size_t length = 2; length <= layers; length *= 2)
      for (std::size_t first = 0; first + length <= layers; first += std::max<std::size_t>(length / 2, 1))
        for (const int change : {1, -1}) add({first, length, change, {}});
    return moves;
  }

  bool canMove(const PlanChoice& bits, std::size_t layer, int change) const {
    const int index = space_.layers[layer].indexOf(bits[layer]) + change;
    return index >= 0 && index < static_cast<int>(space_.layers[layer].widths.size());
  }

  PlanChoice moved(PlanChoice bits, const PlanMove& move) const {
    const auto step = [&](std::size_t l, int change) {
      if (!canMove(bits, l, change)) return;
      const SearchSpace::LayerOptions& choice = space_.layers[l];
      bits[l] = choice.widths[static_cast<std::size_t>(choice.indexOf(bits[l]) + change)];
    };
    for (std::size_t l = move.first; l < move.first + move.length; ++l) step(l, move.change);
    if (move.lowered) step(*move.lowered, -1);
    return bits;
  }

  // Whether after a step at most `reach` layers differ from the start.
  bool near(const PlanChoice& from, const PlanChoice& start, const PlanMove& move) const {
    if (settings_.reach == 0) return true;
    const PlanChoice bits = moved(from, move);
    std::size_t differing = 0;
    for (std::size_t l = 0; l < bits.size(); ++l) differing += bits[l] != start[l];
    return differing <= settings_.reach;
  }

  const SearchSpace& space_;
  const PlanWorth& worth_;
  const std::set<PlanChoice>& excluded_;
  LocalSearchSettings settings_;
  Random random_;
  std::map<PlanChoice, double> known_;
  ValuedPlan best_{{}, -infinity};
};

}  // namespace

ValuedPlan bestPlan(const SearchSpace& space, const PlanWorth& worth, const std::vector<PlanChoice>& starts,
                    const std::set<PlanChoice>& excluded, const LocalSearchSettings& settings, Random random) {
  return Ascent(space, worth, excluded, settings, random).run(starts);
}

}  // namespace bitprism
