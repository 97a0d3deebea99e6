#include "core/eval/label_sets.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace bitprism {

double averagePrecision(std::span<const float> scores, std::span<const std::uint8_t> positive) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  const auto all = std::count_if(positive.begin(), positive.end(), [](std::uint8_t one) { return one != 0; });
  if (all == 0) return 0;
  double area = 0;
  std::int64_t found = 0, before = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    found += positive[order[i]] != 0;
    const bool threshold = i + 1 == order.size() || scores[order[i + 1]] < scores[order[i]];
    if (!threshold) continue;
    area += static_cast<double>(found - before) / static_cast<double>(all) * static_cast<double>(found) /
            static_cast<double>(i + 1);
    before = found;
  }
  return area;
}

double meanAveragePrecision(std::span<const float> scores, std::span<const std::uint8_t> positive,
                            std::int64_t classes) {
  if (classes < 1) return 0;
  const auto width = static_cast<std::size_t>(classes);
  const std::size_t rows = scores.size() / width;
  std::vector<float> column(rows);
  std::vector<std::uint8_t> belongs(rows);
  double sum = 0;
  std::int64_t occurring = 0;
  for (std::size_t k = 0; k < width; ++k) {
    bool any = false;
    for (std::size_t i = 0; i < rows; ++i) {
      column[i] = scores[i * width + k];
      belongs[i] = positive[i * width + k];
      any |= belongs[i] != 0;
    }
    if (!any) continue;
    ++occurring;
    sum += averagePrecision(column, belongs);
  }
  return occurring ? sum / static_cast<double>(occurring) : 0;
}

double binaryDivergence(double to, double of) {
  return to * std::log(to / of) + (1 - to) * std::log((1 - to) / (1 - of));
}

double decisionProbability(float output, bool isProbability) {
  constexpr double least = 1e-7;
  const double probability =
      isProbability ? static_cast<double>(output) : 1 / (1 + std::exp(-static_cast<double>(output)));
  return std::clamp(probability, least, 1 - least);
}

}  // namespace bitprism
