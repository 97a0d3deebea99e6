#pragma once

namespace bitprism {

// How a value becomes a code. Uniform: equally spaced levels. Pwlq: two ranges of levels each, a fine one within the
// breakpoint and a coarse one beyond it. Bfp: block floating point, whole numbers that share an exponent.
enum class ActivationMethod { Uniform, Pwlq, Bfp };

// How the clipping range of an activation is chosen from the calibration statistics (activation_range.h).
enum class ActivationRange { MinMax, Percentile, LeastSquares, BatchExtremes, Aciq, Kl, Gdrq, TopK };

}  // namespace bitprism
