#include "core/quant/activations/seen_values.h"

#include <algorithm>
#include <cmath>

#include "core/base/rounding.h"
#include "core/quant/activations/activation_kernels.h"

namespace bitprism {
namespace {

constexpr int pointsOfCoarseBin = 4;

double levelOf(double value, const ChannelGrid& grid, double inverse, double lowest, double highest) {
  return std::clamp(((value * inverse) + doubleRoundingConstant) - doubleRoundingConstant, lowest, highest) *
         static_cast<double>(grid.scale);
}

}  // namespace

SeenValues::SeenValues(const RangeHistogram& histogram) : histogram_(histogram) {
  setPoints(1);
  setSpread(nullptr);
}

SeenValues::SeenValues(const ChannelStatistics& channel) : histogram_(channel.histogram) {
  setPoints(pointsOfCoarseBin);
  setSpread(&channel.sums);
}

// Only bins that hold something, so that a search does not walk over the empty ones again and again.
void SeenValues::setPoints(int perBin) {
  const auto& bins = histogram_.bins();
  const double width = histogram_.binWidth();
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (bins[i] == 0) continue;
    for (int k = 0; k < perBin; ++k) {
      const double point = histogram_.binCenter(static_cast<int>(i)) + ((k + 0.5) / perBin - 0.5) * width;
      point_.push_back(static_cast<float>(std::clamp<double>(point, histogram_.minimum(), histogram_.maximum())));
      count_.push_back(static_cast<double>(bins[i]) / perBin);
    }
  }
}

void SeenValues::setSpread(const ValueSums* exact) {
  spread_.count = histogram_.count();
  if (histogram_.empty()) return;
  const auto count = static_cast<double>(histogram_.count());
  ValueSums sums;
  double above = 0;
  for (std::size_t i = 0; i < point_.size(); ++i) {
    const double value = point_[i];
    (value > 0 ? sums.positive : sums.negative) += count_[i] * std::abs(value);
    sums.squares += count_[i] * value * value;
    above += value > 0 ? count_[i] : 0;
  }
  if (exact) sums = *exact;
  spread_.minimum = histogram_.minimum();
  spread_.maximum = histogram_.maximum();
  spread_.mean = std::clamp((sums.positive - sums.negative) / count, spread_.minimum, spread_.maximum);
  const double scatter = std::max(0.0, sums.squares - count * spread_.mean * spread_.mean);
  spread_.deviation = histogram_.count() > 1 ? std::sqrt(scatter / (count - 1)) : 0;
  double distance = static_cast<double>(histogram_.zeros()) * std::abs(spread_.mean);
  for (std::size_t i = 0; i < point_.size(); ++i) distance += count_[i] * std::abs(point_[i] - spread_.mean);
  spread_.meanAbsolute = distance / count;
  meanMagnitude_ = (sums.positive + sums.negative) / count;
  power_ = sums.squares / count;
  if (above > 0) {
    positiveMean_ = sums.positive / above;
    positivePower_ = sums.squares / above;
  }
}

double SeenValues::largest() const {
  return std::max(-minimum(), maximum());
}

Spread SeenValues::symmetricSpread() const {
  if (hasSign()) return spread_;
  Spread mirrored = spread_;
  mirrored.minimum = -spread_.maximum;
  mirrored.mean = 0;
  mirrored.meanAbsolute = positiveMean_;
  mirrored.deviation = std::sqrt(positivePower_);
  return mirrored;
}

double SeenValues::scatter() const {
  return hasSign() ? spread_.deviation : std::sqrt(power_);
}

double SeenValues::squaredError(const ChannelGrid& grid) const {
  const double inverse = 1 / static_cast<double>(grid.scale);
  const double lowest = -grid.zeroPoint, highest = grid.highestCode() - grid.zeroPoint;
  double sum = 0;
  for (std::size_t i = 0; i < point_.size(); ++i) {
    double level = levelOf(point_[i], grid, inverse, lowest, highest);
    level += level > 0 ? static_cast<double>(grid.shift) : 0.0;
    const double difference = point_[i] - level;
    sum += count_[i] * difference * difference;
  }
  // Without bits even zeros become something else.
  if (grid.bits == 0) sum += static_cast<double>(histogram_.zeros()) * std::pow(lowest * grid.scale, 2);
  return sum;
}

double SeenValues::squaredError(const ActivationScheme& scheme) const {
  std::vector<float> levels(point_.size());
  quantizeActivations(point_, scheme, levels);
  double sum = 0;
  for (std::size_t i = 0; i < point_.size(); ++i) {
    const double difference = static_cast<double>(point_[i]) - levels[i];
    sum += count_[i] * difference * difference;
  }
  return sum;
}

double SeenValues::meanShift(const ChannelGrid& grid) const {
  const double inverse = 1 / static_cast<double>(grid.scale);
  const double lowest = -grid.zeroPoint, highest = grid.highestCode() - grid.zeroPoint;
  double lost = 0, above = 0;
  for (std::size_t i = 0; i < point_.size(); ++i) {
    const double level = levelOf(point_[i], grid, inverse, lowest, highest);
    lost += count_[i] * (point_[i] - level);
    above += level > 0 ? count_[i] : 0;
  }
  return above > 0 ? lost / above : 0;
}

}  // namespace bitprism
