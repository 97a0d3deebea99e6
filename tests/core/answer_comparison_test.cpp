#include "core/eval/answer_comparison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random.h"

namespace bitprism {
namespace {

// All 2^n ways in which coins decide n images, those at least as uneven as this one.
double enumeratedP(int onlyFirst, int onlySecond) {
  const int all = onlyFirst + onlySecond;
  std::int64_t asUneven = 0;
  for (std::uint32_t way = 0; way < (1U << all); ++way) {
    const int ones = __builtin_popcount(way);
    asUneven += std::abs(2 * ones - all) >= std::abs(onlyFirst - onlySecond);
  }
  return static_cast<double>(asUneven) / std::pow(2, all);
}

Answers someAnswers(std::size_t count, int classes, std::uint64_t seed) {
  Random random(seed);
  Answers answers(count);
  for (std::int32_t& answer : answers)
    answer = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(classes)));
  return answers;
}

TEST(McNemar, isTheShareOfCoinFlipsAtLeastAsUneven) {
  for (int first = 0; first <= 8; ++first)
    for (int second = 0; second <= 8; ++second)
      EXPECT_NEAR(mcNemarP(first, second), enumeratedP(first, second), 1e-12) << first << ", " << second;
}

TEST(McNemar, isSymmetricFallsWithTheDifferenceAndStaysFinite) {
  EXPECT_EQ(mcNemarP(0, 0), 1);
  EXPECT_EQ(mcNemarP(500, 500), 1);
  EXPECT_DOUBLE_EQ(mcNemarP(30, 12), mcNemarP(12, 30));
  double before = 1;
  for (int fewer = 50; fewer >= 0; fewer -= 5) {
    const double p = mcNemarP(fewer, 100 - fewer);
    EXPECT_LE(p, before);
    before = p;
  }
  EXPECT_NEAR(mcNemarP(0, 10), std::pow(2, -9), 1e-15);
  // As the normal distribution where there are many: z = 1.96 where 5 % lie beyond.
  EXPECT_NEAR(mcNemarP(49'510, 50'490), std::erfc((980 - 1) / std::sqrt(100'000.0) / std::sqrt(2.0)), 1e-4);
  const double tiny = mcNemarP(1000, 9000);
  EXPECT_GE(tiny, 0);
  EXPECT_LT(tiny, 1e-300);
}

TEST(AnswerComparison, countsEveryImageOnce) {
  const std::size_t images = 500;
  std::vector<std::int32_t> labels = someAnswers(images, 4, 3);
  for (std::size_t i = 0; i < images; i += 50) labels[i] = -1;
  labels[7] = 9;  // no class of the network
  const AnswerComparison answers = compareAnswers(someAnswers(images, 4, 1), someAnswers(images, 4, 2), labels, 4);
  const AnswerCounts& counts = answers.counts;
  EXPECT_EQ(counts.images(), 500);
  EXPECT_EQ(counts.labelled(), 500 - 10 - 1);
  EXPECT_EQ(counts.changed(), static_cast<std::int64_t>(answers.changed.size()));
  std::int64_t differing = 0, firstRight = 0, secondRight = 0;
  for (std::size_t i = 0; i < images; ++i) {
    differing += answers.first[i] != answers.second[i];
    firstRight += answers.first[i] == labels[i];
    secondRight += answers.second[i] == labels[i];
  }
  EXPECT_EQ(counts.changed(), differing);
  EXPECT_EQ(counts.firstRight(), firstRight);
  EXPECT_EQ(counts.secondRight(), secondRight);
  EXPECT_EQ(answers.p, mcNemarP(counts.onlyFirst, counts.onlySecond));
}

TEST(AnswerComparison, confusionMatricesAddUpAndAgreeWithTheCounts) {
  const AnswerComparison answers =
      compareAnswers(someAnswers(300, 5, 1), someAnswers(300, 5, 2), someAnswers(300, 5, 3), 5);
  const auto sums = [](const std::vector<ConfusionCell>& cells) {
    std::pair<std::int64_t, std::int64_t> all;
    for (const ConfusionCell& cell : cells) (cell.row == cell.column ? all.first : all.second) += cell.images;
    return all;
  };
  EXPECT_EQ(sums(answers.between).second, answers.counts.changed());
  EXPECT_EQ(sums(answers.firstAgainstLabels).first, answers.counts.firstRight());
  EXPECT_EQ(sums(answers.secondAgainstLabels).first, answers.counts.secondRight());
  for (const auto* cells : {&answers.between, &answers.firstAgainstLabels, &answers.secondAgainstLabels}) {
    const auto [same, other] = sums(*cells);
    EXPECT_EQ(same + other, 300);
    for (std::size_t i = 1; i < cells->size(); ++i)
      EXPECT_LT(std::pair((*cells)[i - 1].row, (*cells)[i - 1].column), std::pair((*cells)[i].row, (*cells)[i].column));
  }
}

TEST(AnswerComparison, classesAreSortedByWhatTheyLose) {
  const AnswerComparison answers = compareAnswers({0, 0, 1, 1, 2, 2}, {0, 0, 1, 0, 0, 2}, {0, 0, 1, 1, 0, 2}, 3);
  ASSERT_EQ(answers.perClass.size(), 3u);
  EXPECT_EQ(answers.perClass[0], (ClassChange{1, 2, 2, 1}));
  EXPECT_EQ(answers.perClass[1], (ClassChange{2, 1, 1, 1}));
  EXPECT_EQ(answers.perClass[2], (ClassChange{0, 3, 2, 3}));
  EXPECT_EQ(answers.changed, (std::vector<std::int64_t>{3, 4}));
  EXPECT_EQ(answers.kind(3), AnswerKind::OnlyFirst);
  EXPECT_EQ(answers.kind(4), AnswerKind::OnlySecond);
}

TEST(AnswerComparison, withoutLabelsOnlyTellsWhatDiffers) {
  const AnswerComparison answers = compareAnswers({0, 1, 2}, {0, 2, 2}, {}, 3);
  EXPECT_EQ(answers.counts.unlabelledAlike, 2);
  EXPECT_EQ(answers.counts.unlabelledDifferently, 1);
  EXPECT_EQ(answers.counts.labelled(), 0);
  EXPECT_TRUE(answers.perClass.empty());
  EXPECT_TRUE(answers.firstAgainstLabels.empty());
  EXPECT_EQ(answers.between.size(), 3u);
  EXPECT_EQ(answers.p, 1);
}

TEST(AnswerComparison, refusesAnswersToOtherImages) {
  EXPECT_THROW(compareAnswers({0, 1}, {0}, {}, 2), UsageError);
  EXPECT_THROW(compareAnswers({0, 1}, {0, 1}, {0}, 2), UsageError);
}

}  // namespace
}  // namespace bitprism
