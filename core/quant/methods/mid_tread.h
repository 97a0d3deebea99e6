#pragma once

#include <span>
#include <vector>

#include "core/stats/spread.h"

namespace bitprism {

// ACIQ's quantizer for codes of variable length: channels get bins instead of bits, as many as they need, and codes are
// whole multiples of a step so that 0 stays 0. How many bits a value costs is left to the entropy code behind it.

// round(C 2^bits sigma_i^(2/3) / sum of sigma_j^(2/3)): eq. 10 without rounding to powers of two.
std::vector<double> midTreadBins(std::span<const double> deviations, double bits);

// The clip for so many bins, of a Laplace density with b = 1: W0(3 bins^2), one-sided W0(12 bins^2). author: from the
// authors' table, linear between 100 points (five decades of 20, 0.01 to 955) and 0 at 0.
double midTreadClip(double bins, bool oneSided, bool author = false);

// Values become step * clamp(round(value / step), low, high); low and high need not be whole.
struct MidTreadGrid {
  double step = 1;
  double low = 0;
  double high = 0;
};

// Clipped, the range is 2 alpha about the mean; one-sided from 0 to max(mean, 0) + alpha. Without bins everything is 0.
MidTreadGrid midTreadGrid(const Spread& spread, double bins, bool oneSided, bool author = false);

// All of the range, as the authors do for weights: step (max - min) / bins, nothing clipped.
MidTreadGrid wholeMidTreadGrid(const Spread& spread, double bins);

void roundToMidTread(std::span<const float> values, const MidTreadGrid& grid, std::span<float> rounded);

}  // namespace bitprism
