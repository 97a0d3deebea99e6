#include "core/eval/metric.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/eval/evaluation.h"

namespace bitprism {
namespace {

TEST(Metric, namesEveryFigureAndGivesItsUnit) {
  EXPECT_EQ(namedQuality(Metric::Accuracy, 0.9125), "accuracy 91.25 %");
  EXPECT_EQ(namedQuality(Metric::Agreement, 1), "agreement with float 100.00 %");
  EXPECT_EQ(namedQuality(Metric::MeanIou, 0.5), "mean IoU 50.00 %");
  EXPECT_EQ(namedQuality(Metric::Sqnr, 0.72), "output SQNR 43.20 dB");
  EXPECT_EQ(inUnit(Metric::Sqnr, 1), sqnrCeilingDb);
}

TEST(Metric, isFoundByItsName) {
  for (const Metric metric : {Metric::Accuracy, Metric::Agreement, Metric::MeanIou, Metric::Sqnr})
    EXPECT_EQ(metricFromName(metricName(metric)), metric);
  EXPECT_THROW(metricFromName("f1"), UsageError);
}

TEST(Metric, saysHowFarNoiseIsAboveTheSignal) {
  Score score;
  score.metric = Metric::Sqnr;
  score.sqnrDb = -3.25;
  EXPECT_EQ(qualityText(score), "-3.25 dB");
  score.accuracy = 0.5;
  score.sqnrDb = 30;
  EXPECT_EQ(qualityText(score), "30.00 dB");
  score.metric = Metric::Accuracy;
  EXPECT_EQ(qualityText(score), "50.00 %");
}

}  // namespace
}  // namespace bitprism
