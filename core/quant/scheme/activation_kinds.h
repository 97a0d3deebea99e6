#pragma once

namespace bitprism {

// How a value becomes a code. Uniform: levels at equal distances. Pwlq: two ranges of levels each, a fine one within
// the break-point and a coarse one beyond it. Bfp: block floating point, whole numbers that share an exponent.
enum class ActivationMethod { Uniform, Pwlq, Bfp };

// How the clipping range of an activation is chosen from what calibration saw (activation_range.h).
enum class ActivationRange { MinMax, Percentile, LeastSquares, BatchExtremes, Aciq, Kl, Gdrq, TopK };

}  // namespace bitprism
