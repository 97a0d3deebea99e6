#include "core/eval/score_json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"

namespace bitprism {
namespace {

Score throughText(const Score& score) {
  return scoreFromJson(parseJson(toJson(score).dump(), "a test"), "a test");
}

TEST(ScoreJson, givesTheSameDoublesBack) {
  Random random(7);
  for (int i = 0; i < 1000; ++i) {
    Score score{.images = i, .metric = i % 2 ? Metric::Sqnr : Metric::Top5};
    for (double* value : {&score.accuracy, &score.loss, &score.kl, &score.agreement, &score.top5, &score.sqnrDb})
      *value = random.uniform() * std::pow(10.0, i % 40 - 20);
    EXPECT_EQ(throughText(score), score);
  }
}

TEST(ScoreJson, keepsWhatIsNotFinite) {
  Score score;
  score.loss = std::numeric_limits<double>::infinity();
  score.sqnrDb = -score.loss;
  EXPECT_EQ(throughText(score), score);
  score.kl = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(throughText(score).kl));
}

TEST(ScoreJson, refusesWhatIsNoScoreOrTask) {
  Json json = toJson(Score());
  for (const auto& [key, value] : json.items()) {
    Json broken = json;
    broken.erase(key);
    EXPECT_THROW(scoreFromJson(broken, "a test"), InputError) << key;
    broken[key] = Json::array();
    EXPECT_THROW(scoreFromJson(broken, "a test"), InputError) << key;
  }
  EXPECT_THROW(taskFromJson({{"images", -1}, {"epochs", 0}}, "a test"), InputError);
  EXPECT_THROW(taskFromJson({{"images", 1}, {"epochs", 1LL << 40}}, "a test"), InputError);
  EXPECT_EQ(taskFromJson(toJson(Task{512, 3}), "a test"), (Task{512, 3}));
}

}  // namespace
}  // namespace bitprism
