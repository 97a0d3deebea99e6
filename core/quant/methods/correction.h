#pragma once

#include <span>

#include "core/quant/codes/quantized_tensor.h"
#include "core/quant/measures/input_moments.h"

namespace bitprism {

// What is restored of each output channel after rounding; codes stay as they are. With w the channel, q what the codes
// stand for, w0 and q0 both without their means:
//   Mean     q' = q - mean(q) + mean(w)                     ACIQ's and PWLQ's bias correction of the mean
//   MeanStd  q' = mean(w) + std(w) / std(q) q0               ACIQ eq. 12-13, the mean kept exactly
//   Gain     q' = mean(w) + g q0, g = <w0,w0> / <w0,q0>      ours: a least-squares scale shrinks by <w0,q0> / <w0,w0>
//   InputGain  the same with <a,b> = a^T H b (momentGains): the gain of the outputs on calibration images
// The factor is within [1/2, 2]; it is 1 where either side has no spread, <w0,q0> <= 0, or floats would not hold the
// result.
// Factors go into the scales where every channel has its own, else into QuantizedTensor::gains; means into offsets.
// Throws Error for InputGain where the layer's inputs are not known (null).
void restore(const Layer& layer, const InputMoments* inputs, Correction correction, QuantizedTensor& tensor);

// Sums over one channel of weights and what they became.
struct ChannelMoments {
  double count = 0, meanWeight = 0, meanRounded = 0;
  double weights = 0, rounded = 0, both = 0;  // <w0,w0>, <q0,q0>, <w0,q0>
  double largest = 0;                         // |q|
};
ChannelMoments momentsOf(std::span<const float> weights, std::span<const float> rounded);

// The factor of a channel whose q has this offset in it; 1 for corrections of the mean alone.
double correctionFactor(const ChannelMoments& moments, Correction correction, float offset);

// What the offset becomes: moved by mean(w) - mean(q) as far as floats hold what it is added to.
float correctedOffset(const ChannelMoments& moments, float offset);

// ACIQ's correction as its paper has it, eq. 12-13: w' = xi (q + mu) with mu = mean(w) - mean(q) and xi = |w0| / |q0|,
// which makes the mean xi mean(w). Where q has no spread xi is 1.
struct PaperCorrection {
  double shift = 0;   // mu
  double factor = 1;  // xi
};
PaperCorrection paperCorrection(const ChannelMoments& moments);

// Gains for restoreGains() that ask for the output on calibration images instead of the weights: with
// <a, b> = a^T H b, H the inputs' second moment, g = <w0,w0> / <w0,q0> for each output channel, which is InputGain; or
// one for the whole layer, the sums over all channels, which is what maps the outputs q0 x back on w0 x by regression
// (for comparison). Bounds and the cases of 1 as above. Throw Error where the inputs are not known.
std::vector<double> momentGains(const Layer& layer, const InputMoments* inputs, const QuantizedTensor& tensor);
double layerGain(const Layer& layer, const InputMoments* inputs, const QuantizedTensor& tensor);

// q' = mean(w) + g q0 with given gains, one per output channel. Where one scale serves many channels the scheme's
// correction must be one that has gains.
void restoreGains(const Layer& layer, const std::vector<double>& gains, QuantizedTensor& tensor);

// Adds to every output channel's weights the offset of the least output error on calibration images, <1, w - q> / <1,
// 1>: what restoring the mean is for the methods that look at what the layer reads. Never makes that error larger.
// Throws Error where the inputs are not known.
void fitOffsets(const Layer& layer, const InputMoments* inputs, QuantizedTensor& tensor);

// True when a layer under the scheme has a float offset per output channel: a correction, symmetric 1 bit, or ACIQ,
// whose grids lie anywhere.
bool hasOffsets(const QuantScheme& scheme);

// True when it has a float gain per output channel: MeanStd and Gain where one scale or codebook serves many channels.
bool hasGains(const QuantScheme& scheme);

}  // namespace bitprism
