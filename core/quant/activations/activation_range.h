#pragma once

#include "core/quant/activations/activation_options.h"
#include "core/quant/activations/seen_values.h"

namespace bitprism {

struct ValueRange {
  double low = 0, high = 0;
};

// The range of so many bits that the options choose for the values of a tensor or a channel.
// MinMax: all that was seen. Percentile: as much is cut off at either end as lies outside it (at the upper end alone
// for data that is never negative). LeastSquares: least squared error, by line search over both ends (OMSE).
// Aciq: the analytic clip (aciq_clip.h) of the values' symmetric spread, one-sided for data that is never negative;
// within what was seen. Prior::Auto: of both densities the one with the lower squared error. Kl: the threshold of the
// least divergence over the histogram (kl.h). Gdrq: from -T or 0 to T = k mean |a|, see gdrqThreshold. BatchExtremes
// and TopK look at batches: batchRange.
ValueRange rangeOf(const SeenValues& values, int bits, const ActivationOptions& options);

// BatchExtremes: mean over batches of the smallest and of the largest value. TopK (PWLQ's calibration): mean over
// batches of the median of the ten smallest and of the ten largest values.
ValueRange batchRange(const InputStatistics& statistics, ActivationRange range);

// k of GDRQ's activations, after training. Signed data: the best for a Gauss density. Data that is never negative: 2
// k(bits + 1) of a Laplace density, since a ReLU makes zeros of half the values, which halves mean |a|, and one side
// takes all codes; 12.4 at 4 bits. This is the "larger k_a" that the paper asks for without naming it; real inputs have
// longer tails than a Gauss density (ResNet-20 at 4 bits: best near 15, 8 points lost at 7.4).
double gdrqThreshold(int bits, bool hasSign);

// The break-point that the rule finds for values up to the limit: of the density with the values' symmetric spread, or
// of the least squared error.
double breakpointOf(const SeenValues& values, int bits, double limit, Breakpoint rule);

}  // namespace bitprism
