#include "core/search/accuracy_curve.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/random.h"

namespace bitprism {
namespace {

const AccuracyCurve curve{0.1, 0.92};

TEST(AccuracyCurve, undoesItself) {
  for (double accuracy = 0.12; accuracy < 0.915; accuracy += 0.01)
    EXPECT_NEAR(curve.accuracy(curve.damage(accuracy)), accuracy, 1e-12);
}

TEST(AccuracyCurve, runsFromFloatToChanceAndStaysFinite) {
  EXPECT_NEAR(curve.accuracy(-20), 0.92, 1e-6);
  EXPECT_NEAR(curve.accuracy(20), 0.1, 1e-6);
  for (const double accuracy : {0.0, 0.05, 0.1, 0.92, 0.95, 1.0}) EXPECT_TRUE(std::isfinite(curve.damage(accuracy)));
  EXPECT_LT(curve.damage(0.95), curve.damage(0.9));
}

TEST(AccuracyCurve, slopeIsTheFiniteDifference) {
  for (double damage = -5; damage < 2; damage += 0.5)
    EXPECT_NEAR(curve.slope(damage), (curve.accuracy(damage - 1e-6) - curve.accuracy(damage + 1e-6)) / 2e-6, 1e-8);
}

TEST(AccuracyCurve, momentsAreThoseOfRandomDraws) {
  Random random(1);
  for (const double mean : {-3.0, -0.5, 0.7})
    for (const double deviation : {0.05, 0.4}) {
      double first = 0, second = 0;
      const int draws = 100000;
      for (int i = 0; i < draws; ++i) {
        const double value = curve.accuracy(mean + deviation * random.normal());
        first += value / draws;
        second += value * value / draws;
      }
      const AccuracyCurve::Moments moments = curve.through(mean, deviation * deviation);
      EXPECT_NEAR(moments.mean, first, 2e-3);
      EXPECT_NEAR(std::sqrt(moments.variance), std::sqrt(second - first * first), 3e-3);
    }
}

TEST(AccuracyCurve, fewImagesAndFlatPlacesAreNoisier) {
  EXPECT_GT(curve.noiseVariance(0.5, 100), curve.noiseVariance(0.5, 1000));
  EXPECT_GT(curve.noiseVariance(0.919, 1000), curve.noiseVariance(0.5, 1000));
  EXPECT_TRUE(std::isfinite(curve.noiseVariance(0.5, 0)));
}

TEST(AccuracyCurve, survivesAFloatNetworkAtChance) {
  const AccuracyCurve flat{0.1, 0.1};
  EXPECT_TRUE(std::isfinite(flat.damage(0.1)));
  EXPECT_TRUE(std::isfinite(flat.noiseVariance(0.1, 100)));
}

}  // namespace
}  // namespace bitprism
