#pragma once

#include "core/quant/activations/activation_scheme.h"

namespace at {
class Tensor;
}

namespace bitprism {

// The scheme's values, with the straight-through gradient (Bengio et al. 2013): what comes back passes unchanged where
// the input lies within the clipping range, ends included, and stops where it was clipped. Block floating point clips
// nothing (DSConv passes the gradient everywhere). A channel without bits is a constant and lets nothing through.
at::Tensor straightThrough(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis);

// Clipped at the range's ends without rounding: what GDRQ's first stage does. Same gradient.
at::Tensor clippedStraightThrough(const at::Tensor& input, const ActivationScheme& scheme);

}  // namespace bitprism
