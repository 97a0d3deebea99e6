#pragma once

#include <cstdint>

#include "core/quant/activation_scheme.h"
#include "core/quant/quant_scheme.h"

namespace bitprism {

// What the packed file (resources/formats.md) spends on what. Size and file are both computed from these.
inline constexpr std::int64_t packedHeaderBytes = 48;
inline constexpr std::int64_t packedRecordBytes = 16;
inline constexpr std::int64_t packedHashBytes = 8;

// How many numbers of each kind the section of one layer holds.
struct LayerSections {
  std::int64_t scales = 0;       // float32
  std::int64_t zeroPoints = 0;   // int8
  std::int64_t offsets = 0;      // float32
  std::int64_t codes = 0;        // bytes, of codes packed to the bit
  std::int64_t floats = 0;       // float32 weights of a layer left as it is
  std::int64_t halves = 0;       // float16 weights
  std::int64_t percentiles = 0;  // 32 bits, millionths
  std::int64_t activation = 0;   // bytes, of a quantized input: bits, zero point, scale

  std::int64_t bytes() const {
    return 4 * scales + zeroPoints + 4 * offsets + codes + 4 * floats + 2 * halves + 4 * percentiles + activation;
  }
};

inline constexpr std::int64_t packedActivationBytes = 6;

LayerSections layerSections(std::int64_t weights, std::int64_t channels, const QuantScheme& scheme,
                            const ActivationScheme& activation = {});

}  // namespace bitprism
