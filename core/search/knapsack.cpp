#include "core/search/knapsack.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/search/limited_plans.h"
#include "core/search/tied_search.h"

namespace bitprism {
namespace {

// A choice of one layer.
struct Item {
  std::int64_t cost = 0;
  double sensitivity = 0;
  LayerChoice choice;
};

// Choices of the preceding layers, in ascending cost and descending sensitivity.
struct State {
  std::int64_t cost = 0;
  double sensitivity = 0;
  std::uint32_t before = 0;  // index among the states of the preceding layer
  std::uint32_t item = 0;    // of this layer
};

std::string tooSmall(const SearchSpace& space, std::int64_t budget, std::int64_t least) {
  if (space.axis == Cost::Memory) return text("no plan fits into ", budget, " bytes: the smallest has ", least);
  return text("no plan fits into ", costText(space.axis, budget), ": the cheapest has ", costText(space.axis, least));
}

// Removes every item or state that another equals or beats in both.
template <class T>
void keepUnbeaten(std::vector<T>& all) {
  std::sort(all.begin(), all.end(),
            [](const T& a, const T& b) { return a.cost != b.cost ? a.cost < b.cost : a.sensitivity < b.sensitivity; });
  double least = std::numeric_limits<double>::infinity();
  std::erase_if(all, [&](const T& one) {
    const bool beaten = one.sensitivity >= least;
    least = std::min(least, one.sensitivity);
    return beaten;
  });
}

class Knapsack {
 public:
  Knapsack(const SearchSpace& space, const Sensitivity& sensitivity, std::int64_t budget)
      : budget_(budget - space.fixedCost(space.axis)) {
    std::int64_t smallest = 0;
    for (std::size_t l = 0; l < space.size(); ++l) {
      std::vector<Item> items;
      for (std::size_t i = 0; i < space.layers[l].widths.size(); ++i)
        items.push_back({space.costs(l)[i], sensitivity.kl[l][i], space.layers[l].widths[i]});
      keepUnbeaten(items);
      smallest += items.front().cost;
      layers_.push_back(std::move(items));
    }
    if (smallest > budget_) throw UsageError(tooSmall(space, budget, smallest + space.fixedCost(space.axis)));
  }

  PlanChoice solve() {
    findPrice();
    dropHopeless();
    return search();
  }

 private:
  // The item with the least sensitivity + price cost.
  const Item& cheapest(std::size_t l, double price) const {
    return *std::min_element(layers_[l].begin(), layers_[l].end(), [&](const Item& a, const Item& b) {
      return a.sensitivity + price * static_cast<double>(a.cost) < b.sensitivity + price * static_cast<double>(b.cost);
    });
  }

  std::int64_t costAt(double price) const {
    std::int64_t sum = 0;
    for (std::size_t l = 0; l < layers_.size(); ++l) sum += cheapest(l, price).cost;
    return sum;
  }

  // The price per unit of cost at which the budget is just met, which gives the tightest Lagrangian bound; and a plan
  // within the budget, the bound from the other side.
  void findPrice() {
    double low = 0, high = 1e-12;
    if (costAt(0) <= budget_) high = 0;
    while (costAt(high) > budget_ && high < 1e12) high *= 16;
    for (int step = 0; step < 100 && high > low; ++step) {
      const double middle = 0.5 * (low + high);
      (costAt(middle) > budget_ ? low : high) = middle;
    }
    price_ = high;
    std::vector<Item> plan;
    for (std::size_t l = 0; l < layers_.size(); ++l) plan.push_back(cheapest(l, price_));
    std::int64_t cost = 0;
    for (const Item& item : plan) cost += item.cost;
    if (cost > budget_) {  // no price is high enough
      cost = 0;
      for (std::size_t l = 0; l < layers_.size(); ++l) plan[l] = layers_[l].front(), cost += plan[l].cost;
    }
    // Spends the rest of the budget where it reduces sensitivity most.
    for (;;) {
      double most = 0;
      std::size_t where = 0;
      const Item* what = nullptr;
      for (std::size_t l = 0; l < layers_.size(); ++l)
        for (const Item& item : layers_[l])
          if (cost - plan[l].cost + item.cost <= budget_ && plan[l].sensitivity - item.sensitivity > most) {
            most = plan[l].sensitivity - item.sensitivity;
            where = l;
            what = &item;
          }
      if (!what) break;
      cost += what->cost - plan[where].cost;
      plan[where] = *what;
    }
    double sensitivity = 0, bound = -price_ * static_cast<double>(budget_);
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      sensitivity += plan[l].sensitivity;
      const Item& best = cheapest(l, price_);
      least_.push_back(best.sensitivity + price_ * static_cast<double>(best.cost));
      bound += least_.back();
    }
    // Rounding must not cut off the best plan.
    slack_ =
        sensitivity - bound + 1e-9 * (std::abs(sensitivity) + std::abs(bound) + price_ * static_cast<double>(budget_));
  }

  // Excess cost of an item over the cheapest of its layer, at the price.
  double excess(std::size_t l, const Item& item) const {
    return item.sensitivity + price_ * static_cast<double>(item.cost) - least_[l];
  }

  // An item whose excess alone takes the bound above the known plan is in no best plan.
  void dropHopeless() {
    for (std::size_t l = 0; l < layers_.size(); ++l)
      std::erase_if(layers_[l], [&](const Item& item) { return excess(l, item) > slack_; });
  }

  PlanChoice search() {
    std::int64_t rest = 0;  // the least cost of the remaining layers
    for (const std::vector<Item>& items : layers_) rest += items.front().cost;
    std::vector<std::vector<State>> stages{{State{}}};
    double passed = 0;  // least_ of the layers so far
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      rest -= layers_[l].front().cost;
      passed += least_[l];
      std::vector<State> next;
      for (std::uint32_t s = 0; s < stages.back().size(); ++s)
        for (std::uint32_t i = 0; i < layers_[l].size(); ++i) {
          const Item& item = layers_[l][i];
          const std::int64_t cost = stages.back()[s].cost + item.cost;
          const double sensitivity = stages.back()[s].sensitivity + item.sensitivity;
          if (cost + rest > budget_ || sensitivity + price_ * static_cast<double>(cost) - passed > slack_) continue;
          next.push_back({cost, sensitivity, s, i});
        }
      keepUnbeaten(next);
      stages.push_back(std::move(next));
    }
    PlanChoice bits(layers_.size());
    auto at = static_cast<std::uint32_t>(stages.back().size() - 1);  // most cost, least sensitivity
    for (std::size_t l = layers_.size(); l-- > 0;) {
      const State& state = stages[l + 1][at];
      bits[l] = layers_[l][state.item].choice;
      at = state.before;
    }
    return bits;
  }

  std::int64_t budget_;
  std::vector<std::vector<Item>> layers_;
  double price_ = 0;
  std::vector<double> least_;  // sensitivity + price cost, of each layer
  double slack_ = 0;           // between the known plan and the bound
};

}  // namespace

PlanChoice knapsack(const SearchSpace& space, const Sensitivity& sensitivity, std::int64_t budget) {
  checkSensitivity(space, sensitivity);
  if (!space.limits.empty()) {
    if (std::optional<PlanChoice> bits = leastDamage(space, sensitivity, budget)) return *std::move(bits);
    throw UsageError(tooSmall(space, budget, reachableWithin(space, space.axis).first));
  }
  if (!space.ties.empty()) {
    const UntiedSpace untied(space);
    return untied.tied(knapsack(untied.space(), untied.untied(sensitivity), budget));
  }
  return Knapsack(space, sensitivity, budget).solve();
}

std::vector<PlanChoice> knapsackPlans(const SearchSpace& space, const Sensitivity& sensitivity, std::size_t count) {
  const std::vector<PlanChoice> ends = sweep(space, sensitivity);
  if (ends.empty() || count == 0) return {};
  std::int64_t smallest = space.fixedCost(space.axis);
  if (space.limits.empty())
    for (std::size_t l = 0; l < space.size(); ++l)
      smallest += *std::min_element(space.costs(l).begin(), space.costs(l).end());
  else
    smallest = space.cost(ends.back());  // the cheapest that is allowed
  const std::int64_t largest = std::max(space.cost(ends.front()), smallest);
  std::vector<PlanChoice> plans;
  for (std::size_t k = 0; k < count; ++k) {
    const double part = count > 1 ? static_cast<double>(k) / static_cast<double>(count - 1) : 0.5;
    const auto budget = largest - static_cast<std::int64_t>(part * static_cast<double>(largest - smallest));
    PlanChoice bits = knapsack(space, sensitivity, budget);
    if (plans.empty() || plans.back() != bits) plans.push_back(std::move(bits));
  }
  return plans;
}

}  // namespace bitprism
