#include "core/work/duration_estimate.h"

#include <algorithm>
#include <vector>

namespace bitprism {
namespace {

constexpr std::size_t newestDurations = 31;
constexpr double interruptedFactor = 2;

}  // namespace

void DurationEstimate::add(double seconds) {
  newest_.push_back(std::max(seconds, 0.0));
  if (newest_.size() > newestDurations) newest_.pop_front();
  std::vector<double> sorted(newest_.begin(), newest_.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  median_ = *middle;
  if (sorted.size() % 2 == 0) median_ = 0.5 * (*median_ + *std::max_element(sorted.begin(), middle));
}

void DurationEstimate::addUnfinished(double seconds) {
  if (const std::optional<double> known = expected(); !known || seconds > *known) add(interruptedFactor * seconds);
}

std::optional<double> DurationEstimate::expected() const {
  return median_ ? median_ : prior_;
}

}  // namespace bitprism
