#include "core/search/ehvi.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "tests/support/golden_set.h"

namespace bitprism {
namespace {

using Point = ImprovementFront::Point;

double areaWith(std::vector<Point> points, Point added, Point reference) {
  points.push_back(added);
  return ImprovementFront(std::move(points), reference).area();
}

std::vector<Point> randomFront(Random& random, std::size_t count) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < count; ++i) points.push_back({random.uniform(0, 1), random.uniform(0, 10)});
  return points;
}

class ExpectedImprovementGolden : public test::GoldenSet {};
OVER_GOLDEN_SETS(ExpectedImprovementGolden);

TEST_P(ExpectedImprovementGolden, everyValueOfTheReference) {
  NEED_VECTORS("search/ehvi_det.json");
  const Json golden = json("search/ehvi_det.json");
  std::vector<Point> points;
  for (const Json& point : golden.at("front")) points.push_back({point.at(0), point.at(1)});
  const Point reference{golden.at("ref").at(0), golden.at("ref").at(1)};
  const ImprovementFront front(points, reference);
  EXPECT_NEAR(front.area(), golden.at("hv").get<double>(), 1e-10);
  ASSERT_FALSE(golden.at("cases").empty());
  for (const Json& c : golden.at("cases")) {
    const double mean = c.at("mu"), deviation = c.at("sd"), cost = c.at("mem"), expected = c.at("ehvi");
    EXPECT_NEAR(front.expectedImprovement(mean, deviation, cost), expected, 1e-10) << c.dump();
    EXPECT_NEAR(std::exp(front.logExpectedImprovement(mean, deviation, cost)), expected, 1e-10) << c.dump();
  }
  const ImprovementFront none({}, reference);
  EXPECT_NEAR(none.expectedImprovement(0.5, 0.1, 4), golden.at("empty_front").get<double>(), 1e-10);
}

TEST(ExpectedImprovement, equalsTheIntegralOverTheAccuracy) {
  Random random(1);
  for (int round = 0; round < 40; ++round) {
    const std::vector<Point> points = randomFront(random, random.below(8));
    const Point reference{0.1, 9};
    const ImprovementFront front(points, reference);
    const double mean = random.uniform(-0.2, 1.2), deviation = random.uniform(0.01, 0.4), cost = random.uniform(0, 10);
    double integral = 0;  // midpoint rule over +-8 deviations
    const int steps = 4000;
    for (int i = 0; i < steps; ++i) {
      const double z = -8 + 16 * (i + 0.5) / steps;
      const double gain = areaWith(points, {mean + deviation * z, cost}, reference) - front.area();
      integral += gain * std::exp(-0.5 * z * z) / std::sqrt(2 * std::acos(-1.0)) * 16 / steps;
    }
    EXPECT_NEAR(front.expectedImprovement(mean, deviation, cost), integral, 1e-5) << round;
  }
}

TEST(ExpectedImprovement, withoutDoubtIsTheGainItself) {
  Random random(2);
  for (int round = 0; round < 100; ++round) {
    const std::vector<Point> points = randomFront(random, 6);
    const Point reference{0.1, 9};
    const ImprovementFront front(points, reference);
    const Point added{random.uniform(0, 1.1), random.uniform(0, 10)};
    const double gain = areaWith(points, added, reference) - front.area();
    EXPECT_NEAR(front.expectedImprovement(added.accuracy, 0, added.cost), gain, 1e-12);
  }
}

TEST(ExpectedImprovement, itsLogarithmAgreesWhereBothAreRepresentable) {
  Random random(3);
  for (int round = 0; round < 200; ++round) {
    const ImprovementFront front(randomFront(random, random.below(10)), {0.1, 9});
    const double mean = random.uniform(0, 1.1), deviation = random.uniform(0.01, 0.3), cost = random.uniform(0, 8.9);
    const double value = front.expectedImprovement(mean, deviation, cost);
    if (value < 1e-9) continue;
    EXPECT_NEAR(front.logExpectedImprovement(mean, deviation, cost), std::log(value), 1e-6);
  }
}

TEST(ExpectedImprovement, itsLogarithmOrdersHopelessCandidates) {
  const ImprovementFront front({{0.9, 1}}, {0.1, 10});
  double before = -std::numeric_limits<double>::infinity();
  for (const double mean : {0.1, 0.2, 0.3, 0.4, 0.5}) {
    const double now = front.logExpectedImprovement(mean, 1e-3, 5);
    EXPECT_TRUE(std::isfinite(now));
    EXPECT_GT(now, before);
    before = now;
  }
  EXPECT_EQ(front.logExpectedImprovement(0.99, 0.1, 10), -std::numeric_limits<double>::infinity());
}

TEST(ExpectedImprovement, isRoughlyWhatIsToldFaster) {
  Random random(11);
  int compared = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<ImprovementFront::Point> points;
    for (int i = 0; i < 12; ++i) points.push_back({random.uniform(0.1, 0.95), random.uniform(1, 9)});
    const ImprovementFront front(round == 0 ? std::vector<ImprovementFront::Point>{} : points, {0.1, 8});
    const double mean = random.uniform(0, 1), deviation = random.uniform(0.002, 0.2), cost = random.uniform(0.5, 8.5);
    const double exact = front.logExpectedImprovement(mean, deviation, cost);
    const double rough = front.roughLogImprovement(mean, deviation, cost);
    if (!std::isfinite(exact)) {
      EXPECT_EQ(rough, exact);
      continue;
    }
    ++compared;
    if (exact > std::log(1e-5)) {
      EXPECT_NEAR(rough, exact, 0.05) << round;
    }
    EXPECT_LT(rough, exact + 0.6) << round;  // hopeless ones are not made promising
  }
  EXPECT_GT(compared, 200);
  EXPECT_LT(ImprovementFront({{0.8, 2}}, {0.1, 8}).roughLogImprovement(0.3, 0.02, 3),
            ImprovementFront({{0.8, 2}}, {0.1, 8}).roughLogImprovement(0.4, 0.02, 3));
}

TEST(LogImprovementOfNormal, isContinuousAcrossItsBranches) {
  EXPECT_NEAR(logImprovementOfNormal(0), std::log(0.3989422804014327), 1e-12);
  for (const double z : {-1.0, -10.0, -1e3}) {
    const double step = 1e-7 * std::abs(z);
    const double below = logImprovementOfNormal(z - step), above = logImprovementOfNormal(z + step);
    // The slope is near -z there, so the two differ by no more than about 2 step |z|.
    EXPECT_NEAR(below, above, 2.2 * step * (std::abs(z) + 2) + 1e-6 * std::abs(below) * 1e-3) << z;
    EXPECT_LT(below, above);
  }
}

TEST(ImprovementFront, dropsWhatIsDominatedOutsideOrNoNumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const ImprovementFront front({{0.5, 3}, {0.5, 4}, {0.4, 3}, {nan, 1}, {0.9, 11}, {0.05, 1}, {0.8, 6}}, {0.1, 10});
  ASSERT_EQ(front.points().size(), 2u);
  EXPECT_EQ(front.points()[0].accuracy, 0.5);
  EXPECT_EQ(front.points()[1].accuracy, 0.8);
  EXPECT_DOUBLE_EQ(front.area(), 7 * 0.4 + 4 * 0.3);
}

}  // namespace
}  // namespace bitprism
