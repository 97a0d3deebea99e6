#pragma once

#include <cstddef>
#include <vector>

#include "core/network/layer.h"

namespace bitprism {

// The range of each channel of a layer's weights, its largest magnitude.
class WeightRanges {
 public:
  WeightRanges() = default;
  explicit WeightRanges(std::vector<double> ranges);

  const std::vector<double>& all() const { return ranges_; }
  double largest() const;
  double median() const { return median_; }

  // Few channels, at most one in twenty or a single one, whose range is at least outlierLimit times that of every
  // other.
  static constexpr double outlierLimit = 4;
  const std::vector<std::size_t>& outliers() const { return outliers_; }
  double outlierRatio() const { return ratio_; }  // of the largest range to the largest of the others

 private:
  std::vector<double> ranges_;
  std::vector<std::size_t> outliers_;
  double median_ = 0, ratio_ = 0;
};

WeightRanges outputRanges(const Layer& layer);

// Of input channels within their group; none if there is only one. inUnits: mean over output channels of the range in
// units of the output channel's standard deviation, for scales that each output channel has for itself.
WeightRanges inputRanges(const Layer& layer, bool inUnits);

// How far the largest weights lie from the others, in standard deviations of the layer or (perChannel) of their own
// output channel.
struct WeightTail {
  double largest = 0;  // magnitude
  double usual = 0;    // that 99.9 % do not exceed

  bool isLong() const { return largest >= 6 && largest >= 2 * usual; }
};
WeightTail weightTail(const Layer& layer, bool perChannel);

// Output channels without a weight that matters beside the layer's largest.
std::vector<std::size_t> zeroChannels(const Layer& layer);

}  // namespace bitprism
