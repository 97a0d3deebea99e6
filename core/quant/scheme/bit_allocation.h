#pragma once

#include <span>
#include <vector>

namespace bitprism {

// Bits for each channel (ACIQ, section 4): the rounding error of channel i with B_i = 2^bits_i bins, alpha_i^2 / (3
// B_i^2) summed over the channels, is least for a given total number of bins if B_i is proportional to alpha_i^(2/3).
// alpha is the spread of a channel: for weights, its standard deviation.

enum class BitRounding { Nearest, Up };

// Eq. 10 and 11: B_i = C 2^target alpha_i^(2/3) / sum of alpha_j^(2/3), bits_i = round(log2 B_i), from 0 to 8. The
// target may be fractional. No bits if all alphas are 0.
std::vector<int> binAllocation(std::span<const double> alphas, double target,
                               BitRounding rounding = BitRounding::Nearest);

// The authors' iteration to a mean near the goal: the same, at most ten times, with the target moved by half of the
// difference. The mean may end up to half a bit off.
std::vector<int> authorsAllocation(std::span<const double> alphas, double goal,
                                   BitRounding rounding = BitRounding::Nearest);

// With exactly `bits` (0 to 8) on average: the authors' result, then one bit at a time, removed where the error grows
// least or added where it falls most.
std::vector<int> exactAllocation(std::span<const double> alphas, int bits);

// alpha^2 / (3 4^bits)
double allocationError(double alpha, int bits);

}  // namespace bitprism
