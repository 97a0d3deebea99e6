#include "core/search/knapsack.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <iostream>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/quant/scheme/layer_choice.h"
#include "tests/support/synthetic_network.h"

namespace bitprism {
namespace {

using test::SyntheticNetwork;

double sensitivityOf(const SearchSpace& space, const Sensitivity& sensitivity, const PlanChoice& bits) {
  double sum = 0;
  for (std::size_t l = 0; l < space.size(); ++l)
    sum += sensitivity.kl[l][static_cast<std::size_t>(space.layers[l].indexOf(bits[l]))];
  return sum;
}

void forEachPlan(const SearchSpace& space, const std::function<void(const PlanChoice&)>& visit) {
  PlanChoice bits(space.size());
  const std::function<void(std::size_t)> from = [&](std::size_t l) {
    if (l == space.size()) {
      if (space.contains(bits)) visit(bits);
      return;
    }
    for (const LayerChoice& choice : space.layers[l].widths) {
      bits[l] = choice;
      from(l + 1);
    }
  };
  from(0);
}

// Choices with any bytes and any sensitivity: repeated, beaten, without order.
SyntheticNetwork jumbled(std::size_t layers, std::uint64_t seed, bool alike) {
  SyntheticNetwork network(layers, seed);
  Random random(seed, 3);
  for (std::size_t l = 0; l < layers; ++l) {
    SearchSpace::LayerOptions& layer = network.space.layers[l];
    const std::size_t count = 1 + random.below(4);
    layer.widths.clear();
    layer.bytes.clear();
    network.sensitivity.kl[l].clear();
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < count; ++i) {
      bytes += static_cast<std::int64_t>(random.below(alike ? 3 : 50));
      layer.widths.push_back(2 + static_cast<int>(i));
      layer.bytes.push_back(bytes);
      network.sensitivity.kl[l].push_back(alike ? static_cast<double>(random.below(4)) : random.uniform());
    }
  }
  return network;
}

TEST(Knapsack, findsTheLeastSensitivityOfAllPlansForEveryBudget) {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SyntheticNetwork network = seed % 4 == 0 ? SyntheticNetwork(4, seed) : jumbled(6, seed, seed % 4 == 1);
    if (seed % 5 == 0 && seed % 4 != 0) {
      network.space.layers[2] = network.space.layers[4];
      network.sensitivity.kl[2] = network.sensitivity.kl[4];
      network.space.ties = {{2, 4}};
    }
    std::vector<std::pair<std::int64_t, double>> all;
    forEachPlan(network.space, [&](const PlanChoice& bits) {
      all.emplace_back(network.space.bytes(bits), sensitivityOf(network.space, network.sensitivity, bits));
    });
    std::sort(all.begin(), all.end());
    Random random(seed, 9);
    for (int i = 0; i < 25; ++i) {
      const std::int64_t low = all.front().first, high = all.back().first;
      const std::int64_t budget = i == 0   ? low
                                  : i == 1 ? high + 5
                                           : low + static_cast<std::int64_t>(random.below(high - low + 1));
      double least = std::numeric_limits<double>::infinity();
      for (const auto& [bytes, sensitivity] : all)
        if (bytes <= budget) least = std::min(least, sensitivity);
      const PlanChoice bits = knapsack(network.space, network.sensitivity, budget);
      ASSERT_TRUE(network.space.contains(bits));
      EXPECT_LE(network.space.bytes(bits), budget);
      EXPECT_NEAR(sensitivityOf(network.space, network.sensitivity, bits), least, 1e-12 * (1 + least))
          << seed << " " << budget;
      ++compared;
    }
    EXPECT_THROW(knapsack(network.space, network.sensitivity, all.front().first - 1), UsageError);
  }
  std::cout << compared << " budgets compared with all plans\n";
}

TEST(Knapsack, isNeverWorseThanTheSweepAndSometimesBetter) {
  const SyntheticNetwork network(57, 3);
  const std::vector<PlanChoice> plans = sweep(network.space, network.sensitivity);
  const auto begin = std::chrono::steady_clock::now();
  int better = 0;
  for (std::size_t i = 0; i + 1 < plans.size(); ++i) {
    const double sensitivity = sensitivityOf(network.space, network.sensitivity, plans[i]);
    const std::int64_t bytes = network.space.bytes(plans[i]), before = network.space.bytes(plans[i + 1]);
    // At its own size a plan of the sweep is the best; between two of them others are.
    EXPECT_NEAR(sensitivityOf(network.space, network.sensitivity, knapsack(network.space, network.sensitivity, bytes)),
                sensitivity, 1e-9 * sensitivity);
    const PlanChoice between = knapsack(network.space, network.sensitivity, (bytes + before) / 2);
    better += sensitivityOf(network.space, network.sensitivity, between) <
              sensitivityOf(network.space, network.sensitivity, plans[i + 1]) * (1 - 1e-9);
  }
  std::cout << 2 * (plans.size() - 1) << " knapsacks of 57 layers in "
            << std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() << " s\n";
  EXPECT_GT(better, static_cast<int>(plans.size()) / 2);
}

TEST(Knapsack, takesManyLayersThatAreAlike) {
  SyntheticNetwork network(150, 1);
  for (std::size_t l = 0; l < 150; ++l) {
    network.space.layers[l] = network.space.layers[l % 3];
    network.sensitivity.kl[l] = network.sensitivity.kl[l % 3];
  }
  const auto plans = knapsackPlans(network.space, network.sensitivity, 9);
  EXPECT_EQ(plans.size(), 9u);
}

TEST(KnapsackPlans, goFromTheLeastSensitivityToTheFewestBytes) {
  const SyntheticNetwork network(20, 2);
  const auto plans = knapsackPlans(network.space, network.sensitivity, 12);
  ASSERT_EQ(plans.size(), 12u);
  EXPECT_EQ(plans.front(), sweep(network.space, network.sensitivity).front());
  EXPECT_EQ(plans.back(), PlanChoice(20, 2));
  for (std::size_t i = 1; i < plans.size(); ++i)
    EXPECT_LT(network.space.bytes(plans[i]), network.space.bytes(plans[i - 1]));
}

}  // namespace
}  // namespace bitprism
