#include "core/search/implausible.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/run/search_runner.h"
#include "tests/support/fake_evaluator.h"

namespace bitprism {
namespace {

using test::FakeEvaluator;
using test::SyntheticNetwork;

// Ten layers whose sensitivities are as they should be.
struct Case {
  SyntheticNetwork network{10, 3};
  FakeEvaluator evaluator{network};
  Sensitivity honest = measureSensitivity(network.space, evaluator, Task{});

  // Which layer alone the plan quantizes, at which bits.
  static bool isOnly(const QuantPlan& plan, std::size_t layer, int bits) {
    for (std::size_t l = 0; l < plan.layers.size(); ++l)
      if (plan.layers[l].isFloat() != (l != layer)) return false;
    return plan.layers[layer].bits == bits;
  }
};

TEST(Implausible, findsBothSidesOfAKlThatRisesWithBits) {
  const Case c;
  EXPECT_TRUE(implausibleSensitivities(c.network.space, c.honest.kl).empty());
  std::vector<std::vector<double>> kl = c.honest.kl;
  kl[4][3] = 40 * kl[4][0];  // 5 bits do more than 2, 3 and 4
  using Place = std::pair<std::size_t, std::size_t>;
  EXPECT_EQ(implausibleSensitivities(c.network.space, kl), (std::vector<Place>{{4, 0}, {4, 1}, {4, 2}, {4, 3}}));
  kl = c.honest.kl;
  kl[2][6] += 1e-3;  // luck with the images
  EXPECT_TRUE(implausibleSensitivities(c.network.space, kl).empty());
}

TEST(Implausible, doubtsEverythingWhenNothingIsHarmless) {
  const Case c;
  std::vector<std::vector<double>> kl = c.honest.kl;
  for (std::vector<double>& row : kl)
    for (double& value : row) value += 0.4;  // as a wrong float reference does to all
  EXPECT_EQ(implausibleSensitivities(c.network.space, kl).size(), 70u);
}

TEST(Implausible, sensitivityOfALyingEvaluatorIsMeasuredAgainAndReported) {
  Case c;
  int lies = 0;
  c.evaluator.distort = [&](const QuantPlan& plan, Score& score) {
    if (Case::isOnly(plan, 6, 5) && ++lies == 1) score.kl += 3;
  };
  std::vector<std::string> notices;
  const Sensitivity measured = measureSensitivity(c.network.space, c.evaluator, Task{}, {}, {}, {.notices = &notices});
  EXPECT_EQ(lies, 1);
  EXPECT_EQ(measured.kl, c.honest.kl);
  EXPECT_GE(c.evaluator.afresh, 2);
  ASSERT_GE(notices.size(), 1u);
  EXPECT_TRUE(notices[0].starts_with("the KL of layer 7 of 10 at 5 bits was measured as 3")) << notices[0];
}

TEST(Implausible, whatRepeatsStandsAndIsReported) {
  Case c;
  c.evaluator.distort = c.evaluator.distortAfresh = [](const QuantPlan& plan, Score& score) {
    if (Case::isOnly(plan, 6, 8)) score.kl = 5;  // odd, but so it is
  };
  std::vector<std::string> notices;
  measureSensitivity(c.network.space, c.evaluator, Task{}, {}, {}, {.notices = &notices});
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_NE(notices[0].find("measured again, with the same result"), std::string::npos) << notices[0];
}

TEST(Implausible, confirmedNeedsTwoThatAgree) {
  const auto score = [](double kl) { return Score{.accuracy = 0.5, .kl = kl}; };
  const auto series = [&](std::vector<double> kls) {
    return [=, next = std::size_t{0}]() mutable { return score(kls.at(next++)); };
  };
  EXPECT_FALSE(confirmed(score(1), series({1})).changed);
  const ConfirmedScore second = confirmed(score(9), series({1, 1}));
  EXPECT_TRUE(second.changed);
  EXPECT_EQ(second.score.kl, 1);
  EXPECT_EQ(confirmed(score(1), series({9, 1})).score.kl, 1);
  EXPECT_THROW(confirmed(score(1), series({2, 3})), Error);
}

TEST(Implausible, evaluationContradictsItsLayers) {
  const Case c;
  const PlanChoice wide(10, 8), narrow(10, 2);
  Evaluation evaluation;
  const auto why = [&](const PlanChoice& bits, double accuracy, double kl, int epochs = 0) {
    evaluation.score = {.accuracy = accuracy, .kl = kl, .images = 500};
    evaluation.task.epochs = epochs;
    return contradiction(c.network.space, c.honest, bits, evaluation, 0.1, 0.92);
  };
  EXPECT_EQ(why(wide, 0.91, 0.001), "");
  EXPECT_NE(why(wide, 0.91, 2).find("KL 2, but the layers one at a time add up to only"), std::string::npos);
  EXPECT_NE(why(wide, 0.12, 0.001).find("accuracy 0.12"), std::string::npos);
  EXPECT_EQ(why(narrow, 0.12, 8), "") << "so few bits may do that";
  EXPECT_EQ(why(wide, 0.12, 8, 1), "") << "a trained network is another one";
}

TEST(Implausible, searchDoesNotBelieveAnImpossibleEvaluation) {
  Case c;
  SearchRunSettings settings;
  settings.search.method = "sensitivity";
  settings.search.trials = 8;
  settings.search.chanceAccuracy = c.network.chance;
  settings.search.floatAccuracy = settings.floatAccuracy = c.network.floatAccuracy;
  settings.search.referenceCost = c.network.space.bytes(PlanChoice(10, 8));
  settings.space = c.network.space;
  settings.reference = {c.network.chance, static_cast<double>(settings.search.referenceCost), c.network.floatAccuracy};
  const auto run = [&] { return SearchRunner(settings, c.honest, c.evaluator, nullptr, {}, {}).run({}); };
  const auto right = run();
  EXPECT_TRUE(right->notices.empty());
  int calls = 0;
  c.evaluator.distort = [&](const QuantPlan&, Score& score) {
    if (++calls == 1) score = {.accuracy = 0.1, .kl = 300, .images = score.images};
  };
  const auto lied = run();
  ASSERT_EQ(lied->evaluations.size(), right->evaluations.size());
  for (std::size_t i = 0; i < right->evaluations.size(); ++i)
    EXPECT_EQ(lied->evaluations[i].score, right->evaluations[i].score) << i;
  EXPECT_EQ(c.evaluator.afresh, 2);
  ASSERT_EQ(lied->notices.size(), 1u);
  EXPECT_TRUE(lied->notices[0].starts_with("trial 1 had KL 300, but the layers one at a time add up to only"))
      << lied->notices[0];
}

}  // namespace
}  // namespace bitprism
