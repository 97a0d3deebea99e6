#include "core/search/limited_sweep.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/infinity.h"
#include "core/search/limited_plans.h"
#include "core/search/tied_search.h"

namespace bitprism {
namespace {

constexpr std::size_t mostPrices = 96;  // of the axis
constexpr int halvings = 30;            // of the range of a limit's price
constexpr int rounds = 3;               // over several limits

// Plans of least kl + prices costs, in an untied space.
class PricedPlans {
 public:
  PricedPlans(const SearchSpace& space, const Sensitivity& sensitivity) : space_(space), kl_(sensitivity.kl) {
    double most = 0, steepest = 0;
    for (std::size_t l = 0; l < space.size(); ++l) {
      for (const double kl : kl_[l]) most = std::max(most, kl);
      for (const CostLimit& limit : space.limits) {
        const auto [low, high] =
            std::minmax_element(space.layers[l].costs(limit.cost).begin(), space.layers[l].costs(limit.cost).end());
        if (*high > *low) steepest = std::max(steepest, part(limit, 1));
      }
    }
    largestPrice_ = 1e6 * std::max(most, 1e-9) / std::max(steepest, 1e-18);
  }

  // Empty if no prices make it allowed.
  std::optional<PlanChoice> at(double axisPrice) const {
    std::vector<double> prices(space_.limits.size(), 0);
    PlanChoice bits = plan(axisPrice, prices);
    if (space_.allows(bits)) return bits;
    for (int round = 0; round < rounds; ++round)
      for (std::size_t k = 0; k < prices.size(); ++k) {
        double low = 0, high = largestPrice_;
        const auto keeps = [&](double price) {
          prices[k] = price;
          const PlanChoice one = plan(axisPrice, prices);
          return space_.cost(one, space_.limits[k].cost) <= space_.limits[k].most;
        };
        if (keeps(0)) continue;
        for (int step = 0; step < halvings; ++step) {
          // Prices span many orders of magnitude.
          const double middle = low > 0 ? std::sqrt(low * high) : high * 1e-12;
          (keeps(middle) ? high : low) = middle;
        }
        prices[k] = high;
      }
    bits = plan(axisPrice, prices);
    if (!space_.allows(bits)) return {};
    return bits;
  }

 private:
  static double part(const CostLimit& limit, std::int64_t cost) {
    return static_cast<double>(cost) / static_cast<double>(limit.most);
  }

  PlanChoice plan(double axisPrice, const std::vector<double>& prices) const {
    PlanChoice bits;
    for (std::size_t l = 0; l < space_.size(); ++l) {
      const SearchSpace::LayerOptions& layer = space_.layers[l];
      std::size_t best = 0;
      double least = infinity;
      for (std::size_t i = 0; i < layer.widths.size(); ++i) {
        double value = kl_[l][i] + axisPrice * static_cast<double>(space_.costs(l)[i]);
        for (std::size_t k = 0; k < prices.size(); ++k)
          value += prices[k] * part(space_.limits[k], layer.costs(space_.limits[k].cost)[i]);
        if (value < least) least = value, best = i;
      }
      bits.push_back(layer.widths[best]);
    }
    return bits;
  }

  const SearchSpace& space_;
  const std::vector<std::vector<double>>& kl_;
  double largestPrice_ = 0;
};

double klOf(const SearchSpace& space, const Sensitivity& sensitivity, const PlanChoice& bits) {
  double sum = 0;
  for (std::size_t l = 0; l < space.size(); ++l)
    sum += sensitivity.kl[l][static_cast<std::size_t>(space.layers[l].indexOf(bits[l]))];
  return sum;
}

// Prices between the steps of the sweep without limits, in rising order.
std::vector<double> axisPrices(const SearchSpace& space, const Sensitivity& sensitivity) {
  SearchSpace free = space;
  free.limits.clear();
  const std::vector<PlanChoice> plans = sweep(free, sensitivity);
  std::vector<double> slopes;
  for (std::size_t i = 1; i < plans.size(); ++i) {
    const double saved =
        static_cast<double>(free.costOfLayers(plans[i - 1], free.axis) - free.costOfLayers(plans[i], free.axis));
    if (saved > 0)
      slopes.push_back((klOf(free, sensitivity, plans[i]) - klOf(free, sensitivity, plans[i - 1])) / saved);
  }
  std::vector<double> prices{0};
  const std::size_t step = std::max<std::size_t>(1, slopes.size() / mostPrices);
  for (std::size_t i = 0; i < slopes.size(); i += step)
    if (slopes[i] > 0) prices.push_back(i + 1 < slopes.size() ? 0.5 * (slopes[i] + slopes[i + 1]) : 2 * slopes[i]);
  return prices;
}

}  // namespace

std::vector<PlanChoice> limitedSweep(const SearchSpace& space, const Sensitivity& sensitivity) {
  checkSensitivity(space, sensitivity);
  if (!space.ties.empty()) {
    const UntiedSpace untied(space);
    std::vector<PlanChoice> plans = limitedSweep(untied.space(), untied.untied(sensitivity));
    for (PlanChoice& bits : plans) bits = untied.tied(bits);
    return plans;
  }
  struct Candidate {
    PlanChoice bits;
    std::int64_t cost = 0;
    double kl = 0;
  };
  std::vector<Candidate> candidates;
  const auto add = [&](std::optional<PlanChoice> bits) {
    if (bits) candidates.push_back({*bits, space.cost(*bits), klOf(space, sensitivity, *bits)});
  };
  add(leastDamage(space, sensitivity));
  if (candidates.empty()) return {};
  add(cheapestAllowed(space));
  const PricedPlans priced(space, sensitivity);
  for (const double price : axisPrices(space, sensitivity)) add(priced.at(price));
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.kl != b.kl ? a.kl < b.kl : a.bits < b.bits;
  });
  std::vector<PlanChoice> plans;
  double least = infinity;
  for (Candidate& one : candidates) {
    if (one.kl >= least) continue;
    least = one.kl;
    plans.push_back(std::move(one.bits));
  }
  std::reverse(plans.begin(), plans.end());
  return plans;
}

}  // namespace bitprism
