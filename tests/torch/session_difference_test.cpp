#include "app/workflow/session_difference.h"

#include <gtest/gtest.h>

namespace bitprism {
namespace {

Json identity(const SearchRequest& request, const StudySettings& settings = {}) {
  return identityOf(request, settings, 100);
}

TEST(SettingDifferences, namesEverySettingWithBothValues) {
  SearchRequest before, now;
  before.search.tasks = {{256, 0}, {0, 0}};
  now.search.tasks = {{0, 1}};
  now.search.seed = before.search.seed + 1;
  now.widths = {2, 4, 8};
  now.scheme.method = Method::Dsconv;
  now.countActivations = true;
  StudySettings settings;
  settings.calibrationPath = "/images/few";
  const std::vector<SettingDifference> found = settingDifferences(identity(before), identity(now, settings));
  const auto of = [&](const std::string& key) {
    for (const SettingDifference& one : found)
      if (one.key == key) return one;
    return SettingDifference{};
  };
  EXPECT_EQ(of("seed").asked, "2");
  EXPECT_EQ(of("widths").name, "bit-widths");
  EXPECT_EQ(of("widths").session, "2-8");
  EXPECT_EQ(of("widths").asked, "2,4,8");
  EXPECT_EQ(of("tasks").session, "256, all");
  EXPECT_EQ(of("tasks").asked, "all:1");
  EXPECT_EQ(of("scheme").session, "uniform");
  EXPECT_EQ(of("scheme").asked, "dsconv");
  EXPECT_EQ(of("count_activations").session, "off");
  EXPECT_EQ(of("count_activations").asked, "on");
  EXPECT_EQ(of("calibration").session, "none");
  EXPECT_EQ(of("calibration").asked, "/images/few");
  EXPECT_TRUE(belongsToStudy(of("calibration")));
  EXPECT_FALSE(belongsToStudy(of("seed")));
  EXPECT_TRUE(settingDifferences(identity(now), identity(now)).empty());
}

TEST(SettingDifferences, takesATrainingApart) {
  SearchRequest before, now;
  before.search.tasks = now.search.tasks = {{0, 1}};
  before.trainPath = now.trainPath = "/images/all";
  now.training.seed = before.training.seed + 4;
  const std::vector<SettingDifference> found = settingDifferences(identity(before), identity(now));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].name, "training, seed");
  EXPECT_NE(found[0].session, found[0].asked);
}

TEST(SettingDifferences, saysSoOfLongValuesThatDifferBehindTheirCut) {
  SearchRequest before, now;
  before.choices.assign(60, {2, 3, 4});
  now.choices = before.choices;
  now.choices.back() = {2, 3};
  const std::vector<SettingDifference> found = settingDifferences(identity(before), identity(now));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(found[0].session, found[0].asked);
}

TEST(SettingsDiffer, isASentenceOfAllOfThem) {
  SearchRequest before, now;
  now.search.seed = before.search.seed + 1;
  now.widths = {4, 8};
  const SettingsDiffer difference("s.bitprism", settingDifferences(identity(before), identity(now)));
  EXPECT_STREQ(difference.what(),
               "session 's.bitprism' was made with other settings: seed 1, now 2; bit-widths 2-8, now 4,8; fork it to "
               "continue with other settings");
}

}  // namespace
}  // namespace bitprism
