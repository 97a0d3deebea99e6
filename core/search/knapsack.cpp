#include "core/search/knapsack.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/search/tied_search.h"

namespace bitprism {
namespace {

// A choice of one layer.
struct Item {
  std::int64_t bytes = 0;
  double sensitivity = 0;
  LayerChoice choice;
};

// Choices of the preceding layers, in ascending bytes and descending sensitivity.
struct State {
  std::int64_t bytes = 0;
  double sensitivity = 0;
  std::uint32_t before = 0;  // index among the states of the preceding layer
  std::uint32_t item = 0;    // of this layer
};

// Removes every item or state that another equals or beats in both.
template <class T>
void keepUnbeaten(std::vector<T>& all) {
  std::sort(all.begin(), all.end(), [](const T& a, const T& b) {
    return a.bytes != b.bytes ? a.bytes < b.bytes : a.sensitivity < b.sensitivity;
  });
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
      : budget_(budget - space.fixedBytes) {
    std::int64_t smallest = 0;
    for (std::size_t l = 0; l < space.size(); ++l) {
      std::vector<Item> items;
      for (std::size_t i = 0; i < space.layers[l].widths.size(); ++i)
        items.push_back({space.layers[l].bytes[i], sensitivity.kl[l][i], space.layers[l].widths[i]});
      keepUnbeaten(items);
      smallest += items.front().bytes;
      layers_.push_back(std::move(items));
    }
    if (smallest > budget_)
      throw UsageError(text("no plan fits into ", budget, " bytes: the smallest has ", smallest + space.fixedBytes));
  }

  PlanChoice solve() {
    findPrice();
    dropHopeless();
    return search();
  }

 private:
  // The item with the least sensitivity + price bytes.
  const Item& cheapest(std::size_t l, double price) const {
    return *std::min_element(layers_[l].begin(), layers_[l].end(), [&](const Item& a, const Item& b) {
      return a.sensitivity + price * static_cast<double>(a.bytes) <
             b.sensitivity + price * static_cast<double>(b.bytes);
    });
  }

  std::int64_t bytesAt(double price) const {
    std::int64_t sum = 0;
    for (std::size_t l = 0; l < layers_.size(); ++l) sum += cheapest(l, price).bytes;
    return sum;
  }

  // The price per byte at which the budget is just met, which gives the tightest Lagrangian bound; and a plan within
  // the budget, the bound from the other side.
  void findPrice() {
    double low = 0, high = 1e-12;
    if (bytesAt(0) <= budget_) high = 0;
    while (bytesAt(high) > budget_ && high < 1e12) high *= 16;
    for (int step = 0; step < 100 && high > low; ++step) {
      const double middle = 0.5 * (low + high);
      (bytesAt(middle) > budget_ ? low : high) = middle;
    }
    price_ = high;
    std::vector<Item> plan;
    for (std::size_t l = 0; l < layers_.size(); ++l) plan.push_back(cheapest(l, price_));
    std::int64_t bytes = 0;
    for (const Item& item : plan) bytes += item.bytes;
    if (bytes > budget_) {  // no price is high enough
      bytes = 0;
      for (std::size_t l = 0; l < layers_.size(); ++l) plan[l] = layers_[l].front(), bytes += plan[l].bytes;
    }
    // Spends the rest of the budget where it reduces sensitivity most.
    for (;;) {
      double most = 0;
      std::size_t where = 0;
      const Item* what = nullptr;
      for (std::size_t l = 0; l < layers_.size(); ++l)
        for (const Item& item : layers_[l])
          if (bytes - plan[l].bytes + item.bytes <= budget_ && plan[l].sensitivity - item.sensitivity > most) {
            most = plan[l].sensitivity - item.sensitivity;
            where = l;
            what = &item;
          }
      if (!what) break;
      bytes += what->bytes - plan[where].bytes;
      plan[where] = *what;
    }
    double sensitivity = 0, bound = -price_ * static_cast<double>(budget_);
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      sensitivity += plan[l].sensitivity;
      const Item& best = cheapest(l, price_);
      least_.push_back(best.sensitivity + price_ * static_cast<double>(best.bytes));
      bound += least_.back();
    }
    // Rounding must not cut off the best plan.
    slack_ =
        sensitivity - bound + 1e-9 * (std::abs(sensitivity) + std::abs(bound) + price_ * static_cast<double>(budget_));
  }

  // Excess cost of an item over the cheapest of its layer, at the price.
  double excess(std::size_t l, const Item& item) const {
    return item.sensitivity + price_ * static_cast<double>(item.bytes) - least_[l];
  }

  // An item whose excess alone takes the bound above the known plan is in no best plan.
  void dropHopeless() {
    for (std::size_t l = 0; l < layers_.size(); ++l)
      std::erase_if(layers_[l], [&](const Item& item) { return excess(l, item) > slack_; });
  }

  PlanChoice search() {
    std::int64_t rest = 0;  // the fewest bytes of the remaining layers
    for (const std::vector<Item>& items : layers_) rest += items.front().bytes;
    std::vector<std::vector<State>> stages{{State{}}};
    double passed = 0;  // least_ of the layers so far
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      rest -= layers_[l].front().bytes;
      passed += least_[l];
      std::vector<State> next;
      for (std::uint32_t s = 0; s < stages.back().size(); ++s)
        for (std::uint32_t i = 0; i < layers_[l].size(); ++i) {
          const Item& item = layers_[l][i];
          const std::int64_t bytes = stages.back()[s].bytes + item.bytes;
          const double sensitivity = stages.back()[s].sensitivity + item.sensitivity;
          if (bytes + rest > budget_ || sensitivity + price_ * static_cast<double>(bytes) - passed > slack_) continue;
          next.push_back({bytes, sensitivity, s, i});
        }
      keepUnbeaten(next);
      stages.push_back(std::move(next));
    }
    PlanChoice bits(layers_.size());
    auto at = static_cast<std::uint32_t>(stages.back().size() - 1);  // most bytes, least sensitivity
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
  std::vector<double> least_;  // sensitivity + price bytes, of each layer
  double slack_ = 0;           // between the known plan and the bound
};

}  // namespace

PlanChoice knapsack(const SearchSpace& space, const Sensitivity& sensitivity, std::int64_t budget) {
  checkSensitivity(space, sensitivity);
  if (!space.ties.empty()) {
    const UntiedSpace untied(space);
    return untied.tied(knapsack(untied.space(), untied.untied(sensitivity), budget));
  }
  return Knapsack(space, sensitivity, budget).solve();
}

std::vector<PlanChoice> knapsackPlans(const SearchSpace& space, const Sensitivity& sensitivity, std::size_t count) {
  const std::vector<PlanChoice> ends = sweep(space, sensitivity);
  if (ends.empty() || count == 0) return {};
  std::int64_t smallest = space.fixedBytes;
  for (const SearchSpace::LayerOptions& layer : space.layers)
    smallest += *std::min_element(layer.bytes.begin(), layer.bytes.end());
  const std::int64_t largest = std::max(space.bytes(ends.front()), smallest);
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
