#include "core/search/plan_features.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "tests/support/synthetic_network.h"

namespace bitprism {
namespace {

using test::SyntheticNetwork;

PlanChoice randomBits(Random& random, std::size_t layers) {
  PlanChoice bits;
  for (std::size_t l = 0; l < layers; ++l) bits.push_back(2 + static_cast<int>(random.below(7)));
  return bits;
}

TEST(PlanFeatures, sayWhatTheCalibrationForetells) {
  const SyntheticNetwork network(9, 1);
  const PlanFeatures features(network.space, network.sensitivity);
  Random random(1);
  for (int round = 0; round < 20; ++round) {
    const PlanChoice bits = randomBits(random, 9);
    double sum = 0;
    for (std::size_t l = 0; l < 9; ++l) sum += network.sensitivity.kl[l][static_cast<std::size_t>(bits[l].bits - 2)];
    const PlanFeatures::Table table = features.of({bits});
    EXPECT_NEAR(table.logDamage[0], std::log(1e-6 + sum), 1e-12);
    EXPECT_EQ(table.cost[0], static_cast<double>(network.space.bytes(bits)));
    EXPECT_EQ(table.inputs.cols(), features.inputs());
    EXPECT_EQ(features.interactionFeatures(table).cols(), features.interactions());
    EXPECT_GE(table.inputs.minCoeff(), -1e-9);
    EXPECT_LE(table.inputs.maxCoeff(), 1 + 1e-9);
    EXPECT_GE(table.spread[0], 0);
    EXPECT_LE(table.spread[0], std::log(9.0) + 1e-9);
  }
}

// The first input is the foretold damage, the second the size, each from the least to the most there can be.
TEST(PlanFeatures, scaleDamageAndSizeToAllThatThereCanBe) {
  const SyntheticNetwork network(5, 7);
  const PlanFeatures features(network.space, network.sensitivity);
  const PlanChoice narrow(5, 2), wide(5, 8), middle{3, 8, 2, 5, 4};
  const PlanFeatures::Table table = features.of({narrow, wide, middle});
  EXPECT_NEAR(table.inputs(0, 1), 0, 1e-12);
  EXPECT_NEAR(table.inputs(1, 1), 1, 1e-12);
  const auto least = static_cast<double>(network.space.bytes(narrow));
  const auto most = static_cast<double>(network.space.bytes(wide));
  EXPECT_NEAR(table.inputs(2, 1), (static_cast<double>(network.space.bytes(middle)) - least) / (most - least), 1e-12);
  EXPECT_NEAR(table.inputs(0, 0), 1, 1e-12);
  EXPECT_NEAR(table.inputs(1, 0), 0, 1e-12);
  EXPECT_NEAR(table.inputs(2, 0), (table.logDamage[2] - table.logDamage[1]) / (table.logDamage[0] - table.logDamage[1]),
              1e-12);
}

TEST(PlanFeatures, rowsDoNotDependOnEachOther) {
  const SyntheticNetwork network(6, 2);
  const PlanFeatures features(network.space, network.sensitivity);
  Random random(2);
  const PlanChoice a = randomBits(random, 6), b = randomBits(random, 6);
  const PlanFeatures::Table both = features.of({a, b}), alone = features.of({b});
  EXPECT_EQ(both.interaction.col(1), alone.interaction.col(0));
  EXPECT_EQ(both.inputs.row(1), alone.inputs.row(0));
  EXPECT_EQ(both.logDamage[1], alone.logDamage[0]);
}

TEST(PlanFeatures, interactionVanishesWhereOneLayerDoesAllTheSensitivity) {
  SyntheticNetwork network(3, 3);
  for (std::size_t l = 0; l < 3; ++l)
    for (double& kl : network.sensitivity.kl[l]) kl *= l == 1 ? 1 : 0;
  const PlanFeatures features(network.space, network.sensitivity);
  const PlanFeatures::Table table = features.of({{2, 2, 2}});
  EXPECT_LT(table.interaction.cwiseAbs().maxCoeff(), 1e-3);
  EXPECT_LT(table.spread[0], 1e-3);
}

TEST(InteractionProducts, areThoseOfTheFeatures) {
  const SyntheticNetwork network(7, 6);
  const PlanFeatures features(network.space, network.sensitivity);
  Random random(6);
  std::vector<PlanChoice> kept, others;
  for (int i = 0; i < 6; ++i) kept.push_back(randomBits(random, 7));
  for (int i = 0; i < 4; ++i) others.push_back(randomBits(random, 7));
  const PlanFeatures::Table first = features.of({kept[0], kept[1]}), rest = features.of({kept.begin() + 2, kept.end()}),
                            table = features.of(others);
  InteractionProducts products(first);
  products.keep(rest);
  const Eigen::MatrixXd all = features.interactionFeatures(features.of(kept)),
                        wanted = features.interactionFeatures(table);
  EXPECT_LT((products.with(table) - all * wanted.transpose()).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_LT((features.interactionSquares(table) - wanted.rowwise().squaredNorm()).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_GT(wanted.cwiseAbs().maxCoeff(), 0.01);
}

TEST(PlanFeatures, sumsFollowASingleLayer) {
  const SyntheticNetwork network(7, 8);
  const PlanFeatures features(network.space, network.sensitivity);
  Random random(8);
  PlanChoice bits = randomBits(random, 7);
  PlanFeatures::Sums sums = features.sums(bits);
  sums.add(features.part(3, bits[3].bits - 2), features.group(3), -1);
  bits[3] = bits[3] == 2 ? 5 : 2;
  sums.add(features.part(3, bits[3].bits - 2), features.group(3));
  const PlanFeatures::Table table = features.of({bits});
  EXPECT_NEAR(features.logDamage(sums), table.logDamage[0], 1e-12);
  EXPECT_NEAR(features.spread(sums), table.spread[0], 1e-12);
  EXPECT_NEAR(sums.cost, table.cost[0], 1e-9);
  EXPECT_LT((features.inputs(sums) - table.inputs.row(0).transpose()).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(PlanFeatures, noCoefficientsCorrectNothing) {
  const SyntheticNetwork network(5, 4);
  const PlanFeatures features(network.space, network.sensitivity);
  Eigen::VectorXd coefficients = Eigen::VectorXd::Zero(features.interactions());
  EXPECT_EQ(features.corrected(coefficients), network.sensitivity);
  coefficients[2 * features.interactions() / 5] = 0.3;  // layer 2, narrowest width
  const Sensitivity changed = features.corrected(coefficients);
  EXPECT_GT(changed.kl[2][0], network.sensitivity.kl[2][0]);
  EXPECT_EQ(changed.kl[1], network.sensitivity.kl[1]);
}

TEST(PlanFeatures, takesOneLayerAndLockedOnesAndRefusesAMisfit) {
  SyntheticNetwork one(1, 5);
  EXPECT_EQ(PlanFeatures(one.space, one.sensitivity).of({{4}}).inputs.cols(), 3);
  restrictLayer(one.space, &one.sensitivity, 0, 4, 4);
  EXPECT_TRUE(PlanFeatures(one.space, one.sensitivity).of({{4}}).inputs.allFinite());
  EXPECT_THROW(PlanFeatures(one.space, Sensitivity{}), UsageError);
}

}  // namespace
}  // namespace bitprism
