#include "core/stats/range_histogram.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace bitprism {
namespace {

// The least power of two above the magnitude.
double reachFor(double magnitude) {
  return std::exp2(std::floor(std::log2(magnitude)) + 1);
}

}  // namespace

// Bins of the old width fall two by two into bins of the new one, because both start at zero.
void RangeHistogram::extend(double reach) {
  if (bins_.empty()) {
    bins_.assign(static_cast<std::size_t>(2 * half_), 0);
    reach_ = reach;
    return;
  }
  while (reach_ < reach) {
    std::vector<std::int64_t> merged(bins_.size(), 0);
    for (int bin = 0; bin < 2 * half_; ++bin)
      merged[static_cast<std::size_t>(half_ + (bin < half_ ? -((half_ - bin + 1) / 2) : (bin - half_) / 2))] +=
          bins_[static_cast<std::size_t>(bin)];
    bins_ = std::move(merged);
    reach_ *= 2;
  }
}

void RangeHistogram::add(std::span<const float> values) {
  if (values.empty()) return;
  float low = values[0], high = values[0];
  bool finite = true;
  for (const float value : values) {
    low = value < low ? value : low;
    high = value > high ? value : high;
    finite &= value - value == 0.0F;
  }
  if (!finite) throw Error("values are not finite (NaN or infinity)");
  const double magnitude = std::max(-static_cast<double>(low), static_cast<double>(high));
  if (magnitude > 0 && (bins_.empty() || magnitude >= reach_)) extend(reachFor(magnitude));
  minimum_ = count_ ? std::min(minimum_, low) : low;
  maximum_ = count_ ? std::max(maximum_, high) : high;
  count_ += static_cast<std::int64_t>(values.size());
  if (bins_.empty()) {
    zeros_ += static_cast<std::int64_t>(values.size());
    return;
  }
  // A power of two: the product is exact unless it underflows, where the value is almost zero anyway.
  const double toBin = half_ / reach_;
  std::int64_t* bins = bins_.data() + half_;
  std::int64_t zeros = 0;
  for (const float value : values) {
    if (value == 0) {
      ++zeros;
      continue;
    }
    const double position = static_cast<double>(value) * toBin;
    const auto whole = static_cast<int>(position);
    ++bins[position < whole ? whole - 1 : whole];
  }
  zeros_ += zeros;
}

void RangeHistogram::merge(const RangeHistogram& other) {
  if (other.empty()) return;
  minimum_ = count_ ? std::min(minimum_, other.minimum_) : other.minimum_;
  maximum_ = count_ ? std::max(maximum_, other.maximum_) : other.maximum_;
  count_ += other.count_;
  zeros_ += other.zeros_;
  if (other.bins_.empty()) return;
  RangeHistogram theirs = other;
  extend(other.reach_);
  theirs.extend(reach_);
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) bins_[bin] += theirs.bins_[bin];
}

Histogram RangeHistogram::drawn(std::size_t bins) const {
  Histogram result{minimum_, maximum_, std::vector<std::int64_t>(bins, 0)};
  if (!(result.high > result.low)) {
    const double room = std::max(std::abs(result.high) / 2, 0.5);
    result.low -= room;
    result.high += room;
  }
  const auto at = [&](double value) -> std::int64_t& {
    const double place = (value - result.low) / (result.high - result.low) * static_cast<double>(bins);
    return result.counts[static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(bins - 1)))];
  };
  if (zeros_ > 0) at(0) += zeros_;
  for (int bin = 0; bin < static_cast<int>(bins_.size()); ++bin)
    if (bins_[static_cast<std::size_t>(bin)] > 0) at(binCenter(bin)) += bins_[static_cast<std::size_t>(bin)];
  return result;
}

double RangeHistogram::quantile(double part) const {
  const double target = part * static_cast<double>(count_);
  double below = 0;
  for (int bin = 0; bin < static_cast<int>(bins_.size()); ++bin) {
    if (bin == half_) {
      below += static_cast<double>(zeros_);
      if (below >= target && zeros_ > 0) return 0;
    }
    const auto here = static_cast<double>(bins_[static_cast<std::size_t>(bin)]);
    if (here > 0 && below + here >= target) {
      const double value = binCenter(bin) + binWidth() * ((target - below) / here - 0.5);
      return std::clamp<double>(value, minimum_, maximum_);
    }
    below += here;
  }
  return maximum_;
}

}  // namespace bitprism
