#include "core/search/greedy_sweep.h"

#include <gtest/gtest.h>

#include "core/quant/scheme/layer_choice.h"
#include "tests/support/synthetic_network.h"

namespace bitprism {
namespace {

using test::SyntheticNetwork;

// Three layers with sensitivities and bytes that can be followed by hand.
SyntheticNetwork small() {
  SyntheticNetwork network(2, 1);
  network.space.layers[0].widths = network.space.layers[1].widths = {2, 3, 4};
  network.space.layers[0].bytes = {10, 20, 30};
  network.space.layers[1].bytes = {100, 200, 300};
  network.sensitivity.kl = {{1.0, 0.3, 0.1}, {9.0, 4.0, 1.0}};
  return network;
}

TEST(GreedySweep, lowersWhatCostsLeastPerByte) {
  const SyntheticNetwork network = small();
  // Per byte: layer 0: 0.02, then 0.07; layer 1: 0.03, then 0.05.
  const std::vector<PlanChoice> expected{{4, 4}, {3, 4}, {3, 3}, {3, 2}, {2, 2}};
  EXPECT_EQ(greedySweep(network.space, network.sensitivity), expected);
}

TEST(GreedySweep, doesNotSeePastABarrier) {
  SyntheticNetwork network = small();
  // 4 -> 3 of the second layer is dear, 3 -> 2 for nothing: the Lagrangian sweep jumps, the greedy one comes last.
  network.sensitivity.kl[1] = {8.0, 8.0, 1.0};
  const auto plans = greedySweep(network.space, network.sensitivity);
  EXPECT_EQ(plans[2], (PlanChoice{2, 4}));
  EXPECT_EQ(plans[3], (PlanChoice{2, 3}));
  const auto lagrangian = sweep(network.space, network.sensitivity);
  EXPECT_EQ(lagrangian[2], (PlanChoice{3, 2}));
}

TEST(GreedySweep, amongSchemesOfOneSizeTakesTheLessSensitive) {
  SyntheticNetwork network = small();
  network.space.layers[0].widths = {2, 3, LayerChoice(3, 1), 4};
  network.space.layers[0].bytes = {10, 20, 20, 30};
  network.sensitivity.kl[0] = {1.0, 0.3, 0.2, 0.1};
  EXPECT_EQ(greedySweep(network.space, network.sensitivity)[1], (PlanChoice{LayerChoice(3, 1), 4}));
}

TEST(GreedySweep, stepsThroughAllWidthsWithinTiesAndLocks) {
  SyntheticNetwork network(12, 2);
  restrictLayer(network.space, &network.sensitivity, 0, 8, 8);
  network.space.layers[3] = network.space.layers[5];
  network.space.ties = {{3, 5}};
  const auto plans = greedySweep(network.space, network.sensitivity);
  EXPECT_EQ(plans.size(), 1 + 10u * 6);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    EXPECT_TRUE(network.space.contains(plans[i]));
    EXPECT_TRUE(i == 0 || network.space.bytes(plans[i]) < network.space.bytes(plans[i - 1]));
  }
}

}  // namespace
}  // namespace bitprism
