#include "core/search/nearby_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/synthetic_network.h"

namespace bitprism {
namespace {

using test::SyntheticNetwork;

class NearbyModelTest : public testing::Test {
 protected:
  NearbyModelTest() {
    Random random(1);
    const std::vector<PlanChoice> plans = sweep(network.space, network.sensitivity);
    std::vector<ModelObservation> observations;
    for (int i = 0; i < 30; ++i) {
      PlanChoice bits = plans[random.below(plans.size())];
      for (LayerChoice& b : bits) b = std::clamp(b.bits + static_cast<int>(random.below(3)) - 1, 2, 8);
      const Score score = network.score(bits, {});
      observations.push_back({bits, 0, score.accuracy, score.kl, score.images});
    }
    model.emplace(std::make_shared<const PlanFeatures>(network.space, network.sensitivity), observations,
                  AccuracyModel::Settings{{network.chance, network.floatAccuracy}, 1, 1});
  }

  PlanChoice moved(PlanChoice bits, const PlanMove& move) const {
    for (std::size_t l = move.first; l < move.first + move.length; ++l)
      bits[l] = std::clamp(bits[l].bits + move.change, 2, 8);
    if (move.lowered) bits[*move.lowered] = std::max(bits[*move.lowered].bits - 1, 2);
    return bits;
  }

  SyntheticNetwork network{40, 3};
  std::optional<AccuracyModel> model;
};

TEST_F(NearbyModelTest, foretellsStepsAsTheModelDoes) {
  NearbyModel nearby(*model);
  Random random(2);
  double worst = 0, largestChange = 0;
  for (int round = 0; round < 20; ++round) {
    PlanChoice from;
    for (std::size_t l = 0; l < 40; ++l) from.push_back(3 + static_cast<int>(random.below(4)));
    nearby.settleOn(from);
    const Prediction here = model->predict(from);
    for (const PlanMove& move :
         {PlanMove{random.below(40), 1, 1, {}}, PlanMove{random.below(40), 1, -1, {}},
          PlanMove{random.below(20), 1, 1, 20 + random.below(20)}, PlanMove{random.below(36), 4, -1, {}}}) {
      const PlanChoice bits = moved(from, move);
      const NearbyModel::Rough rough = nearby.after(move);
      const Prediction exact = model->predict(bits);
      EXPECT_EQ(rough.cost, static_cast<double>(network.space.bytes(bits)));
      worst = std::max(worst, std::abs(rough.mean - exact.mean));
      largestChange = std::max(largestChange, std::abs(exact.mean - here.mean));
      EXPECT_NEAR(rough.deviation, exact.deviation, 0.3 * exact.deviation + 0.002);
    }
  }
  EXPECT_GT(largestChange, 0.05);
  EXPECT_LT(worst, 0.1 * largestChange);
}

TEST_F(NearbyModelTest, aStepThatCannotBeTakenChangesNothing) {
  NearbyModel nearby(*model);
  const PlanChoice widest(40, 8);
  nearby.settleOn(widest);
  const NearbyModel::Rough rough = nearby.after({0, 40, 1, {}});
  EXPECT_NEAR(rough.mean, model->predict(widest).mean, 1e-9);
  EXPECT_NEAR(rough.deviation, model->predict(widest).deviation, 1e-9);
  EXPECT_EQ(rough.cost, static_cast<double>(network.space.bytes(widest)));
}

}  // namespace
}  // namespace bitprism
