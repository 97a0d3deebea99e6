#include "core/search/information.h"

#include <algorithm>
#include <cmath>

namespace bitprism {

std::optional<double> informationGained(const Evaluation& evaluation) {
  const Score& score = evaluation.score;
  const bool counted = countsDecisions(score.metric);
  if (!evaluation.prediction || !evaluation.ok() || !counted || score.images <= 0) return {};
  const auto images = static_cast<double>(score.images);
  // If all images or none are classified correctly, one more image of the other kind is assumed.
  const double accuracy = std::clamp(score.accuracy, 1 / (images + 1), images / (images + 1));
  const double noise = accuracy * (1 - accuracy) / images;
  const double belief = evaluation.prediction->deviation * evaluation.prediction->deviation;
  return 0.5 * std::log1p(belief / noise);
}

}  // namespace bitprism
