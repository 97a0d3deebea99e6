#pragma once

#include "core/quant/activations/activation_scheme.h"

namespace at {
class Tensor;
}

namespace bitprism {

// The scheme's values, with the straight-through gradient (Bengio et al. 2013): it passes unchanged where the input
// lies within the clipping range, ends included, and is 0 where the input was clipped. Block floating point does not
// clip (DSConv passes the gradient everywhere). A channel without bits is constant and passes no gradient.
at::Tensor straightThrough(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis);

// Clipped at the range's ends without rounding: GDRQ's first stage. Same gradient.
at::Tensor clippedStraightThrough(const at::Tensor& input, const ActivationScheme& scheme);

}  // namespace bitprism
