#pragma once

#include <cstdint>

#include "core/quant/activations/activation_method.h"

namespace bitprism {

// PWLQ's two pieces. As an operator: (x, bits, break-point, limit, signed).
inline constexpr const char* piecewiseQuantizer = "bitprism::quantize_pieces";

// From the operator's operands. Throws InputError when they are none that a scheme can hold.
ActivationScheme checkedPieces(std::int64_t bits, double breakpoint, double limit, bool hasSign);

extern const ActivationMethodInfo piecewiseActivationInfo;

}  // namespace bitprism
