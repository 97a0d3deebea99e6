#pragma once

#include <span>

#include "core/quant/codes/quantized_tensor.h"
#include "core/quant/measures/input_moments.h"

namespace bitprism {

// The statistics restored for each output channel after rounding; codes do not change. With w the channel, q its
// dequantized codes, w0 and q0 both without their means:
//   Mean     q' = q - mean(q) + mean(w)                     ACIQ's and PWLQ's bias correction of the mean
//   MeanStd  q' = mean(w) + std(w) / std(q) q0               ACIQ eq. 12-13, the mean kept exactly
//   Gain     q' = mean(w) + g q0, g = <w0,w0> / <w0,q0>      ours: a least-squares scale shrinks by <w0,q0> / <w0,w0>
//   InputGain  the same with <a,b> = a^T H b (momentGains): the gain of the outputs on calibration images
// The factor is within [1/2, 2]; it is 1 if either side has no spread, <w0,q0> <= 0, or the result would not fit
// floats.
// Factors are multiplied into the scales if every channel has its own, else stored in QuantizedTensor::gains; means go
// into offsets. Throws Error for InputGain if the layer's input moments are unknown (null).
void restore(const Layer& layer, const InputMoments* inputs, Correction correction, QuantizedTensor& tensor);

// Sums over one channel of weights and their rounded values.
struct ChannelMoments {
  double count = 0, meanWeight = 0, meanRounded = 0;
  double weights = 0, rounded = 0, both = 0;  // <w0,w0>, <q0,q0>, <w0,q0>
  double largest = 0;                         // |q|
};
ChannelMoments momentsOf(std::span<const float> weights, std::span<const float> rounded);

// The factor of a channel whose q includes this offset; 1 for corrections of the mean alone.
double correctionFactor(const ChannelMoments& moments, Correction correction, float offset);

// The new offset: moved by mean(w) - mean(q), within the precision of floats.
float correctedOffset(const ChannelMoments& moments, float offset);

// ACIQ's correction as published, eq. 12-13: w' = xi (q + mu) with mu = mean(w) - mean(q) and xi = |w0| / |q0|, which
// makes the mean xi mean(w). If q has no spread xi is 1.
struct PaperCorrection {
  double shift = 0;   // mu
  double factor = 1;  // xi
};
PaperCorrection paperCorrection(const ChannelMoments& moments);

// Gains for restoreGains() that refer to the output on calibration images instead of the weights: with <a, b> = a^T H
// b, H the inputs' second moment, g = <w0,w0> / <w0,q0> for each output channel, which is InputGain; or one for the
// whole layer, with the sums over all channels, the regression of w0 x on the outputs q0 x (for comparison). Bounds and
// the cases of 1 as above. Throw Error if the input moments are unknown.
std::vector<double> momentGains(const Layer& layer, const InputMoments* inputs, const QuantizedTensor& tensor);
double layerGain(const Layer& layer, const InputMoments* inputs, const QuantizedTensor& tensor);

// q' = mean(w) + g q0 with given gains, one per output channel. If one scale serves many channels the scheme's
// correction must be one with gains.
void restoreGains(const Layer& layer, const std::vector<double>& gains, QuantizedTensor& tensor);

// Adds to every output channel's weights the offset of least output error on calibration images, <1, w - q> / <1, 1>:
// restores the mean for the methods that use the layer's input. Never increases that error. Throws Error if the input
// moments are unknown.
void fitOffsets(const Layer& layer, const InputMoments* inputs, QuantizedTensor& tensor);

// True if a layer under the scheme has a float offset per output channel: with a correction, symmetric 1 bit, or ACIQ,
// whose grids are arbitrary.
bool hasOffsets(const QuantScheme& scheme);

// True if it has a float gain per output channel: MeanStd and Gain if one scale or codebook serves many channels.
bool hasGains(const QuantScheme& scheme);

}  // namespace bitprism
