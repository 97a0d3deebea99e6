#pragma once

#include <cstdint>
#include <span>
#include <tuple>

#include "core/quant/activations/activation_method.h"
#include "core/quant/activations/bfp.h"

namespace bitprism {

// DSConv's block floating point (bfp.h). As an operator: (x, bits, block, exponent bits, signed, axis).
inline constexpr const char* blockQuantizer = "bitprism::quantize_blocks";

// Options of the method, in ActivationOptions::own and ActivationScheme::own.
struct BlockOptions {
  int block = 32;        // neighbouring channels that share an exponent
  int exponentBits = 7;  // 2 to 7

  static constexpr auto members = std::tuple(&BlockOptions::block, &BlockOptions::exponentBits);
  static std::span<const MethodOption> table();
};

inline BlockOptions blockOptions(const ActivationScheme& scheme) {
  return scheme.own.as<BlockOptions>();
}

// The format that a scheme of the method has.
BlockFloat blockFloat(const ActivationScheme& scheme);

// From the operator's operands. Throws InputError when they are none that a scheme can hold.
ActivationScheme checkedBlocks(std::int64_t bits, std::int64_t block, std::int64_t exponentBits, bool hasSign);

extern const ActivationMethodInfo blockActivationInfo;

}  // namespace bitprism
