#pragma once

#include <cstdint>

#include "core/network/tensor.h"
#include "core/quant/activations/activation_scheme.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

// The sections of the packed file (docs/formats.md). Its size and its content are both computed from these.
inline constexpr std::int64_t packedHeaderBytes = 48;
inline constexpr std::int64_t packedRecordBytes = 16;
inline constexpr std::int64_t packedHashBytes = 8;
inline constexpr std::int64_t packedOptionBytes = 5;

// The number of items of each kind in the section of one layer.
struct LayerSections {
  std::int64_t options = 0;      // of the scheme, other than defaults
  std::int64_t percentiles = 0;  // 32 bits, millionths
  std::int64_t scales = 0;       // float32
  std::int64_t halfScales = 0;   // float16, and one float32 that multiplies them
  std::int64_t zeroPoints = 0;   // int8
  std::int64_t offsets = 0;      // float32
  std::int64_t gains = 0;        // float32
  std::int64_t edges = 0;        // float32
  std::int64_t codebook = 0;     // float32
  std::int64_t channelBits = 0;  // bytes
  std::int64_t splits = 0;       // int32, numbers of input channels
  std::int64_t codes = 0;        // bytes, of codes packed to the bit
  std::int64_t regions = 0;      // bytes, of regions packed to the bit
  std::int64_t moreCodes = 0;    // bytes, of codes packed to the bit
  std::int64_t moreScales = 0;   // float32
  std::int64_t floats = 0;       // float32 weights of a layer left in float
  std::int64_t halves = 0;       // float16 weights
  std::int64_t activation = 0;   // bytes, of a quantized input

  std::int64_t scaleBytes() const;   // scales, gains, edges
  std::int64_t codeBytes() const;    // codes, regions and further codes
  std::int64_t recordBytes() const;  // options and percentile
  std::int64_t bytes() const;
};

// Of a quantized input's section; 0 for float.
std::int64_t packedActivationBytes(const ActivationScheme& activation);

LayerSections layerSections(const Shape& shape, std::int64_t channelAxis, const QuantScheme& scheme,
                            const ActivationScheme& activation = {});

}  // namespace bitprism
