#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/quant/measures/input_moments.h"

namespace bitprism {

// The predicted effect of rounding a layer's weights on the whole network, from the layer alone: the error of its
// output in parts that weigh differently, over the variance of the output. With s the float output of a channel and q
// the rounded one, both without their means, and g = <s,q> / <s,s>:
//   rest    |q - g s|^2          noise, whose power adds up over layers
//   shrink  (1 - g)^2 |s|^2      a gain, which compounds from layer to layer
//   shift   (mean q - mean s)^2  the same for every image
// each summed over output channels.
struct SensitivityParts {
  double rest = 0, shrink = 0, shift = 0;

  double sum(double shrinkWeight, double shiftWeight) const {
    return rest + shrinkWeight * shrink + shiftWeight * shift;
  }
};

// Fitted by leaving one network out at a time (docs/measurements.md).
inline constexpr double outputShrinkWeight = 4, weightShrinkWeight = 16, shiftWeight = 4;

// Noise of -30 dB: below it no other scheme can gain anything.
inline constexpr double negligibleSensitivity = 1e-3;

// With input moments the output is that on calibration images, without (null) that of uncorrelated inputs. Keeps
// references to the layer and the inputs; safe from many threads.
class SensitivityPrediction {
 public:
  explicit SensitivityPrediction(const Layer& layer, const InputMoments* inputs = nullptr);

  bool byOutputs() const { return !channels_.empty(); }

  // For as many weights as the layer has; 0: no change. Throws Error if it is not finite.
  SensitivityParts parts(std::span<const float> rounded) const;
  double sensitivity(std::span<const float> rounded) const {
    return parts(rounded).sum(byOutputs() ? outputShrinkWeight : weightShrinkWeight, shiftWeight);
  }

 private:
  // For each of channels_, on calibration images: E[(w x)(v x)], E[(v x)^2] and E[v x] of weights v.
  struct Moments {
    std::vector<double> withWeights, withItself, mean;
  };
  Moments momentsOf(std::span<const float> values) const;
  SensitivityParts byOutput(std::span<const float> rounded) const;
  SensitivityParts byWeights(std::span<const float> rounded) const;

  const Layer& layer_;
  const InputMoments* inputs_;
  std::vector<std::size_t> channels_;  // that are used; none: no input moments
  std::vector<double> power_, mean_;   // of the float output
};

}  // namespace bitprism
