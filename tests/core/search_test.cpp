#include "core/search/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/search/list_search.h"
#include "core/search/pareto.h"
#include "core/search/search_method.h"
#include "tests/support/drive_search.h"

namespace bitprism {
namespace {

using test::drive;
using test::measure;
using test::settingsFor;
using test::SyntheticNetwork;

const char* const methods[] = {"random", "sensitivity", "mtgp", "nuq", "gp", "knapsack", "greedy", "swap", "nsga2"};

bool isList(const std::string& method) {
  return method == "sensitivity" || method == "knapsack" || method == "greedy";
}

std::unique_ptr<Search> searchOf(const SyntheticNetwork& network, const SearchSettings& settings) {
  return makeSearch(settings, network.space, network.sensitivity);
}

double area(const SyntheticNetwork& network, const SearchSettings& settings, const std::vector<Evaluation>& all) {
  std::vector<FrontPoint> points;
  for (const Evaluation& e : all)
    if (e.ok() && e.taskIndex + 1 == static_cast<int>(settings.tasks.size()))
      points.push_back({network.accuracy(e.bits), e.bytes, 0});
  return hypervolume(points, {network.chance, static_cast<double>(settings.referenceCost), network.floatAccuracy});
}

TEST(Search, proposesTheSameForTheSameSeed) {
  const SyntheticNetwork network(12, 1);
  for (const char* method : methods) {
    const SearchSettings settings = settingsFor(network, method, 20, 3);
    const auto a = drive(*searchOf(network, settings), network, settings);
    const auto b = drive(*searchOf(network, settings), network, settings);
    ASSERT_EQ(a.size(), 20u) << method;
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].bits, b[i].bits) << method;
  }
}

TEST(Search, otherSeedsGiveOtherRandomPlans) {
  const SyntheticNetwork network(12, 1);
  EXPECT_NE(searchOf(network, settingsFor(network, "random", 5, 1))->ask()->bits,
            searchOf(network, settingsFor(network, "random", 5, 2))->ask()->bits);
}

TEST(Search, neverAsksTwiceAndStaysInTheSpace) {
  SyntheticNetwork network(9, 2);
  restrictLayer(network.space, &network.sensitivity, 0, 8, 8);
  restrictLayer(network.space, &network.sensitivity, 4, 3, 5);
  for (const char* method : methods) {
    const SearchSettings settings = settingsFor(network, method, 30);
    std::set<PlanChoice> seen;
    int trial = 0;
    for (const Evaluation& e : drive(*searchOf(network, settings), network, settings)) {
      EXPECT_EQ(e.trial, trial++);
      EXPECT_TRUE(network.space.contains(e.bits)) << method;
      EXPECT_TRUE(seen.insert(e.bits).second) << method;
    }
    EXPECT_EQ(trial, isList(method) ? static_cast<int>(seen.size()) : 30) << method;
    EXPECT_GE(trial, 20) << method;
  }
}

TEST(Search, ofOneLayerTriesEveryWidthAndEnds) {
  const SyntheticNetwork network(1, 3);
  for (const char* method : {"random", "mtgp", "nuq", "gp", "nsga2"}) {
    const SearchSettings settings = settingsFor(network, method, 50);
    EXPECT_EQ(drive(*searchOf(network, settings), network, settings).size(), 7u) << method;
  }
}

TEST(Search, ofASmallSpaceTriesAllOfIt) {
  SyntheticNetwork network(3, 4);
  for (std::size_t l = 0; l < 3; ++l) restrictLayer(network.space, &network.sensitivity, l, 3, 5);
  for (const char* method : {"random", "mtgp", "nsga2"}) {
    const SearchSettings settings = settingsFor(network, method, 100);
    EXPECT_EQ(drive(*searchOf(network, settings), network, settings).size(), 27u) << method;
  }
}

TEST(Search, withEverythingLockedHasOnePlan) {
  SyntheticNetwork network(4, 5);
  for (std::size_t l = 0; l < 4; ++l) restrictLayer(network.space, &network.sensitivity, l, 4, 4);
  for (const char* method : methods) {
    const SearchSettings settings = settingsFor(network, method, 5);
    EXPECT_EQ(drive(*searchOf(network, settings), network, settings).size(), 1u) << method;
  }
}

TEST(Search, goesOnAfterFailuresAndScoresThatAreNoNumbers) {
  const SyntheticNetwork network(8, 6);
  for (const char* method : methods) {
    const SearchSettings settings = settingsFor(network, method, 25);
    const auto all = drive(*searchOf(network, settings), [&](const Proposal& proposal) {
      Evaluation e = measure(network, proposal, settings);
      if (proposal.trial % 3 == 0) e.failure = "out of memory";
      if (proposal.trial % 5 == 1) e.score.accuracy = e.score.kl = std::numeric_limits<double>::quiet_NaN();
      return e;
    });
    EXPECT_EQ(all.size(), 25u) << method;
  }
}

TEST(Search, takesEqualAccuraciesEverywhere) {
  const SyntheticNetwork network(8, 7);
  const SearchSettings settings = settingsFor(network, "mtgp", 20);
  const auto all = drive(*searchOf(network, settings), [&](const Proposal& proposal) {
    Evaluation e = measure(network, proposal, settings);
    e.score.accuracy = 0.5;
    e.score.kl = 0.3;
    return e;
  });
  EXPECT_EQ(all.size(), 20u);
}

TEST(Search, toldOfOtherPlansThanItAskedForGoesOn) {
  const SyntheticNetwork network(8, 8);
  for (const char* method : methods) {
    const SearchSettings settings = settingsFor(network, method, 15);
    Random random(1);
    std::set<PlanChoice> seen;
    const auto all = drive(*searchOf(network, settings), [&](const Proposal& proposal) {
      Proposal other = proposal;
      if (proposal.trial < 5)
        for (LayerChoice& bits : other.bits) bits = 2 + static_cast<int>(random.below(7));
      return measure(network, other, settings);
    });
    for (const Evaluation& e : all) EXPECT_TRUE(seen.insert(e.bits).second) << method;
    EXPECT_EQ(all.size(), 15u) << method;
  }
}

TEST(Search, refusesWhatItCannotDo) {
  const SyntheticNetwork network(4, 9);
  EXPECT_THROW(searchOf(network, settingsFor(network, "annealing", 5)), UsageError);
  SearchSettings noTask = settingsFor(network, "random", 5);
  noTask.tasks.clear();
  EXPECT_THROW(searchOf(network, noTask), UsageError);
  EXPECT_THROW(makeSearch(settingsFor(network, "random", 5), {}, {}), UsageError);
  EXPECT_THROW(makeSearch(settingsFor(network, "mtgp", 5), network.space, {}), UsageError);
  EXPECT_NO_THROW(makeSearch(settingsFor(network, "random", 5), network.space, {}));
}

TEST(Search, everyNameIsMadeAndMeasuresAtTheTopTask) {
  const SyntheticNetwork network(9, 9);
  for (const std::string& method : searchMethodNames()) {
    SearchSettings settings = settingsFor(network, method, 2);
    settings.tasks = {{256, 0}, {0, 0}};
    EXPECT_NO_THROW(checkSearch(settings, network.space));
    int top = 0;
    for (const Evaluation& e : drive(*searchOf(network, settings), network, settings)) top += e.taskIndex == 1;
    EXPECT_EQ(top, 2) << method;
  }
  try {
    checkSearch(settingsFor(network, "annealing", 5), network.space);
    FAIL();
  } catch (const UsageError& problem) {
    for (const std::string& method : searchMethodNames())
      EXPECT_NE(std::string(problem.what()).find(method), std::string::npos);
  }
}

TEST(GpSearch, doesNotLookAtCheapTasks) {
  const SyntheticNetwork network(9, 9);
  SearchSettings settings = settingsFor(network, "gp", 12);
  settings.tasks = {{256, 0}, {0, 0}};
  const auto all = drive(*searchOf(network, settings), network, settings);
  ASSERT_EQ(all.size(), 12u);
  for (const Evaluation& e : all) EXPECT_EQ(e.taskIndex, 1);
  SearchSettings alone = settingsFor(network, "mtgp", 12);
  const auto same = drive(*searchOf(network, alone), network, alone);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].bits, same[i].bits);
}

TEST(Search, cancelledAsksTheSameWhenItIsAskedAgain) {
  const SyntheticNetwork network(12, 1);
  for (const char* method : {"mtgp", "gp", "nuq"}) {
    SearchSettings settings = settingsFor(network, method, 12, 3);
    if (std::string(method) == "mtgp") settings.tasks = {{128, 0}, {}};
    const auto search = searchOf(network, settings), other = searchOf(network, settings);
    std::stop_source stopped;
    stopped.request_stop();
    int cancelled = 0;
    EXPECT_NO_THROW(search->ask(stopped.get_token())) << method;  // without data there is nothing to fit
    std::optional<Proposal> proposal = other->ask();
    search->tell(measure(network, *proposal, settings));
    other->tell(measure(network, *proposal, settings));
    while ((proposal = other->ask())) {
      std::optional<Proposal> same;
      try {
        same = search->ask(stopped.get_token());
      } catch (const Cancelled&) {
        ++cancelled;
        same = search->ask();
      }
      ASSERT_TRUE(same) << method;
      EXPECT_EQ(same->bits, proposal->bits) << method << ' ' << proposal->trial;
      EXPECT_EQ(same->task, proposal->task) << method;
      search->tell(measure(network, *same, settings));
      other->tell(measure(network, *proposal, settings));
    }
    EXPECT_GT(cancelled, 8) << method;
  }
}

TEST(Search, saysWhichMethodsLookAtSensitivities) {
  SyntheticNetwork network(5, 1);
  for (const std::string& method : searchMethodNames()) {
    const SearchSettings settings = settingsFor(network, method, 4);
    if (needsSensitivity(method, network.space))
      EXPECT_THROW(makeSearch(settings, network.space, {}), UsageError) << method;
    else
      EXPECT_EQ(drive(*makeSearch(settings, network.space, {}), network, settings).size(), 4u) << method;
  }
  EXPECT_FALSE(needsSensitivity("nuq-cubic", network.space));
  network.space.others.push_back({.method = Method::Pwlq});
  SearchSpace::LayerOptions& layer = network.space.layers.front();
  layer.widths.push_back(LayerChoice(layer.widths.front().bits, 1));
  layer.bytes.push_back(layer.bytes.front());
  EXPECT_TRUE(needsSensitivity("nuq-cubic", network.space));
  EXPECT_FALSE(needsSensitivity("random", network.space));
}

TEST(Search, refusesTasksThatDoNotRise) {
  const SyntheticNetwork network(4, 9);
  using Tasks = std::vector<Task>;
  for (const Tasks& bad : {Tasks{{0, 0}, {128, 0}}, Tasks{{128, 0}, {128, 0}}, Tasks{{512, 0}, {128, 0}},
                           Tasks{{0, 0}, {0, 0}}, Tasks{{128, 2}, {128, 1}}}) {
    SearchSettings settings = settingsFor(network, "mtgp", 5);
    settings.tasks = bad;
    EXPECT_THROW(searchOf(network, settings), UsageError);
  }
  SearchSettings settings = settingsFor(network, "mtgp", 5);
  settings.tasks = {{128, 0}, {512, 0}, {0, 0}, {0, 1}};
  EXPECT_NO_THROW(searchOf(network, settings));
}

TEST(CheapObservation, namesReadBack) {
  for (const CheapObservation one : {CheapObservation::Kl, CheapObservation::Accuracy, CheapObservation::Both})
    EXPECT_EQ(cheapObservationFromName(cheapObservationName(one)), one);
  EXPECT_THROW(cheapObservationFromName("loss"), UsageError);
}

TEST(RandomSearch, spreadsOverTheMeanBits) {
  const SyntheticNetwork network(20, 10);
  const SearchSettings settings = settingsFor(network, "random", 60);
  std::vector<int> thirds(3);
  for (const Evaluation& e : drive(*searchOf(network, settings), network, settings)) {
    double mean = 0;
    for (const LayerChoice& choice : e.bits) mean += choice.bits / 20.0;
    ++thirds[static_cast<std::size_t>(std::clamp(static_cast<int>((mean - 2) / 2), 0, 2))];
  }
  for (const int count : thirds) EXPECT_GE(count, 12);
}

TEST(ListSearch, spreadsItsTrialsOverTheSweepWithBothEnds) {
  const SyntheticNetwork network(20, 11);
  const std::vector<PlanChoice> plans = sweep(network.space, network.sensitivity);
  for (const int trials : {2, 7, 40}) {
    const SearchSettings settings = settingsFor(network, "sensitivity", trials);
    const auto all = drive(*searchOf(network, settings), network, settings);
    ASSERT_EQ(all.size(), static_cast<std::size_t>(trials));
    std::set<std::int64_t> bytes;
    for (const Evaluation& e : all) {
      EXPECT_NE(std::find(plans.begin(), plans.end(), e.bits), plans.end());
      bytes.insert(e.bytes);
    }
    EXPECT_EQ(bytes.size(), all.size());
    EXPECT_EQ(*bytes.begin(), network.space.bytes(plans.back()));
    EXPECT_EQ(*bytes.rbegin(), network.space.bytes(plans.front()));
  }
}

TEST(ListSearch, takesTheWholeSweepWhenThereAreTrialsEnough) {
  const SyntheticNetwork network(5, 12);
  const SearchSettings settings = settingsFor(network, "sensitivity", 1000);
  const auto all = drive(*searchOf(network, settings), network, settings);
  EXPECT_EQ(all.size(), sweep(network.space, network.sensitivity).size());
}

TEST(MtgpSearch, doesNotLoseToTheSweepAndBeatsRandom) {
  double better = 0;
  for (std::uint64_t seed = 20; seed < 23; ++seed) {
    const SyntheticNetwork network(12, seed);
    std::map<std::string, double> areas;
    for (const char* method : {"random", "sensitivity", "mtgp"}) {
      const SearchSettings settings = settingsFor(network, method, 30);
      areas[method] = area(network, settings, drive(*searchOf(network, settings), network, settings));
    }
    EXPECT_GT(areas["mtgp"], areas["random"]);
    EXPECT_GT(areas["mtgp"], areas["sensitivity"] - 0.002) << seed;
    better += areas["mtgp"] - areas["sensitivity"];
  }
  EXPECT_GT(better, 0);
}

TEST(MtgpSearch, hasAModelAndSaysWhatItBelieves) {
  const SyntheticNetwork network(10, 13);
  const SearchSettings settings = settingsFor(network, "mtgp", 15);
  const std::unique_ptr<Search> search = searchOf(network, settings);
  EXPECT_FALSE(search->predict(PlanChoice(10, 4)).has_value());
  EXPECT_TRUE(search->insight().band.empty());
  drive(*search, network, settings);
  EXPECT_TRUE(search->predict(PlanChoice(10, 4)).has_value());
  const SearchInsight insight = search->insight();
  EXPECT_EQ(insight.taskCorrelation, (std::vector<std::vector<double>>{{1}}));
  EXPECT_FALSE(insight.lengthScales.empty());
  ASSERT_GT(insight.band.size(), 5u);
  for (std::size_t i = 1; i < insight.band.size(); ++i) {
    EXPECT_GT(insight.band[i].cost, insight.band[i - 1].cost);
    EXPECT_GE(insight.band[i].deviation, 0);
  }
  EXPECT_GT(insight.band.back().mean, insight.band.front().mean);
}

TEST(MtgpSearch, aModelTakenEarlierIsNotChangedByWhatFollows) {
  const SyntheticNetwork network(10, 14);
  const SearchSettings settings = settingsFor(network, "mtgp", 15);
  const std::unique_ptr<Search> search = searchOf(network, settings);
  std::shared_ptr<const Predictor> early;
  double then = 0;
  drive(*search, [&](const Proposal& proposal) {
    if (!early && search->predictor()) {
      early = search->predictor();
      then = early->predict(PlanChoice(10, 3)).mean;
    }
    return measure(network, proposal, settings);
  });
  ASSERT_TRUE(early);
  EXPECT_NE(early, search->predictor());
  EXPECT_EQ(early->predict(PlanChoice(10, 3)).mean, then);
}

TEST(MtgpSearch, usesCheapTasksSparinglyAndTheTopOneOften) {
  const SyntheticNetwork network(12, 15);
  SearchSettings settings = settingsFor(network, "mtgp", 36);
  settings.tasks = {{100, 0}, {400, 0}, {0, 0}};
  const auto all = drive(*searchOf(network, settings), network, settings);
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const Evaluation& e) { return e.taskIndex == 2; }), 36);
  EXPECT_EQ(all.back().trial + 1, static_cast<int>(all.size()));
  double cheap = 0, whole = 0;
  int sinceTop = 0, cheapCount = 0;
  std::set<std::pair<int, PlanChoice>> seen;
  for (const Evaluation& e : all) {
    EXPECT_TRUE(seen.emplace(e.taskIndex, e.bits).second);
    const double cost = e.taskIndex == 2 ? 2000 : static_cast<double>(e.task.images);
    whole += cost;
    if (e.taskIndex != 2) cheap += cost;
    cheapCount += e.taskIndex != 2;
    sinceTop = e.taskIndex == 2 ? 0 : sinceTop + 1;
    EXPECT_LT(sinceTop, 9);
  }
  EXPECT_GT(cheapCount, 0);
  EXPECT_LE(cheap, 0.12 * whole);
}

TEST(MtgpSearch, staysDeterministicWithCheapTasks) {
  const SyntheticNetwork network(8, 16);
  SearchSettings settings = settingsFor(network, "mtgp", 30);
  settings.tasks = {{200, 0}, {0, 0}};
  const auto a = drive(*searchOf(network, settings), network, settings);
  const auto b = drive(*searchOf(network, settings), network, settings);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].bits, b[i].bits);
    EXPECT_EQ(a[i].taskIndex, b[i].taskIndex);
  }
}

TEST(MtgpSearch, handlesManyLayersInItsTrustRegion) {
  const SyntheticNetwork network(30, 17);
  const SearchSettings settings = settingsFor(network, "mtgp", 15);
  EXPECT_EQ(drive(*searchOf(network, settings), network, settings).size(), 15u);
}

}  // namespace
}  // namespace bitprism
