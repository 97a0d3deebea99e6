#include "core/search/search_estimate.h"

#include <gtest/gtest.h>

namespace bitprism {
namespace {

const MeasuringCosts costs{
    .secondsPerImage = 0.001, .searchImages = 1000, .reportImages = 500, .calibrationImages = 200};

TEST(SearchEstimate, isEvaluationsTimesTheirCostAndSensitivities) {
  SearchSettings settings;
  const SearchEstimate one = estimateSearch(settings, 40, 100, 1, costs);
  EXPECT_DOUBLE_EQ(one.evaluationSeconds, 1.5);
  EXPECT_EQ(one.cheapSeconds, 0);
  EXPECT_GT(one.sensitivitySeconds, 0);
  EXPECT_LT(one.sensitivitySeconds, 100 * 0.2);  // they share their ways
  EXPECT_DOUBLE_EQ(one.seconds, 60 + one.sensitivitySeconds);
  EXPECT_DOUBLE_EQ(estimateSearch(settings, 40, 0, 2, costs).seconds, 30);
  EXPECT_EQ(estimateSearch(settings, -3, 0, 1, costs).seconds, 0);
}

TEST(SearchEstimate, countsCheapTasksAndTraining) {
  SearchSettings settings;
  settings.tasks = {{100, 0}, {0, 0}};
  EXPECT_GT(estimateSearch(settings, 40, 0, 1, costs).seconds, 60);
  settings.method = "swap";
  EXPECT_NEAR(estimateSearch(settings, 1, 0, 1, costs).seconds, 1.5 + 100 * 0.1, 1e-9);
  settings.method = "random";  // has no use for them
  EXPECT_DOUBLE_EQ(estimateSearch(settings, 40, 0, 1, costs).seconds, 60);
  settings.tasks = {{2000, 2}};
  EXPECT_NEAR(estimateSearch(settings, 1, 0, 1, costs).seconds, 1.5 + 3 * 2 * 2.0, 1e-9);
}

TEST(SearchEstimate, saysItInASentence) {
  EXPECT_EQ(estimateSearch(SearchSettings(), 40, 0, 1, costs).sentence(), "40 evaluations of about 1.5 s: about 60 s");
  EXPECT_EQ(estimateSearch(SearchSettings(), 0, 0, 1, costs).sentence(), "all requested evaluations exist already");
  EXPECT_EQ(roughDuration(0.0123), "12 ms");
  EXPECT_EQ(roughDuration(0.5), "0.5 s");
  EXPECT_EQ(roughDuration(300), "5.0 min");
  EXPECT_EQ(roughDuration(36000), "10 h");
}

}  // namespace
}  // namespace bitprism
