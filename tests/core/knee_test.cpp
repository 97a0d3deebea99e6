#include "core/search/knee.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/random.h"

namespace bitprism {
namespace {

// Accuracy 1 - (1 - t)^power over bytes t.
std::vector<FrontPoint> bentFront(double power, std::size_t count) {
  std::vector<FrontPoint> front;
  for (std::size_t i = 0; i < count; ++i) {
    const double t = static_cast<double>(i) / static_cast<double>(count - 1);
    front.push_back({1 - std::pow(1 - t, power), static_cast<std::int64_t>(std::lround(1e6 * t)), i});
  }
  return front;
}

// Of the point to the line through the ends, by the area of the triangle, each axis scaled to its extent.
double distanceByArea(const std::vector<FrontPoint>& front, std::size_t i) {
  const double bytes = static_cast<double>(front.back().cost - front.front().cost);
  const double accuracy = front.back().accuracy - front.front().accuracy;
  const double x = static_cast<double>(front[i].cost - front.front().cost) / bytes;
  const double y = (front[i].accuracy - front.front().accuracy) / accuracy;
  return std::abs(1.0 * y - 1.0 * x) / std::hypot(1.0, 1.0);
}

TEST(Knee, isWhereTheCurveIsParallelToItsChord) {
  for (const double power : {2.0, 3.0, 5.0, 9.0}) {
    const auto knee = kneeOf(bentFront(power, 2001));
    ASSERT_TRUE(knee) << power;
    // d/dt (1 - (1 - t)^p) = 1 at t = 1 - p^(-1 / (p - 1)).
    EXPECT_NEAR(static_cast<double>(knee->position) / 2000, 1 - std::pow(power, -1 / (power - 1)), 1e-3) << power;
  }
}

TEST(Knee, isTheFarthestOfAllPointsFromTheChord) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Random random(seed);
    std::vector<FrontPoint> points;
    for (std::size_t i = 0; i < 60; ++i) {
      const double t = random.uniform();
      points.push_back({std::pow(t, 0.3) * random.uniform(0.7, 1), static_cast<std::int64_t>(1e5 * t), i});
    }
    const std::vector<FrontPoint> front = paretoFront(points);
    const auto knee = kneeOf(front);
    ASSERT_TRUE(knee) << seed;
    EXPECT_NEAR(knee->distance, distanceByArea(front, knee->position), 1e-12);
    for (std::size_t i = 0; i < front.size(); ++i) {
      const double x = static_cast<double>(front[i].cost - front.front().cost) /
                       static_cast<double>(front.back().cost - front.front().cost);
      const double y = (front[i].accuracy - front.front().accuracy) / (front.back().accuracy - front.front().accuracy);
      if (y > x) {
        EXPECT_LE(distanceByArea(front, i), knee->distance + 1e-12) << seed;
      }
    }
  }
}

TEST(Knee, doesNotDependOnUnits) {
  std::vector<FrontPoint> front = bentFront(4, 31);
  const auto knee = kneeOf(front);
  ASSERT_TRUE(knee);
  for (FrontPoint& point : front) {
    point.cost = 1000 + 8 * point.cost;
    point.accuracy = 0.1 + 0.5 * point.accuracy;
  }
  const auto other = kneeOf(front);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->position, knee->position);
  EXPECT_NEAR(other->distance, knee->distance, 1e-9);
}

TEST(Knee, straightAndShortFrontsHaveNone) {
  EXPECT_FALSE(kneeOf({}));
  EXPECT_FALSE(kneeOf({{0.5, 10, 0}, {0.9, 20, 1}}));
  EXPECT_FALSE(kneeOf(bentFront(1, 20)));    // straight
  EXPECT_FALSE(kneeOf(bentFront(0.4, 20)));  // below its chord
  EXPECT_FALSE(kneeOf(bentFront(1.2, 20)));  // nearly straight
}

}  // namespace
}  // namespace bitprism
