#include "core/search/least_sum.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "core/base/infinity.h"

namespace bitprism {
namespace {

constexpr int ascentSteps = 300;         // of the multipliers
constexpr int improveEvery = 10;         // of these, a plan is repaired and improved
constexpr std::size_t comparedTo = 256;  // states that may dominate another, with more than two budgets

class LeastSumSearch {
 public:
  LeastSumSearch(const std::vector<std::vector<SumItem>>& groups, const std::vector<std::int64_t>& budgets,
                 std::size_t mostStates)
      : groups_(groups), budgets_(budgets), count_(budgets.size()), mostStates_(mostStates) {}

  std::optional<LeastSum> run() {
    least_.assign(count_, 0);
    scale_.assign(count_, 0);
    for (const std::vector<SumItem>& group : groups_)
      for (std::size_t k = 0; k < count_; ++k) {
        const auto [low, high] = std::minmax_element(
            group.begin(), group.end(), [&](const SumItem& a, const SumItem& b) { return a.costs[k] < b.costs[k]; });
        least_[k] += low->costs[k];
        scale_[k] += static_cast<double>(high->costs[k] - low->costs[k]);
      }
    for (std::size_t k = 0; k < count_; ++k)
      if (least_[k] > budgets_[k]) return {};
    findMultipliers();
    return search();
  }

 private:
  using Indices = std::vector<std::size_t>;

  struct State {
    std::vector<std::int64_t> costs;
    double value = 0, bound = 0;
    std::uint32_t before = 0, item = 0;
  };

  double priced(const SumItem& item) const {
    double sum = item.value;
    for (std::size_t k = 0; k < count_; ++k) sum += multipliers_[k] * static_cast<double>(item.costs[k]);
    return sum;
  }

  Indices cheapest() const {
    Indices items;
    for (const std::vector<SumItem>& group : groups_) {
      std::size_t best = 0;
      for (std::size_t i = 1; i < group.size(); ++i)
        if (priced(group[i]) < priced(group[best])) best = i;
      items.push_back(best);
    }
    return items;
  }

  std::vector<std::int64_t> costsOf(const Indices& items) const {
    std::vector<std::int64_t> sums(count_, 0);
    for (std::size_t g = 0; g < items.size(); ++g)
      for (std::size_t k = 0; k < count_; ++k) sums[k] += groups_[g][items[g]].costs[k];
    return sums;
  }

  double valueOf(const Indices& items) const {
    double sum = 0;
    for (std::size_t g = 0; g < items.size(); ++g) sum += groups_[g][items[g]].value;
    return sum;
  }

  // What the costs are beyond the budgets, in parts of what the groups can change.
  double excess(const std::vector<std::int64_t>& costs) const {
    double sum = 0;
    for (std::size_t k = 0; k < count_; ++k)
      if (costs[k] > budgets_[k]) sum += static_cast<double>(costs[k] - budgets_[k]) / std::max(scale_[k], 1.0);
    return sum;
  }

  std::vector<std::int64_t> exchanged(std::vector<std::int64_t> costs, const SumItem& from, const SumItem& to) const {
    for (std::size_t k = 0; k < count_; ++k) costs[k] += to.costs[k] - from.costs[k];
    return costs;
  }

  // Changes one group at a time, first until all budgets are kept, then for less value; remembers the best result.
  void improve(Indices items) {
    std::vector<std::int64_t> costs = costsOf(items);
    for (double over = excess(costs); over > 0;) {
      double best = infinity, left = 0;
      std::size_t where = 0, what = 0;
      for (std::size_t g = 0; g < groups_.size(); ++g)
        for (std::size_t i = 0; i < groups_[g].size(); ++i) {
          const double after = excess(exchanged(costs, groups_[g][items[g]], groups_[g][i]));
          if (!(after < over)) continue;
          const double price = std::max(groups_[g][i].value - groups_[g][items[g]].value, 0.0) / (over - after);
          if (price > best || (price == best && after >= left)) continue;
          best = price, left = after, where = g, what = i;
        }
      if (best == infinity) return;
      costs = exchanged(std::move(costs), groups_[where][items[where]], groups_[where][what]);
      items[where] = what;
      over = left;
    }
    for (;;) {
      double most = 0;
      std::size_t where = 0, what = 0;
      for (std::size_t g = 0; g < groups_.size(); ++g)
        for (std::size_t i = 0; i < groups_[g].size(); ++i) {
          const double gain = groups_[g][items[g]].value - groups_[g][i].value;
          if (gain > most && excess(exchanged(costs, groups_[g][items[g]], groups_[g][i])) == 0)
            most = gain, where = g, what = i;
        }
      if (!(most > 0)) break;
      costs = exchanged(std::move(costs), groups_[where][items[where]], groups_[where][what]);
      items[where] = what;
    }
    if (const double value = valueOf(items); value < known_) known_ = value, knownItems_ = std::move(items);
  }

  // Subgradient ascent with Polyak's step on the Lagrangian dual, whose value bounds every solution from below.
  void findMultipliers() {
    multipliers_.assign(count_, 0);
    double worst = 0;
    for (const std::vector<SumItem>& group : groups_)
      worst += std::max_element(group.begin(), group.end(), [](const SumItem& a, const SumItem& b) {
                 return a.value < b.value;
               })->value;
    std::vector<double> best = multipliers_;
    bound_ = -infinity;
    double share = 1;
    for (int step = 0; step < ascentSteps; ++step) {
      const Indices items = cheapest();
      const std::vector<std::int64_t> costs = costsOf(items);
      double dual = valueOf(items), length = 0;
      std::vector<double> slope(count_);
      for (std::size_t k = 0; k < count_; ++k) {
        const auto over = static_cast<double>(costs[k] - budgets_[k]);
        dual += multipliers_[k] * over;
        slope[k] = over / std::max(scale_[k], 1.0);
        if (multipliers_[k] > 0 || slope[k] > 0) length += slope[k] * slope[k];
      }
      if (dual > bound_) bound_ = dual, best = multipliers_;
      if (step % improveEvery == 0 || excess(costs) == 0) improve(items);
      const double aim = known_ < infinity ? known_ : worst;
      if (length < 1e-24 || aim - dual <= 1e-12 * std::abs(aim)) break;
      for (std::size_t k = 0; k < count_; ++k)
        multipliers_[k] =
            std::max(0.0, multipliers_[k] + share * (aim - dual) / length * slope[k] / std::max(scale_[k], 1.0));
      if (step % 25 == 24) share *= 0.8;
    }
    multipliers_ = std::move(best);
    double size = std::abs(bound_);
    for (std::size_t k = 0; k < count_; ++k) size += multipliers_[k] * static_cast<double>(budgets_[k]);
    slack_ = known_ - bound_ + 1e-9 * (size + (known_ < infinity ? std::abs(known_) : 0));  // rounding cuts nothing
  }

  static bool dominates(const State& a, const State& b) {
    return a.value <= b.value && std::equal(a.costs.begin(), a.costs.end(), b.costs.begin(),
                                            [](std::int64_t x, std::int64_t y) { return x <= y; });
  }

  // Drops states that another equals or beats in everything; with more than two budgets not all of them.
  void keepUnbeaten(std::vector<State>& states) const {
    std::sort(states.begin(), states.end(), [](const State& a, const State& b) {
      return a.costs != b.costs ? a.costs < b.costs : a.value < b.value;
    });
    if (count_ > 2) {
      std::vector<State> kept, strong;
      std::vector<std::size_t> order(states.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::stable_sort(order.begin(), order.end(),
                       [&](std::size_t a, std::size_t b) { return states[a].bound < states[b].bound; });
      for (const std::size_t s : order) {
        if (std::any_of(strong.begin(), strong.end(), [&](const State& one) { return dominates(one, states[s]); }))
          continue;
        if (strong.size() < comparedTo) strong.push_back(states[s]);
        kept.push_back(std::move(states[s]));
      }
      states = std::move(kept);
      return;
    }
    // In ascending first cost: the least value for each second cost, falling as the cost rises.
    std::map<std::int64_t, double> stairs;
    std::erase_if(states, [&](const State& state) {
      const std::int64_t second = count_ > 1 ? state.costs[1] : 0;
      auto above = stairs.upper_bound(second);
      if (above != stairs.begin() && std::prev(above)->second <= state.value) return true;
      while (above != stairs.end() && above->second >= state.value) above = stairs.erase(above);
      stairs[second] = state.value;
      return false;
    });
  }

  std::optional<LeastSum> search() {
    LeastSum result;
    std::vector<std::int64_t> rest = least_;
    State none;
    none.costs.assign(count_, 0);
    std::vector<std::vector<State>> stages{{none}};
    for (const std::vector<SumItem>& group : groups_) {
      double cheapest = infinity;
      for (const SumItem& item : group) cheapest = std::min(cheapest, priced(item));
      for (std::size_t k = 0; k < count_; ++k)
        rest[k] -= std::min_element(group.begin(), group.end(), [&](const SumItem& a, const SumItem& b) {
                     return a.costs[k] < b.costs[k];
                   })->costs[k];
      std::vector<State> next;
      for (std::uint32_t s = 0; s < stages.back().size(); ++s)
        for (std::uint32_t i = 0; i < group.size(); ++i) {
          const State& before = stages.back()[s];
          State state{before.costs, before.value + group[i].value, before.bound + priced(group[i]) - cheapest, s, i};
          bool fits = state.bound <= slack_;
          for (std::size_t k = 0; k < count_; ++k) {
            state.costs[k] += group[i].costs[k];
            fits = fits && state.costs[k] + rest[k] <= budgets_[k];
          }
          if (fits) next.push_back(std::move(state));
        }
      keepUnbeaten(next);
      if (next.size() > mostStates_) {
        result.exact = false;
        std::nth_element(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(mostStates_), next.end(),
                         [](const State& a, const State& b) { return a.bound < b.bound; });
        next.resize(mostStates_);
      }
      stages.push_back(std::move(next));
    }
    const std::vector<State>& last = stages.back();
    const auto best = std::min_element(last.begin(), last.end(), [](const State& a, const State& b) {
      return a.value != b.value ? a.value < b.value : a.costs < b.costs;
    });
    if (best == last.end() || (!result.exact && best->value > known_)) {
      if (knownItems_.empty()) return {};
      result.items = knownItems_;
      return result;
    }
    result.items.resize(groups_.size());
    auto at = static_cast<std::uint32_t>(best - last.begin());
    for (std::size_t g = groups_.size(); g-- > 0;) {
      const State& state = stages[g + 1][at];
      result.items[g] = state.item;
      at = state.before;
    }
    return result;
  }

  const std::vector<std::vector<SumItem>>& groups_;
  const std::vector<std::int64_t>& budgets_;
  std::size_t count_;
  std::size_t mostStates_;
  std::vector<std::int64_t> least_;  // sums of the cheapest items
  std::vector<double> scale_, multipliers_;
  double bound_ = 0, slack_ = 0;
  double known_ = infinity;  // value of a solution
  Indices knownItems_;
};

}  // namespace

std::optional<LeastSum> leastSum(const std::vector<std::vector<SumItem>>& groups,
                                 const std::vector<std::int64_t>& budgets, std::size_t mostStates) {
  return LeastSumSearch(groups, budgets, mostStates).run();
}

}  // namespace bitprism
