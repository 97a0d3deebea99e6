#include "core/search/information.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bitprism {
namespace {

Evaluation measured(double accuracy, double deviation) {
  Evaluation evaluation;
  evaluation.score.accuracy = accuracy;
  evaluation.score.images = 1000;
  evaluation.prediction = {0.5, deviation};
  return evaluation;
}

TEST(InformationGained, isHalfANatPerFactorOfVariance) {
  const double noise = std::sqrt(0.5 * 0.5 / 1000);
  EXPECT_NEAR(*informationGained(measured(0.5, noise)), 0.5 * std::log(2.0), 1e-12);
  EXPECT_NEAR(*informationGained(measured(0.5, 3 * noise)), 0.5 * std::log(10.0), 1e-12);
  EXPECT_EQ(*informationGained(measured(0.5, 0)), 0);
  EXPECT_TRUE(std::isfinite(*informationGained(measured(1, 0.1))));
}

TEST(InformationGained, isUnknownWithoutAPredictionOrItsNoise) {
  Evaluation evaluation = measured(0.5, 0.1);
  evaluation.prediction.reset();
  EXPECT_FALSE(informationGained(evaluation));
  evaluation = measured(0.5, 0.1);
  evaluation.failure = "no memory";
  EXPECT_FALSE(informationGained(evaluation));
  evaluation = measured(0.5, 0.1);
  evaluation.score.metric = Metric::Sqnr;
  EXPECT_FALSE(informationGained(evaluation));
}

}  // namespace
}  // namespace bitprism
