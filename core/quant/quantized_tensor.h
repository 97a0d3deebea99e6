#pragma once

#include <cstdint>
#include <vector>

#include "core/network/layer.h"
#include "core/quant/quant_scheme.h"

namespace bitprism {

// The codes of one layer as its scheme defines them. Row r is output channel r (one row for the whole tensor when the
// granularity is Tensor); w' = scale (code - zeroPoint) + offset, computed in float in this order. Codes are in
// [-2^(b-1), 2^(b-1)-1] also for affine schemes (an unsigned code minus 2^(b-1), its zero point likewise). At 1 bit
// symmetric the levels are -s and +s as codes -1 and 0 with scale 2 s and offset +s (uniform.h).
struct QuantizedTensor {
  QuantScheme scheme;
  Shape shape;  // of the layer's weights
  std::int64_t channelAxis = 0;
  std::vector<std::int8_t> codes;       // row-major in shape, one a weight
  std::vector<float> scales;            // one, or one per channel
  std::vector<std::int8_t> zeroPoints;  // empty when symmetric, else as many as scales
  std::vector<float> offsets;  // empty, or one per channel (always per channel): mean correction, 1 bit symmetric
};

// The float weights that the codes stand for, row-major in shape.
std::vector<float> dequantize(const QuantizedTensor& tensor);

}  // namespace bitprism
