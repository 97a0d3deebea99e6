#include "core/search/nsga2_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/drive_search.h"

namespace bitprism {
namespace {

using test::drive;
using test::settingsFor;
using test::SyntheticNetwork;

std::vector<FrontPoint> randomPoints(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<FrontPoint> points;
  for (std::size_t i = 0; i < count; ++i)
    points.push_back({static_cast<double>(random.below(12)), static_cast<std::int64_t>(random.below(12)), i});
  return points;
}

// The definition: the longest chain of points of which each is dominated by the next.
int depth(const std::vector<FrontPoint>& points, std::size_t i) {
  int deepest = 0;
  for (std::size_t j = 0; j < points.size(); ++j) {
    const FrontPoint &a = points[j], &b = points[i];
    const bool dominates = a.accuracy >= b.accuracy && a.cost <= b.cost && (a.accuracy > b.accuracy || a.cost < b.cost);
    if (dominates) deepest = std::max(deepest, depth(points, j) + 1);
  }
  return deepest;
}

TEST(NonDominatedRanks, areTheLongestChainsOfDominance) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const std::vector<FrontPoint> points = randomPoints(14, seed);
    const std::vector<int> ranks = nonDominatedRanks(points);
    for (std::size_t i = 0; i < points.size(); ++i) EXPECT_EQ(ranks[i], depth(points, i)) << seed;
  }
  EXPECT_TRUE(nonDominatedRanks({}).empty());
}

TEST(CrowdingDistances, areTheSidesOfTheBoxBetweenNeighbours) {
  const std::vector<FrontPoint> front{{0.5, 20, 0}, {0.1, 10, 1}, {0.9, 110, 2}, {0.6, 60, 3}};
  const std::vector<double> distances = crowdingDistances(front);
  EXPECT_TRUE(std::isinf(distances[1]) && std::isinf(distances[2]));
  EXPECT_NEAR(distances[0], (0.6 - 0.1) / 0.8 + (60 - 10) / 100.0, 1e-12);
  EXPECT_NEAR(distances[3], (0.9 - 0.5) / 0.8 + (110 - 20) / 100.0, 1e-12);
  EXPECT_TRUE(crowdingDistances({}).empty());
  EXPECT_TRUE(std::isinf(crowdingDistances(std::vector<FrontPoint>{{0.5, 3, 0}})[0]));
}

double area(const SyntheticNetwork& network, const std::vector<Evaluation>& all, std::size_t from, std::size_t to) {
  std::vector<FrontPoint> points;
  for (std::size_t i = from; i < to; ++i) points.push_back({network.accuracy(all[i].bits), all[i].bytes, 0});
  PlanChoice eight(network.space.size(), 8);
  return hypervolume(points, {network.chance, static_cast<double>(network.space.bytes(eight)), network.floatAccuracy});
}

TEST(Nsga2Search, getsBetterThanRandomWithTheGenerations) {
  double gain = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const SyntheticNetwork network(16, seed);
    const SearchSettings settings = settingsFor(network, "nsga2", 300, seed);
    const auto all = drive(*makeSearch(settings, network.space, {}), network, settings);
    ASSERT_EQ(all.size(), 300u);
    SearchSettings random = settings;
    random.method = "random";
    const auto others = drive(*makeSearch(random, network.space, {}), network, random);
    gain += area(network, all, 0, 300) - area(network, others, 0, 300);
    // Children of the last generations alone beat the whole beginning.
    EXPECT_GT(area(network, all, 260, 300), area(network, all, 0, 40)) << seed;
  }
  EXPECT_GT(gain / 4, 0.02);
}

TEST(Nsga2Search, goesOnFromWhatDidNotFailAndStaysInTheSpace) {
  SyntheticNetwork network(10, 5);
  restrictLayer(network.space, &network.sensitivity, 2, 4, 4);
  restrictLayer(network.space, &network.sensitivity, 6, 3, 5);
  const SearchSettings settings = settingsFor(network, "nsga2", 80);
  Nsga2Search search(settings, network.space, {.population = 8});
  std::set<PlanChoice> seen;
  const auto all = drive(search, [&](const Proposal& proposal) {
    EXPECT_TRUE(network.space.contains(proposal.bits));
    EXPECT_TRUE(seen.insert(proposal.bits).second);
    Evaluation e = test::measure(network, proposal, settings);
    if (proposal.trial < 8 || proposal.trial % 3 == 0) e.failure = "out of memory";
    if (proposal.trial % 4 == 1) e.score.accuracy = std::numeric_limits<double>::quiet_NaN();
    return e;
  });
  EXPECT_EQ(all.size(), 80u);
}

TEST(Nsga2Search, otherSeedsGoOtherWays) {
  const SyntheticNetwork network(10, 6);
  std::vector<std::vector<Evaluation>> runs;
  for (const std::uint64_t seed : {1u, 1u, 2u}) {
    const SearchSettings settings = settingsFor(network, "nsga2", 60, seed);
    runs.push_back(drive(*makeSearch(settings, network.space, {}), network, settings));
  }
  for (std::size_t i = 0; i < 60; ++i) EXPECT_EQ(runs[0][i].bits, runs[1][i].bits);
  EXPECT_NE(runs[0].back().bits, runs[2].back().bits);
}

}  // namespace
}  // namespace bitprism
