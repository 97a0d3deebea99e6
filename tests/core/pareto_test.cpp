#include "core/search/pareto.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "core/base/random.h"

namespace bitprism {
namespace {

std::vector<FrontPoint> randomPoints(std::uint64_t seed, std::size_t count) {
  Random random(seed);
  std::vector<FrontPoint> points;
  for (std::size_t i = 0; i < count; ++i)  // coarse grids, so that ties happen
    points.push_back({static_cast<double>(random.below(12)) / 12, static_cast<std::int64_t>(random.below(15)), i});
  return points;
}

bool dominates(const FrontPoint& a, const FrontPoint& b) {
  return a.accuracy >= b.accuracy && a.cost <= b.cost && (a.accuracy > b.accuracy || a.cost < b.cost);
}

TEST(ParetoFront, equalsTheQuadraticDefinition) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const std::vector<FrontPoint> points = randomPoints(seed, seed);
    std::vector<std::size_t> expected;
    for (const FrontPoint& candidate : points) {
      const bool kept = std::none_of(points.begin(), points.end(), [&](const FrontPoint& other) {
        const bool same = other.accuracy == candidate.accuracy && other.cost == candidate.cost;
        return dominates(other, candidate) || (same && other.index < candidate.index);
      });
      if (kept) expected.push_back(candidate.index);
    }
    std::vector<std::size_t> found;
    for (const FrontPoint& point : paretoFront(points)) found.push_back(point.index);
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, expected) << "seed " << seed;
  }
}

TEST(ParetoFront, risesInBytesAndAccuracy) {
  const std::vector<FrontPoint> front = paretoFront(randomPoints(7, 200));
  for (std::size_t i = 1; i < front.size(); ++i) {
    EXPECT_LT(front[i - 1].cost, front[i].cost);
    EXPECT_LT(front[i - 1].accuracy, front[i].accuracy);
  }
}

TEST(ParetoFront, rejectsAPointBeatenInBothScores) {
  const std::vector<FrontPoint> front = paretoFront({{0.9, 100, 0}, {0.8, 120, 1}});
  ASSERT_EQ(front.size(), 1u);
  EXPECT_EQ(front[0].index, 0u);
}

TEST(ParetoFront, ofNothingIsNothingAndAnAccuracyThatIsNoNumberIsLeftOut) {
  EXPECT_TRUE(paretoFront({}).empty());
  const std::vector<FrontPoint> front = paretoFront({{std::numeric_limits<double>::quiet_NaN(), 1, 0}, {0.5, 2, 1}});
  ASSERT_EQ(front.size(), 1u);
  EXPECT_EQ(front[0].index, 1u);
}

TEST(Hypervolume, equalsTheShareOfRandomDartsThatAreDominated) {
  const HypervolumeReference reference{0.1, 15, 0.8};
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const std::vector<FrontPoint> points = randomPoints(seed, 10);
    Random random(seed, 99);
    int hits = 0;
    const int darts = 40000;
    for (int i = 0; i < darts; ++i) {
      const double accuracy = random.uniform(0.1, 1), bytes = random.uniform(0, 15);
      hits += std::any_of(points.begin(), points.end(), [&](const FrontPoint& point) {
        return point.accuracy >= accuracy && static_cast<double>(point.cost) <= bytes;
      });
    }
    const double box = (1 - 0.1) / 0.8;
    EXPECT_NEAR(hypervolume(points, reference), box * hits / darts, 0.02) << seed;
  }
}

TEST(Hypervolume, countsOnlyWhatIsInsideTheReference) {
  const HypervolumeReference reference{0.1, 100, 0.8};
  EXPECT_EQ(hypervolume({}, reference), 0);
  EXPECT_EQ(hypervolume({{0.05, 10, 0}, {0.9, 100, 1}, {0.9, 200, 2}}, reference), 0);
  EXPECT_DOUBLE_EQ(hypervolume({{0.5, 50, 0}}, reference), 0.4 * 50 / (0.8 * 100));
  EXPECT_DOUBLE_EQ(hypervolume({{0.5, 50, 0}, {0.9, 80, 1}}, reference), (0.4 * 50 + 0.4 * 20) / 80);
}

TEST(Hypervolume, neverShrinksByAPoint) {
  const HypervolumeReference reference{0.1, 15, 0.9};
  const std::vector<FrontPoint> points = randomPoints(3, 40);
  double before = 0;
  for (std::size_t n = 1; n <= points.size(); ++n) {
    const double now = hypervolume({points.begin(), points.begin() + static_cast<std::ptrdiff_t>(n)}, reference);
    EXPECT_GE(now, before);
    before = now;
  }
}

}  // namespace
}  // namespace bitprism
