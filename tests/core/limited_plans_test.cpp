#include "core/search/limited_plans.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/error.h"
#include "core/search/greedy_sweep.h"
#include "core/search/knapsack.h"
#include "core/search/limited_sweep.h"
#include "tests/support/costly_space.h"

namespace bitprism {
namespace {

using test::costlyNetwork;
using test::limitAt;
using test::SyntheticNetwork;

constexpr Cost allCosts[] = {Cost::Memory, Cost::BitOperations, Cost::Latency};

double klOf(const SyntheticNetwork& network, const PlanChoice& bits) {
  double sum = 0;
  for (std::size_t l = 0; l < bits.size(); ++l)
    sum += network.sensitivity.kl[l][static_cast<std::size_t>(network.space.layers[l].indexOf(bits[l]))];
  return sum;
}

// Networks on every axis with one to three limits, some of which contradict each other.
std::vector<SyntheticNetwork> networks() {
  std::vector<SyntheticNetwork> all;
  for (std::uint64_t seed = 1; seed <= 18; ++seed) {
    SyntheticNetwork network = costlyNetwork(5, seed, 4);
    Random random(seed, 5);
    if (seed % 6 == 5) {
      network.space.layers[3] = network.space.layers[1];
      network.space.ties = {{1, 3}};
    }
    setAxis(network.space, allCosts[seed % 3], &network.sensitivity);
    for (std::size_t k = 0; k < 1 + seed % 3; ++k)
      network.space.limits.push_back(limitAt(network.space, allCosts[(seed + k + 1) % 3], random.uniform(0.15, 0.7)));
    network.space.limits = tightest(network.space.limits);
    all.push_back(std::move(network));
  }
  return all;
}

TEST(LimitedPlans, findTheLeastDamageOfAllAllowedPlansForEveryBudget) {
  int found = 0, impossible = 0;
  for (const SyntheticNetwork& network : networks())
    for (const double part : {0.1, 0.3, 0.6, 1.0}) {
      const std::int64_t budget = limitAt(network.space, network.space.axis, part).most;
      double least = std::numeric_limits<double>::infinity();
      test::forEachPlanOf(network.space, [&](const PlanChoice& bits) {
        if (network.space.allows(bits) && network.space.cost(bits) <= budget)
          least = std::min(least, klOf(network, bits));
      });
      const std::optional<PlanChoice> bits = leastDamage(network.space, network.sensitivity, budget);
      ASSERT_EQ(bits.has_value(), std::isfinite(least));
      if (!bits) {
        EXPECT_THROW(knapsack(network.space, network.sensitivity, budget), UsageError);
        ++impossible;
        continue;
      }
      EXPECT_TRUE(network.space.contains(*bits));
      EXPECT_TRUE(network.space.allows(*bits));
      EXPECT_LE(network.space.cost(*bits), budget);
      EXPECT_NEAR(klOf(network, *bits), least, 1e-9 * (1 + least));
      EXPECT_NEAR(klOf(network, knapsack(network.space, network.sensitivity, budget)), least, 1e-9 * (1 + least));
      ++found;
    }
  EXPECT_GT(found, 25);
  EXPECT_GT(impossible, 3);
}

TEST(LimitedPlans, reachWhatAllAllowedPlansReach) {
  for (const SyntheticNetwork& network : networks())
    for (const Cost cost : allCosts) {
      std::int64_t least = std::numeric_limits<std::int64_t>::max(), most = -1;
      test::forEachPlanOf(network.space, [&](const PlanChoice& bits) {
        if (!network.space.allows(bits)) return;
        least = std::min(least, network.space.cost(bits, cost));
        most = std::max(most, network.space.cost(bits, cost));
      });
      if (most < 0) {
        EXPECT_THROW(checkReachable(network.space), UsageError);
        EXPECT_THROW(reachableWithin(network.space, cost), UsageError);
        EXPECT_FALSE(cheapestAllowed(network.space, cost));
        continue;
      }
      EXPECT_NO_THROW(checkReachable(network.space));
      EXPECT_EQ(reachableWithin(network.space, cost), std::pair(least, most));
      EXPECT_EQ(network.space.cost(cheapestAllowed(network.space, cost).value(), cost), least);
    }
}

TEST(LimitedPlans, sayWhatIsReachableInOneSentence) {
  SyntheticNetwork network = costlyNetwork(4, 3);
  network.space.limits = {{Cost::BitOperations, 10}};
  try {
    checkReachable(network.space);
    FAIL();
  } catch (const UsageError& problem) {
    EXPECT_NE(std::string(problem.what()).find("no plan has as few bit operations as 10 BOPs"), std::string::npos);
  }
  // Two limits that can be kept alone.
  SearchSpace& space = network.space;
  space = SearchSpace();
  space.layers.assign(1, {{2, 8}, {100, 400}, 1, {}, {900, 200}});
  space.limits = {{Cost::Memory, 200}, {Cost::Latency, 300}};
  try {
    checkReachable(space);
    FAIL();
  } catch (const UsageError& problem) {
    EXPECT_EQ(std::string(problem.what()),
              "no plan keeps 0.2 KiB and 0.30 us at once: within 0.2 KiB the least latency is 0.90 us");
  }
}

TEST(LimitedSweep, goesFromTheLeastDamageToTheCheapestPlanAndIsNeverBeatenByItself) {
  int plansInAll = 0;
  for (const SyntheticNetwork& network : networks()) {
    const std::vector<PlanChoice> plans = sweep(network.space, network.sensitivity);
    const std::optional<PlanChoice> best = leastDamage(network.space, network.sensitivity);
    EXPECT_EQ(plans.empty(), !best);
    if (plans.empty()) continue;
    EXPECT_NEAR(klOf(network, plans.front()), klOf(network, *best), 1e-12);
    EXPECT_EQ(network.space.cost(plans.back()), network.space.cost(cheapestAllowed(network.space).value()));
    for (std::size_t i = 0; i < plans.size(); ++i) {
      EXPECT_TRUE(network.space.allows(plans[i]));
      if (i == 0) continue;
      EXPECT_LT(network.space.cost(plans[i]), network.space.cost(plans[i - 1]));
      EXPECT_GT(klOf(network, plans[i]), klOf(network, plans[i - 1]));
    }
    plansInAll += static_cast<int>(plans.size());
    for (const PlanChoice& bits : greedySweep(network.space, network.sensitivity))
      EXPECT_TRUE(network.space.allows(bits));
    for (const PlanChoice& bits : knapsackPlans(network.space, network.sensitivity, 6))
      EXPECT_TRUE(network.space.allows(bits));
  }
  EXPECT_GT(plansInAll, 40);
}

// Limits that every plan keeps change nothing that is promised.
TEST(LimitedSweep, isTheLagrangianSweepWhereLimitsDoNotBind) {
  SyntheticNetwork network = costlyNetwork(8, 2);
  const std::vector<PlanChoice> without = sweep(network.space, network.sensitivity);
  network.space.limits = {limitAt(network.space, Cost::BitOperations, 1)};
  const std::vector<PlanChoice> with = sweep(network.space, network.sensitivity);
  for (const PlanChoice& bits : with) EXPECT_NE(std::find(without.begin(), without.end(), bits), without.end());
  EXPECT_GE(4 * with.size(), 3 * without.size());
}

TEST(PlanFitter, alwaysEndsWithinTheLimitsAndLeavesAllowedPlansAlone) {
  for (const SyntheticNetwork& network : networks()) {
    if (!network.space.ties.empty()) continue;
    const PlanFitter fitter(network.space);
    Random random(7);
    std::set<PlanChoice> allowed;
    test::forEachPlanOf(network.space, [&](const PlanChoice& bits) {
      const std::optional<PlanChoice> fitted = fitter.fitted(bits, random);
      if (network.space.allows(bits)) {
        allowed.insert(bits);
        EXPECT_EQ(fitted, bits);
      } else if (fitted) {
        EXPECT_TRUE(network.space.contains(*fitted));
        EXPECT_TRUE(network.space.allows(*fitted));
      }
    });
    // All allowed plans are found, one after another.
    std::set<PlanChoice> tried;
    while (const std::optional<PlanChoice> other = fitter.anyOther(tried)) ASSERT_TRUE(tried.insert(*other).second);
    EXPECT_EQ(tried, allowed);
  }
}

}  // namespace
}  // namespace bitprism
