#include "core/eval/label_sets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "core/base/random.h"

namespace bitprism {
namespace {

// By the definition: for every distinct score, precision and recall of what scores at least that much.
double areaByThresholds(const std::vector<float>& scores, const std::vector<std::uint8_t>& positive) {
  const std::set<float, std::greater<>> thresholds(scores.begin(), scores.end());
  double all = 0, area = 0, before = 0;
  for (const std::uint8_t one : positive) all += one;
  for (const float threshold : thresholds) {
    double said = 0, right = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      said += scores[i] >= threshold;
      right += scores[i] >= threshold && positive[i];
    }
    area += (right / all - before) * right / said;
    before = right / all;
  }
  return area;
}

TEST(LabelSets, givesTheKnownAveragePrecision) {
  // scikit-learn's example: 0.8333
  EXPECT_NEAR(averagePrecision(std::vector<float>{.1F, .4F, .35F, .8F}, std::vector<std::uint8_t>{0, 0, 1, 1}), 5.0 / 6,
              1e-12);
  EXPECT_EQ(averagePrecision(std::vector<float>{.1F, .4F}, std::vector<std::uint8_t>{0, 0}), 0);
  EXPECT_EQ(averagePrecision(std::vector<float>{2, 1, 0}, std::vector<std::uint8_t>{1, 1, 0}), 1);
}

TEST(LabelSets, followsTheDefinitionWithTies) {
  Random random(4);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<float> scores;
    std::vector<std::uint8_t> positive;
    for (std::uint64_t i = 0; i < 1 + random.below(30); ++i) {
      scores.push_back(static_cast<float>(random.below(6)));
      positive.push_back(static_cast<std::uint8_t>(random.below(2)));
    }
    positive[0] = 1;
    EXPECT_NEAR(averagePrecision(scores, positive), areaByThresholds(scores, positive), 1e-12);
  }
}

TEST(LabelSets, averagesOverTheClassesThatOccur) {
  const std::vector<float> scores = {.9F, .2F, .5F, /**/ .1F, .8F, .6F};
  const std::vector<std::uint8_t> belongs = {1, 1, 0, /**/ 0, 0, 0};
  // Class 0: first of two. Class 1: second of two. Class 2: never.
  EXPECT_NEAR(meanAveragePrecision(scores, belongs, 3), (1 + .5) / 2, 1e-12);
  EXPECT_EQ(meanAveragePrecision({}, {}, 3), 0);
}

TEST(LabelSets, comparesDecisionsByTheirDivergence) {
  EXPECT_EQ(binaryDivergence(.3, .3), 0);
  EXPECT_NEAR(binaryDivergence(.5, .25), .5 * std::log(2) + .5 * std::log(2.0 / 3), 1e-12);
  EXPECT_NEAR(decisionProbability(0, false), .5, 1e-12);
  EXPECT_NEAR(decisionProbability(.25F, true), .25, 1e-7);
  EXPECT_TRUE(std::isfinite(binaryDivergence(decisionProbability(1000, false), decisionProbability(-1000, false))));
}

}  // namespace
}  // namespace bitprism
