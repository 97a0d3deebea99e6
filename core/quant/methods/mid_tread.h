#pragma once

#include <span>
#include <vector>

#include "core/stats/spread.h"

namespace bitprism {

// ACIQ's quantizer for codes of variable length: channels get as many bins as they need instead of bits, and codes are
// integer multiples of a step, so 0 stays 0. The bits per value depend on the entropy coder that follows.

// round(C 2^bits sigma_i^(2/3) / sum of sigma_j^(2/3)): eq. 10 without rounding to powers of two.
std::vector<double> midTreadBins(std::span<const double> deviations, double bits);

// The clip for this number of bins, for a Laplace density with b = 1: W0(3 bins^2), one-sided W0(12 bins^2). author:
// from the authors' table, linear between 100 points (five decades of 20, 0.01 to 955) and 0 at 0.
double midTreadClip(double bins, bool oneSided, bool author = false);

// Values become step * clamp(round(value / step), low, high); low and high need not be integers.
struct MidTreadGrid {
  double step = 1;
  double low = 0;
  double high = 0;
};

// Clipped, the range is 2 alpha around the mean; one-sided from 0 to max(mean, 0) + alpha. Without bins all is 0.
MidTreadGrid midTreadGrid(const Spread& spread, double bins, bool oneSided, bool author = false);

// The full range, as the authors use for weights: step (max - min) / bins, nothing clipped.
MidTreadGrid wholeMidTreadGrid(const Spread& spread, double bins);

void roundToMidTread(std::span<const float> values, const MidTreadGrid& grid, std::span<float> rounded);

}  // namespace bitprism
