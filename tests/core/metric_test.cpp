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
  for (const std::string& name : metricNames()) EXPECT_EQ(metricName(metricFromName(name)), name);
  EXPECT_THROW(metricFromName("f1"), UsageError);
}

TEST(Metric, isCalledAnotherOnMadeImages) {
  EXPECT_EQ(madeForm(Metric::Agreement), Metric::MadeAgreement);
  EXPECT_EQ(madeForm(Metric::Sqnr), Metric::MadeSqnr);
  EXPECT_EQ(madeForm(Metric::Accuracy), Metric::Accuracy);
  EXPECT_EQ(namedQuality(Metric::MadeAgreement, 0.5), "agreement with float on made images 50.00 %");
  for (const Metric metric : {Metric::MadeAgreement, Metric::MadeSqnr}) {
    EXPECT_TRUE(isMade(metric));
    EXPECT_EQ(metricFromName(metricName(metric)), metric);                              // sessions name it
    for (const std::string& name : metricNames()) EXPECT_NE(name, metricName(metric));  // nobody asks for it
  }
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

TEST(Metric, isReadAsPeopleWriteIt) {
  EXPECT_DOUBLE_EQ(qualityFromText("0.915").quality, 0.915);
  EXPECT_DOUBLE_EQ(qualityFromText("91.5%").quality, 0.915);
  EXPECT_DOUBLE_EQ(qualityFromText("91.5 %").quality, 0.915);
  EXPECT_DOUBLE_EQ(qualityFromText("30dB").quality, 0.5);
  EXPECT_DOUBLE_EQ(qualityFromText("0").quality, 0);
  for (const char* bad : {"", "%", "x", "1.5", "-0.1", "101%", "61dB", "0.5 pixels", "nan", "0.5%%"})
    EXPECT_THROW(qualityFromText(bad), UsageError) << bad;
  EXPECT_NO_THROW(qualityFromText("0.5").check(Metric::Sqnr));
  EXPECT_NO_THROW(qualityFromText("30dB").check(Metric::Sqnr));
  EXPECT_THROW(qualityFromText("50%").check(Metric::Sqnr), UsageError);
  EXPECT_THROW(qualityFromText("30dB").check(Metric::Accuracy), UsageError);
}

}  // namespace
}  // namespace bitprism
