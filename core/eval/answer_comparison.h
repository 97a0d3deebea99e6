#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace bitprism {

// The class that a network answers for each image: that of its largest output.
using Answers = std::vector<std::int32_t>;

// How often two networks answer alike, and rightly. An image is in exactly one of the counts.
struct AnswerCounts {
  std::int64_t bothRight = 0, onlyFirst = 0, onlySecond = 0;
  std::int64_t wrongAlike = 0, wrongDifferently = 0;
  std::int64_t unlabelledAlike = 0, unlabelledDifferently = 0;  // without a label no answer is right or wrong

  std::int64_t labelled() const { return bothRight + onlyFirst + onlySecond + wrongAlike + wrongDifferently; }
  std::int64_t images() const { return labelled() + unlabelledAlike + unlabelledDifferently; }
  std::int64_t changed() const { return onlyFirst + onlySecond + wrongDifferently + unlabelledDifferently; }
  std::int64_t firstRight() const { return bothRight + onlyFirst; }
  std::int64_t secondRight() const { return bothRight + onlySecond; }
  bool operator==(const AnswerCounts&) const = default;
};

// The kinds of images of AnswerCounts.
enum class AnswerKind {
  BothRight,
  OnlyFirst,
  OnlySecond,
  WrongAlike,
  WrongDifferently,
  UnlabelledAlike,
  UnlabelledDifferently
};
AnswerKind answerKind(std::int32_t first, std::int32_t second, std::optional<std::int32_t> label);
bool isChange(AnswerKind kind);

// The probability that a difference at least as large as this one arises by chance, if both networks are equally good:
// the two-sided exact test of McNemar (1947), a binomial test of the images that only one answers rightly. 1 if there
// are none.
double mcNemarP(std::int64_t onlyFirst, std::int64_t onlySecond);

// How many images of one class (`row`) were given another (`column`).
struct ConfusionCell {
  std::int32_t row = 0, column = 0;
  std::int64_t images = 0;
  bool operator==(const ConfusionCell&) const = default;
};

// The cells that are not empty, by row, then column: memory does not grow with the square of the classes. Images with a
// negative class are left out.
std::vector<ConfusionCell> confusion(std::span<const std::int32_t> rows, std::span<const std::int32_t> columns);

// How often the images of one class are answered rightly.
struct ClassChange {
  std::int32_t label = 0;
  std::int64_t images = 0, firstRight = 0, secondRight = 0;

  double change() const { return images > 0 ? static_cast<double>(secondRight - firstRight) / images : 0; }
  bool operator==(const ClassChange&) const = default;
};

// Two networks' answers to the same images, and everything that follows from them. Immutable once made.
struct AnswerComparison {
  Answers first, second;
  std::vector<std::int32_t> labels;  // of each image, -1 where unknown; empty: there are none
  std::int64_t classes = 0;

  AnswerCounts counts;
  double p = 1;                        // mcNemarP of the counts
  std::vector<std::int64_t> changed;   // images answered differently, ascending
  std::vector<ConfusionCell> between;  // rows: the first's answers, columns: the second's
  std::vector<ConfusionCell> firstAgainstLabels, secondAgainstLabels;  // rows: labels
  std::vector<ClassChange> perClass;                                   // of classes with images, the largest loss first

  std::optional<std::int32_t> label(std::int64_t image) const;
  AnswerKind kind(std::int64_t image) const;
};

// labels: one per image, or empty; those that are no class of the network are unknown. Throws UsageError if the numbers
// of answers differ.
AnswerComparison compareAnswers(Answers first, Answers second, std::vector<std::int32_t> labels, std::int64_t classes);

}  // namespace bitprism
