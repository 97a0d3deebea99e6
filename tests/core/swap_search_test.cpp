#include "core/search/swap_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <set>

#include "tests/support/drive_search.h"

namespace bitprism {
namespace {

using test::drive;
using test::measure;
using test::settingsFor;
using test::SyntheticNetwork;

SearchSettings twoTasks(const SyntheticNetwork& network, int trials, std::uint64_t seed = 1) {
  SearchSettings settings = settingsFor(network, "swap", trials, seed);
  settings.tasks = {{512, 0}, {0, 0}};
  return settings;
}

std::vector<Evaluation> run(const SyntheticNetwork& network, const SearchSettings& settings, int evaluations) {
  SwapSearch search(settings, network.space, network.sensitivity, {evaluations});
  return drive(search, network, settings);
}

TEST(SwapSearch, climbsFromPlansOfTheSweepToLessSensitivityInTheirBytes) {
  const SyntheticNetwork network(20, 1, 0.8, 0.0);
  const SearchSettings settings = twoTasks(network, 5);
  SwapSearch search(settings, network.space, network.sensitivity, {120});
  const auto all = drive(search, [&](const Proposal& proposal) {
    Evaluation e = measure(network, proposal, settings);
    e.score.kl = network.damage(e.bits);  // as on the same images: the differences between plans have little noise
    return e;
  });
  ASSERT_EQ(std::count_if(all.begin(), all.end(), [](const Evaluation& e) { return e.taskIndex == 1; }), 5);
  const auto plans = sweep(network.space, network.sensitivity);
  int better = 0;
  double gained = 0;
  PlanChoice start;
  for (const Evaluation& e : all) {
    if (e.why.find("start of a climb") != std::string::npos) {
      start = e.bits;
      EXPECT_NE(std::find(plans.begin(), plans.end(), start), plans.end());
    }
    if (e.taskIndex == 0) {
      EXPECT_LE(e.bytes, network.space.bytes(start));
      continue;
    }
    EXPECT_LE(network.damage(e.bits), network.damage(start));
    better += network.accuracy(e.bits) > network.accuracy(start);
    gained += network.accuracy(e.bits) - network.accuracy(start);
  }
  std::cout << "accuracy gained per plan: " << 100 * gained / 5 << " points\n";
  EXPECT_GE(better, 4);
  EXPECT_GT(gained, 0.02);
}

TEST(SwapSearch, keepsWhatLowersTheKlAndNothingElse) {
  const SyntheticNetwork network(10, 2);
  const SearchSettings settings = twoTasks(network, 1);
  SwapSearch search(settings, network.space, network.sensitivity, {60});
  double best = std::numeric_limits<double>::infinity();
  PlanChoice at;
  for (std::optional<Proposal> proposal = search.ask(); proposal; proposal = search.ask()) {
    if (proposal->task == 1) {
      EXPECT_EQ(proposal->bits, at);
      break;
    }
    if (!at.empty()) {  // one layer up, or one up and one down
      int up = 0, down = 0;
      for (std::size_t l = 0; l < at.size(); ++l) up += proposal->bits[l] > at[l], down += proposal->bits[l] < at[l];
      EXPECT_EQ(up, 1);
      EXPECT_LE(down, 1);
    }
    const Evaluation e = measure(network, *proposal, settings);
    if (e.score.kl < best) best = e.score.kl, at = e.bits;
    search.tell(e);
  }
}

TEST(SwapSearch, spendsSoManyCheapEvaluationsOnEachPlan) {
  const SyntheticNetwork network(16, 3);
  const auto all = run(network, twoTasks(network, 4), 30);
  EXPECT_EQ(all.size(), 4u * 31);
  std::set<std::pair<int, PlanChoice>> seen;
  for (const Evaluation& e : all) {
    EXPECT_TRUE(seen.emplace(e.taskIndex, e.bits).second);
    EXPECT_EQ(e.taskIndex == 1, e.trial % 31 == 30);
  }
}

TEST(SwapSearch, withOneTaskSharesTheTrials) {
  const SyntheticNetwork network(16, 4);
  const SearchSettings settings = settingsFor(network, "swap", 40);
  const auto all = drive(*makeSearch(settings, network.space, network.sensitivity), network, settings);
  EXPECT_EQ(all.size(), 40u);
  EXPECT_EQ(std::count_if(all.begin(), all.end(),
                          [](const Evaluation& e) { return e.why.find("start of a climb") != std::string::npos; }),
            5);
}

TEST(SwapSearch, goesOnInFurtherRoundsAndEndsWhenNothingIsLeft) {
  SyntheticNetwork network(2, 5);
  for (std::size_t l = 0; l < 2; ++l) restrictLayer(network.space, &network.sensitivity, l, 3, 5);
  const auto all = run(network, twoTasks(network, 100), 10);
  std::set<std::pair<int, PlanChoice>> seen;
  for (const Evaluation& e : all) EXPECT_TRUE(seen.emplace(e.taskIndex, e.bits).second);
  EXPECT_GE(std::count_if(all.begin(), all.end(), [](const Evaluation& e) { return e.taskIndex == 1; }), 4);
  EXPECT_NE(all.back().why.find("no swap is left"), std::string::npos);
}

TEST(SwapSearch, givesTheSameForTheSameSeedWithinLocks) {
  SyntheticNetwork network(12, 6);
  restrictLayer(network.space, &network.sensitivity, 3, 6, 6);
  const auto a = run(network, twoTasks(network, 3, 4), 40), b = run(network, twoTasks(network, 3, 4), 40);
  const auto other = run(network, twoTasks(network, 3, 5), 40);
  ASSERT_EQ(a.size(), b.size());
  int different = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].bits, b[i].bits);
    EXPECT_TRUE(network.space.contains(a[i].bits));
    EXPECT_EQ(a[i].bits[3], 6);
    different += a[i].bits != other[i].bits;
  }
  EXPECT_GT(different, 10);
}

TEST(SwapSearch, passesOverFailuresAndKlThatIsNoNumber) {
  const SyntheticNetwork network(14, 7);
  const SearchSettings settings = twoTasks(network, 3);
  SwapSearch search(settings, network.space, network.sensitivity, {20});
  const auto all = drive(search, [&](const Proposal& proposal) {
    Evaluation e = measure(network, proposal, settings);
    if (proposal.trial % 3 == 0) e.failure = "out of memory";
    if (proposal.trial % 3 == 1) e.score.kl = std::numeric_limits<double>::quiet_NaN();
    return e;
  });
  EXPECT_EQ(all.size(), 63u);
}

}  // namespace
}  // namespace bitprism
