#pragma once

#include <cstdint>

namespace bitprism {

// Accuracy on a scale on which damage is additive: u = log(-log r), where r = (accuracy - chance) / (float - chance) is
// the share of the float accuracy above chance that remains. In real networks u is nearly linear in log KL, from the
// first loss down to chance. An immutable value.
struct AccuracyCurve {
  double chanceAccuracy = 0.1;
  double floatAccuracy = 1;

  double damage(double accuracy) const;  // u; r is kept within 0.002 to 0.998
  double accuracy(double damage) const;
  double slope(double damage) const;  // |d accuracy / d u|, positive

  // Variance of a damage computed from one accuracy on this many images. Plan and float see the same images, so only
  // the images on which they differ count.
  double noiseVariance(double accuracy, std::int64_t images) const;

  // Mean and variance of the accuracy if u ~ N(mean, variance), by Gauss-Hermite quadrature.
  struct Moments {
    double mean = 0, variance = 0;
  };
  Moments through(double mean, double variance) const;
};

}  // namespace bitprism
