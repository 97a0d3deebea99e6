#include "core/search/accuracy_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/synthetic_network.h"

namespace bitprism {
namespace {

using test::SyntheticNetwork;

class AccuracyModelTest : public testing::Test {
 protected:
  AccuracyModel::Settings settings(int tasks = 1) const { return {{network.chance, network.floatAccuracy}, tasks, 1}; }

  // Plans around the middle of the space, where accuracy is neither float's nor chance.
  std::vector<ModelObservation> observe(std::size_t count, std::uint64_t seed, int task = 0, std::int64_t images = 0) {
    Random random(seed);
    const std::vector<PlanChoice> plans = sweep(network.space, network.sensitivity);
    std::vector<ModelObservation> all;
    while (all.size() < count) {
      PlanChoice bits = plans[random.below(plans.size())];
      for (LayerChoice& b : bits) b = std::clamp(b.bits + static_cast<int>(random.below(3)) - 1, 2, 8);
      const Score score = network.score(bits, {images, 0});
      all.push_back({bits, task, score.accuracy, score.kl, score.images});
    }
    return all;
  }

  double meanError(const AccuracyModel& model) {
    double sum = 0;
    const std::vector<ModelObservation> fresh = observe(100, 99);
    for (const ModelObservation& o : fresh) sum += std::abs(model.predict(o.bits).mean - network.accuracy(o.bits));
    return sum / static_cast<double>(fresh.size());
  }

  SyntheticNetwork network{10, 7};
  std::shared_ptr<const PlanFeatures> features =
      std::make_shared<const PlanFeatures>(network.space, network.sensitivity);
};

TEST_F(AccuracyModelTest, hasAnOpinionBeforeAnyData) {
  const AccuracyModel model(features, {}, settings());
  const Prediction fine = model.predict(PlanChoice(10, 8)), coarse = model.predict(PlanChoice(10, 2));
  EXPECT_GT(fine.mean, coarse.mean);
  EXPECT_GT(coarse.deviation, 0);
  EXPECT_TRUE(std::isfinite(fine.deviation));
  EXPECT_EQ(model.leaveOneOutDensity(), 0);
}

TEST_F(AccuracyModelTest, learns) {
  const double ignorant = meanError(AccuracyModel(features, {}, settings()));
  const double some = meanError(AccuracyModel(features, observe(10, 1), settings()));
  const double many = meanError(AccuracyModel(features, observe(60, 1), settings()));
  EXPECT_LT(some, 0.7 * ignorant);
  EXPECT_LT(many, 0.8 * some);
  EXPECT_LT(many, 0.03);
}

TEST_F(AccuracyModelTest, learnsFromAccuracyAloneToo) {
  std::vector<ModelObservation> observations = observe(40, 2);
  for (ModelObservation& o : observations) o.kl = 0;
  const double ignorant = meanError(AccuracyModel(features, {}, settings()));
  EXPECT_LT(meanError(AccuracyModel(features, observations, settings())), 0.6 * ignorant);
}

TEST_F(AccuracyModelTest, knowsHowWrongItIs) {
  const AccuracyModel model(features, observe(40, 3), settings());
  double sum = 0;
  const std::vector<ModelObservation> fresh = observe(200, 98);
  for (const ModelObservation& o : fresh) {
    const Prediction p = model.predict(o.bits);
    sum += std::pow(p.mean - o.accuracy, 2) / (p.deviation * p.deviation + 0.005 * 0.005);
  }
  const double ratio = sum / static_cast<double>(fresh.size());  // 1 were it exactly right
  EXPECT_GT(ratio, 0.1);
  EXPECT_LT(ratio, 5);
}

TEST_F(AccuracyModelTest, predictsTheSameAloneAndTogether) {
  const AccuracyModel model(features, observe(20, 4), settings());
  const std::vector<ModelObservation> fresh = observe(5, 97);
  std::vector<PlanChoice> plans;
  for (const ModelObservation& o : fresh) plans.push_back(o.bits);
  const AccuracyModel::Batch batch = model.predictAll(plans);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const Prediction alone = model.predict(plans[i]);
    EXPECT_NEAR(alone.mean, batch.mean[static_cast<Eigen::Index>(i)], 1e-12);
    EXPECT_NEAR(alone.deviation, std::sqrt(batch.variance[static_cast<Eigen::Index>(i)]), 1e-12);
  }
}

TEST_F(AccuracyModelTest, imaginingAMeasurementLeavesItsMeanAndTakesItsDoubt) {
  AccuracyModel model(features, observe(8, 5), settings());
  const PlanChoice bits = observe(1, 96)[0].bits;
  const Prediction before = model.predict(bits);
  model.imagine(bits, 0);
  const Prediction after = model.predict(bits);
  EXPECT_LT(after.deviation, before.deviation);
  EXPECT_NEAR(after.mean, before.mean, before.deviation);
}

TEST_F(AccuracyModelTest, takesDuplicatesAndEqualAccuraciesAndASinglePoint) {
  std::vector<ModelObservation> same = observe(1, 6);
  for (int i = 0; i < 6; ++i) same.push_back(same[0]);
  std::vector<ModelObservation> equal = observe(6, 7);
  for (ModelObservation& o : equal) o.accuracy = 0.5, o.kl = 0.7;
  std::vector<ModelObservation> ruined = observe(5, 8);
  for (ModelObservation& o : ruined) o.accuracy = 0, o.kl = std::numeric_limits<double>::infinity();
  for (const auto& observations : {same, equal, ruined, observe(1, 9)}) {
    const Prediction p = AccuracyModel(features, observations, settings()).predict(PlanChoice(10, 4));
    EXPECT_TRUE(std::isfinite(p.mean) && std::isfinite(p.deviation));
    EXPECT_GE(p.mean, 0);
    EXPECT_LE(p.mean, 1);
  }
}

TEST_F(AccuracyModelTest, aCheapTaskThatForetellsHelpsAndIsSeenToBeRelated) {
  std::vector<ModelObservation> few = observe(5, 10, 1);  // what KL means for accuracy must be learned from these
  std::vector<ModelObservation> joint = few;
  for (const ModelObservation& o : observe(40, 11, 0, 500)) joint.push_back(o);
  for (const CheapObservation cheap : {CheapObservation::Kl, CheapObservation::Accuracy, CheapObservation::Both}) {
    AccuracyModel::Settings two = settings(2);
    two.cheap = cheap;
    const AccuracyModel alone(features, few, two), together(features, joint, two);
    EXPECT_LT(meanError(together), 0.95 * meanError(alone)) << cheapObservationName(cheap);
    const auto correlation = together.taskCorrelation();
    ASSERT_EQ(correlation.size(), 2u);
    EXPECT_EQ(correlation[0][0], 1);
    EXPECT_GT(correlation[0][1], 0.3);
    EXPECT_LE(correlation[0][1], 1);
    EXPECT_EQ(together.lengthScales().size(), static_cast<std::size_t>(features->inputs()));
  }
}

TEST_F(AccuracyModelTest, aCheapMeasurementMovesLessThanADearOne) {
  const AccuracyModel model(features, observe(10, 12, 1), settings(2));
  const std::vector<PlanChoice> plans{observe(1, 95)[0].bits, observe(1, 94)[0].bits};
  const Eigen::VectorXd cheap = model.movement(plans, 0), dear = model.movement(plans, 1);
  for (Eigen::Index i = 0; i < 2; ++i) {
    EXPECT_GT(cheap[i], 0);
    EXPECT_LE(cheap[i], dear[i] * 1.5);
  }
}

}  // namespace
}  // namespace bitprism
