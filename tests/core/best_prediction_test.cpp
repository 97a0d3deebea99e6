#include "core/search/best_prediction.h"

#include <gtest/gtest.h>

#include "tests/support/synthetic_network.h"

namespace bitprism {
namespace {

// Knows the accuracy of every plan.
class Oracle : public Predictor {
 public:
  explicit Oracle(const test::SyntheticNetwork& network) : network_(network) {}
  Prediction predict(const PlanChoice& bits) const override { return {network_.score(bits, Task{}).accuracy, 0.01}; }

 private:
  const test::SyntheticNetwork& network_;
};

class BestPrediction : public testing::Test {
 protected:
  PredictionScope scope() const { return {network.space, oracle, sweep(network.space, network.sensitivity), {}}; }

  // All plans of the space.
  template <class Visit>
  void forAll(const Visit& visit) const {
    PlanChoice bits;
    for (const auto& layer : network.space.layers) bits.push_back(layer.narrowest());
    for (;;) {
      if (network.space.contains(bits)) visit(bits, network.space.bytes(bits), oracle.predict(bits).mean);
      std::size_t l = 0;
      while (l < bits.size() && bits[l] == network.space.layers[l].widest())
        bits[l] = network.space.layers[l].narrowest(), ++l;
      if (l == bits.size()) return;
      ++bits[l].bits;
    }
  }

  test::SyntheticNetwork network{4, 3};
  Oracle oracle{network};
};

TEST_F(BestPrediction, comesNearTheBestOfAllPlansWithinABudget) {
  const auto [least, most] = network.space.reachableBytes();
  for (const double share : {0.2, 0.5, 0.8}) {
    const auto budget = least + static_cast<std::int64_t>(share * static_cast<double>(most - least));
    double best = 0;
    forAll([&](const PlanChoice&, std::int64_t bytes, double accuracy) {
      if (bytes <= budget) best = std::max(best, accuracy);
    });
    const auto found = bestPredicted(scope(), budget);
    ASSERT_TRUE(found);
    EXPECT_LE(found->bytes, budget);
    EXPECT_EQ(found->bytes, network.space.bytes(found->bits));
    EXPECT_GT(found->prediction.mean, best - 0.005) << budget;
  }
}

TEST_F(BestPrediction, comesNearTheSmallestOfAllPlansOfAnAccuracy) {
  for (const double accuracy : {0.4, 0.6, 0.8}) {
    std::int64_t least = network.space.reachableBytes().second;
    forAll([&](const PlanChoice&, std::int64_t bytes, double is) {
      if (is >= accuracy) least = std::min(least, bytes);
    });
    const auto found = smallestPredicted(scope(), accuracy);
    ASSERT_TRUE(found);
    EXPECT_GE(found->prediction.mean, accuracy);
    EXPECT_LT(static_cast<double>(found->bytes), 1.03 * static_cast<double>(least)) << accuracy;
  }
}

TEST_F(BestPrediction, namesNothingThatWasTriedOrCannotBe) {
  const auto [least, most] = network.space.reachableBytes();
  EXPECT_FALSE(bestPredicted(scope(), least - 1));
  EXPECT_FALSE(smallestPredicted(scope(), 1.01));
  PredictionScope tried = scope();
  tried.tried.insert(bestPredicted(tried, most)->bits);
  EXPECT_FALSE(tried.tried.contains(bestPredicted(tried, most)->bits));
}

TEST_F(BestPrediction, keepsToTies) {
  network.space.ties = {{0, 2}};
  const auto found = bestPredicted(scope(), network.space.reachableBytes().second * 6 / 10);
  ASSERT_TRUE(found);
  EXPECT_TRUE(network.space.contains(found->bits));
}

}  // namespace
}  // namespace bitprism
