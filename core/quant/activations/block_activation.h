#pragma once

#include <cstdint>

#include "core/quant/activations/activation_method.h"

namespace bitprism {

// DSConv's block floating point (bfp.h). As an operator: (x, bits, block, exponent bits, signed, axis).
inline constexpr const char* blockQuantizer = "bitprism::quantize_blocks";

// From the operator's operands. Throws InputError when they are none that a scheme can hold.
ActivationScheme checkedBlocks(std::int64_t bits, std::int64_t block, std::int64_t exponentBits, bool hasSign);

extern const ActivationMethodInfo blockActivationInfo;

}  // namespace bitprism
