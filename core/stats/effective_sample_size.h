#pragma once

#include <span>

namespace bitprism {

// The number of independent draws that estimate the mean as well as this Markov chain: n / (1 + 2 sum of
// autocorrelations), the sum cut by Geyer's initial monotone sequence (Geyer 1992, "Practical Markov Chain Monte
// Carlo", sec. 3.3). Negatively correlated draws count for more than n. A chain that never moves counts as one draw;
// NaN for an empty one.
double effectiveSampleSize(std::span<const double> chain);

}  // namespace bitprism
