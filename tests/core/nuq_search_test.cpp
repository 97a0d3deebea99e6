#include "core/search/nuq_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/search/tied_search.h"
#include "tests/support/drive_search.h"

namespace bitprism {
namespace {

using test::drive;
using test::measure;
using test::settingsFor;
using test::SyntheticNetwork;

// Quick enough for tests; the schedule and the rules are the same.
NuqSettings quick(BitCurve curve = BitCurve::Linear) {
  NuqSettings nuq;
  nuq.curve = curve;
  nuq.warmUp = 60;
  nuq.warmUpAgain = 20;
  nuq.samples = 20;
  return nuq;
}

SearchSettings fourTasks(const SyntheticNetwork& network, int trials, std::uint64_t seed = 1) {
  SearchSettings settings = settingsFor(network, "nuq", trials, seed);
  settings.tasks = {{0, 0}, {0, 1}, {0, 2}, {0, 10}};
  return settings;
}

std::vector<Evaluation> run(const SyntheticNetwork& network, const SearchSettings& settings, const NuqSettings& nuq) {
  NuqSearch search(settings, network.space, network.sensitivity, nuq);
  return drive(search, network, settings);
}

TEST(NuqSearch, asksTheTopTaskEveryFifthTimeAfterARandomBeginning) {
  const SyntheticNetwork network(16, 1);
  const auto all = run(network, fourTasks(network, 4), quick());
  ASSERT_EQ(all.size(), 22u);  // the beginning, and the last decided in iteration 20
  for (const Evaluation& e : all) {
    const int iteration = e.trial - 1;
    EXPECT_EQ(e.taskIndex == 3, iteration > 0 && iteration % 5 == 0) << e.trial << " " << e.why;
  }
  EXPECT_EQ(all.front().why, "a random curve");
  EXPECT_NE(all[6].why.find("upper confidence"), std::string::npos);
  EXPECT_NE(all[5].why.find("nats"), std::string::npos);
  EXPECT_NE(all.back().why.find("decision"), std::string::npos);
}

TEST(NuqSearch, withOneTaskStaysThere) {
  const SyntheticNetwork network(12, 2);
  const SearchSettings settings = settingsFor(network, "nuq", 14);
  const auto all = run(network, settings, quick());
  ASSERT_EQ(all.size(), 14u);
  EXPECT_NE(all[6].why.find("upper confidence"), std::string::npos);
  EXPECT_NE(all[7].why.find("nats"), std::string::npos);
  EXPECT_NE(all.back().why.find("decision"), std::string::npos);
}

TEST(NuqSearch, proposesPlansOfItsCurveAndNoneTwice) {
  SyntheticNetwork network(14, 3);
  restrictLayer(network.space, &network.sensitivity, 0, 8, 8);
  restrictLayer(network.space, &network.sensitivity, 9, 3, 5);
  for (const BitCurve curve : bitCurves) {
    const CurvePlans curves(network.space, network.sensitivity, curve);
    std::set<std::pair<int, PlanChoice>> seen;
    std::set<PlanChoice> atTop;
    for (const Evaluation& e : run(network, fourTasks(network, 3), quick(curve))) {
      EXPECT_TRUE(network.space.contains(e.bits));
      EXPECT_LT(curves.nearest(e.bits).distance, 0.3) << bitCurveName(curve);
      EXPECT_FALSE(atTop.contains(e.bits));
      EXPECT_TRUE(seen.emplace(e.taskIndex, e.bits).second);
      if (e.taskIndex == 3) atTop.insert(e.bits);
    }
    EXPECT_EQ(atTop.size(), 3u);
  }
}

TEST(NuqSearch, givesTheSameForTheSameSeedOnly) {
  const SyntheticNetwork network(12, 4);
  const auto a = run(network, fourTasks(network, 3, 7), quick()), b = run(network, fourTasks(network, 3, 7), quick());
  const auto other = run(network, fourTasks(network, 3, 8), quick());
  ASSERT_EQ(a.size(), b.size());
  int different = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].bits, b[i].bits);
    EXPECT_EQ(a[i].taskIndex, b[i].taskIndex);
    different += a[i].bits != other[i].bits;
  }
  EXPECT_GT(different, 5);
}

TEST(NuqSearch, ofASpaceWithFewPlansMeasuresAllOfThemAtTheTop) {
  SyntheticNetwork network(2, 5);
  for (std::size_t l = 0; l < 2; ++l) restrictLayer(network.space, &network.sensitivity, l, 3, 5);
  const SearchSettings settings = fourTasks(network, 100);
  int top = 0;
  for (const Evaluation& e : run(network, settings, quick())) top += e.taskIndex == 3;
  EXPECT_EQ(top, 9);
  const SyntheticNetwork one(1, 3);
  EXPECT_EQ(run(one, settingsFor(one, "nuq", 50), quick()).size(), 7u);
}

TEST(NuqSearch, goesOnAfterFailuresAndScoresThatAreNoNumbers) {
  const SyntheticNetwork network(8, 6);
  const SearchSettings settings = fourTasks(network, 4);
  NuqSearch search(settings, network.space, network.sensitivity, quick());
  const auto all = drive(search, [&](const Proposal& proposal) {
    Evaluation e = measure(network, proposal, settings);
    if (proposal.trial % 3 == 0) e.failure = "out of memory";
    if (proposal.trial % 5 == 1) e.score.accuracy = std::numeric_limits<double>::quiet_NaN();
    return e;
  });
  EXPECT_EQ(all.size(), 22u);
}

TEST(NuqSearch, takesEqualAccuraciesEverywhere) {
  const SyntheticNetwork network(8, 7);
  const SearchSettings settings = settingsFor(network, "nuq", 10);
  NuqSearch search(settings, network.space, {}, quick());
  const auto all = drive(search, [&](const Proposal& proposal) {
    Evaluation e = measure(network, proposal, settings);
    e.score.accuracy = 0.5;
    return e;
  });
  EXPECT_EQ(all.size(), 10u);
}

TEST(NuqSearch, learnsWhatItPredicts) {
  const SyntheticNetwork network(16, 8);
  SearchSettings settings = settingsFor(network, "nuq", 40);
  NuqSearch search(settings, network.space, network.sensitivity, quick());
  EXPECT_FALSE(search.predict(PlanChoice(16, 4)));
  drive(search, network, settings);
  // Uniform bits are straight lines, too, and most of them were not measured. That all plans are alike would be off by
  // 0.3 in the mean.
  double miss = 0;
  for (int bits = 2; bits <= 8; ++bits) {
    const PlanChoice plan(16, bits);
    const std::optional<Prediction> prediction = search.predict(plan);
    ASSERT_TRUE(prediction);
    EXPECT_GT(prediction->deviation, 0);
    miss += std::abs(prediction->mean - network.accuracy(plan)) / 7;
  }
  EXPECT_LT(miss, 0.12);
  const SearchInsight insight = search.insight();
  EXPECT_EQ(insight.taskCorrelation.size(), 1u);
  EXPECT_EQ(insight.lengthScales.size(), 2u);
  ASSERT_GT(insight.band.size(), 5u);
  for (std::size_t i = 1; i < insight.band.size(); ++i) EXPECT_GT(insight.band[i].cost, insight.band[i - 1].cost);
  EXPECT_GT(insight.band.back().mean, insight.band.front().mean);
}

TEST(NuqSearch, theDecisionIsTheBestScoreThatMayBeHad) {
  const SyntheticNetwork network(16, 9, 0.5, 0.0);
  const SearchSettings settings = settingsFor(network, "nuq", 40, 3);
  const auto all = run(network, settings, quick());
  double best = -1;
  for (const Evaluation& e : all)
    if (&e != &all.back()) best = std::max(best, decisionScore(network.accuracy(e.bits), e.bits));
  // It is not measured before it is decided; what the model thinks best must be near the best that was seen.
  EXPECT_GT(decisionScore(network.accuracy(all.back().bits), all.back().bits), best - 0.05);
}

TEST(NuqSearch, cheapTasksCorrelateWithTheTopOne) {
  const SyntheticNetwork network(16, 10);
  SearchSettings settings = settingsFor(network, "nuq", 6);
  settings.tasks = {{500, 0}, {0, 0}};
  NuqSearch search(settings, network.space, network.sensitivity, quick());
  drive(search, network, settings);
  const SearchInsight insight = search.insight();
  ASSERT_EQ(insight.taskCorrelation.size(), 2u);
  EXPECT_NEAR(insight.taskCorrelation[0][0], 1, 1e-9);
  EXPECT_GT(insight.taskCorrelation[0][1], 0.6);
}

TEST(NuqSearch, runsInSpacesWithTiesAndUnderEveryName) {
  SyntheticNetwork network(6, 11);
  for (SearchSpace::LayerOptions& layer : network.space.layers) layer = network.space.layers.front();
  network.space.ties = {{1, 4}};
  for (const char* method : {"nuq", "nuq-quadratic", "nuq-cubic", "nuq-chebyshev"}) {
    const SearchSettings settings = settingsFor(network, method, 3);
    const auto all = drive(*makeSearch(settings, network.space, network.sensitivity), network, settings);
    EXPECT_EQ(all.size(), 3u);
    for (const Evaluation& e : all) EXPECT_EQ(e.bits[1], e.bits[4]);
  }
  EXPECT_THROW(makeSearch(settingsFor(network, "nuq-spline", 3), network.space, {}), UsageError);
}

TEST(DecisionScore, isTheAccuracyLessAThousandthForEachBitAboveFour) {
  EXPECT_NEAR(decisionScore(0.9234, {4, 4, 4}), 0.923, 1e-12);
  EXPECT_NEAR(decisionScore(0.9234, {8, 4, 3}), 0.920, 1e-12);
  EXPECT_NEAR(decisionScore(0.9, {2, LayerChoice(2, 1)}), 0.904, 1e-12);  // 2 bits of another scheme
}

}  // namespace
}  // namespace bitprism
