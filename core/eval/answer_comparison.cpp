#include "core/eval/answer_comparison.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

void count(AnswerCounts& counts, AnswerKind kind) {
  switch (kind) {
    case AnswerKind::BothRight:
      ++counts.bothRight;
      break;
    case AnswerKind::OnlyFirst:
      ++counts.onlyFirst;
      break;
    case AnswerKind::OnlySecond:
      ++counts.onlySecond;
      break;
    case AnswerKind::WrongAlike:
      ++counts.wrongAlike;
      break;
    case AnswerKind::WrongDifferently:
      ++counts.wrongDifferently;
      break;
    case AnswerKind::UnlabelledAlike:
      ++counts.unlabelledAlike;
      break;
    case AnswerKind::UnlabelledDifferently:
      ++counts.unlabelledDifferently;
      break;
  }
}

std::vector<ClassChange> classChanges(const AnswerComparison& answers) {
  std::map<std::int32_t, ClassChange> found;
  for (std::size_t i = 0; i < answers.first.size(); ++i) {
    const std::optional<std::int32_t> label = answers.label(static_cast<std::int64_t>(i));
    if (!label) continue;
    ClassChange& change = found[*label];
    change.label = *label;
    ++change.images;
    change.firstRight += answers.first[i] == *label;
    change.secondRight += answers.second[i] == *label;
  }
  std::vector<ClassChange> changes;
  for (const auto& [label, change] : found) changes.push_back(change);
  std::stable_sort(changes.begin(), changes.end(),
                   [](const ClassChange& a, const ClassChange& b) { return a.change() < b.change(); });
  return changes;
}

}  // namespace

AnswerKind answerKind(std::int32_t first, std::int32_t second, std::optional<std::int32_t> label) {
  if (!label) return first == second ? AnswerKind::UnlabelledAlike : AnswerKind::UnlabelledDifferently;
  if (first == *label) return second == *label ? AnswerKind::BothRight : AnswerKind::OnlyFirst;
  if (second == *label) return AnswerKind::OnlySecond;
  return first == second ? AnswerKind::WrongAlike : AnswerKind::WrongDifferently;
}

bool isChange(AnswerKind kind) {
  return kind != AnswerKind::BothRight && kind != AnswerKind::WrongAlike && kind != AnswerKind::UnlabelledAlike;
}

double mcNemarP(std::int64_t onlyFirst, std::int64_t onlySecond) {
  const std::int64_t all = onlyFirst + onlySecond, fewer = std::min(onlyFirst, onlySecond);
  if (2 * fewer == all) return 1;
  // 2 P(X <= fewer) for X ~ Binomial(all, 1/2); each term from the one before, as logarithms: 2^-all may underflow.
  double term = -static_cast<double>(all) * std::numbers::ln2;
  double sum = 0;
  for (std::int64_t k = 0; k <= fewer; ++k) {
    if (k > 0) term += std::log(static_cast<double>(all - k + 1) / static_cast<double>(k));
    sum += std::exp(term);
  }
  return std::min(1.0, 2 * sum);
}

std::vector<ConfusionCell> confusion(std::span<const std::int32_t> rows, std::span<const std::int32_t> columns) {
  std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> counts;
  for (std::size_t i = 0; i < std::min(rows.size(), columns.size()); ++i)
    if (rows[i] >= 0 && columns[i] >= 0) ++counts[{rows[i], columns[i]}];
  std::vector<ConfusionCell> cells;
  for (const auto& [place, images] : counts) cells.push_back({place.first, place.second, images});
  return cells;
}

std::optional<std::int32_t> AnswerComparison::label(std::int64_t image) const {
  if (labels.empty()) return {};
  const std::int32_t label = labels[static_cast<std::size_t>(image)];
  return label >= 0 && label < classes ? std::optional(label) : std::nullopt;
}

AnswerKind AnswerComparison::kind(std::int64_t image) const {
  const auto i = static_cast<std::size_t>(image);
  return answerKind(first[i], second[i], label(image));
}

AnswerComparison compareAnswers(Answers first, Answers second, std::vector<std::int32_t> labels, std::int64_t classes) {
  if (first.size() != second.size() || (!labels.empty() && labels.size() != first.size()))
    throw UsageError(text("cannot compare ", first.size(), " answers with ", second.size(), " answers and ",
                          labels.size(), " labels, expected as many of each"));
  AnswerComparison result;
  result.first = std::move(first);
  result.second = std::move(second);
  result.classes = classes;
  result.labels = std::move(labels);
  for (std::int32_t& label : result.labels)
    if (label < 0 || label >= classes) label = -1;
  for (std::size_t i = 0; i < result.first.size(); ++i) {
    const auto image = static_cast<std::int64_t>(i);
    const AnswerKind kind = result.kind(image);
    count(result.counts, kind);
    if (isChange(kind)) result.changed.push_back(image);
  }
  result.p = mcNemarP(result.counts.onlyFirst, result.counts.onlySecond);
  result.between = confusion(result.first, result.second);
  result.firstAgainstLabels = confusion(result.labels, result.first);
  result.secondAgainstLabels = confusion(result.labels, result.second);
  result.perClass = classChanges(result);
  return result;
}

}  // namespace bitprism
