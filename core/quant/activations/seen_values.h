#pragma once

#include <cstdint>
#include <vector>

#include "core/quant/activations/activation_scheme.h"
#include "core/quant/activations/input_statistics.h"
#include "core/stats/spread.h"

namespace bitprism {

// What calibration knows of the values of a tensor or a channel, in the form that rules for ranges ask for: points that
// stand for so many values each. A fine histogram has a point a bin, a coarse one several, as if a bin were evenly
// filled.
class SeenValues {
 public:
  explicit SeenValues(const RangeHistogram& histogram);
  explicit SeenValues(const ChannelStatistics& channel);

  const RangeHistogram& histogram() const { return histogram_; }
  bool hasSign() const { return histogram_.minimum() < 0; }
  double minimum() const { return histogram_.minimum(); }
  double maximum() const { return histogram_.maximum(); }
  double largest() const;  // magnitude

  // About the mean. Exact for a channel but for the mean distance, which its histogram gives.
  const Spread& spread() const { return spread_; }

  // What closed forms for symmetric densities should be told. Of signed values: the spread. A value that is never
  // negative is what a ReLU left of one that was: the ones above zero are taken for one half of a density about zero
  // (b = their mean, sigma = their root mean square), zeros are left out. This is exact for a Laplace density whose
  // mean is at or below zero, whose upper part is the same exponential wherever it is cut off. Zero is a level, so that
  // zeros cost nothing, however many.
  Spread symmetricSpread() const;

  // How much there is to lose: the standard deviation, about zero for what is never negative. ACIQ allocates bits by
  // it.
  double scatter() const;

  double meanMagnitude() const { return meanMagnitude_; }  // of all values, zeros included

  // Sum of squared errors over all values for levels at equal distances.
  double squaredError(const ChannelGrid& grid) const;

  // The same for any scheme that does not look at channels.
  double squaredError(const ActivationScheme& scheme) const;

  // What must be added to every value that comes out above zero, so that the mean is that of what went in (ACIQ's bias
  // correction of activations); 0 when none does.
  double meanShift(const ChannelGrid& grid) const;

 private:
  void setPoints(int perBin);
  void setSpread(const ValueSums* exact);

  const RangeHistogram& histogram_;
  std::vector<float> point_;
  std::vector<double> count_;
  Spread spread_;
  double positiveMean_ = 0, positivePower_ = 0;  // of values above zero
  double power_ = 0, meanMagnitude_ = 0;         // of all
};

}  // namespace bitprism
