#pragma once

#include <cstdint>
#include <vector>

#include "core/network/layer.h"
#include "core/quant/codes/code_layout.h"

namespace bitprism {

// The codes of one layer, in the form of its layout (code_layout.h): integers of b bits, -2^(b-1) ... 2^(b-1) - 1 (an
// unsigned code minus 2^(b-1)).
struct QuantizedTensor {
  QuantScheme scheme;
  CodeLayout layout;
  Shape shape;  // of the layer's weights
  std::int64_t channelAxis = 0;
  std::vector<std::int8_t> codes;  // row-major in shape, one per weight
  std::vector<float> scales;  // Affine: one per row. Piecewise: regions per row. Blocks: one per block. Codebook: none
  std::vector<std::int8_t> zeroPoints;  // empty when symmetric, else as many as scales
  std::vector<float> offsets;           // empty, or one per channel (always per channel): corrections, 1 bit symmetric
  std::vector<float> gains;             // empty, or one per channel: corrections that the scales cannot absorb
  std::vector<std::uint8_t> channelBits;  // empty: the scheme's everywhere
  std::vector<std::uint8_t> regions;      // Piecewise: 0 ... regions - 1, one per weight
  std::vector<float> edges;               // Piecewise: the break-points, regions - 1 per row, ascending
  std::vector<float> codebook;            // 2^b per row, ascending

  // Further codes, added to the first.
  struct More {
    std::vector<std::int64_t> inputs;  // the input channels they belong to (one may occur twice); empty: all
    std::vector<std::int8_t> codes;    // row-major in shape, its input axis as long as inputs
    std::vector<float> scales;         // one per row; empty: the first codes' scales
  } more;

  int codeBits() const { return layout.bits; }
  int lowestCode() const { return -(1 << (codeBits() - 1)); }
  std::size_t rows() const;  // 1, or the channels
};

// The layer's shape under the scheme, without codes yet.
QuantizedTensor emptyTensor(const Layer& layer, const QuantScheme& scheme);

// The smallest power of two that no scale exceeds in magnitude, the factor of half floats. 1 for zeros.
float halfScaleFactor(const std::vector<float>& scales);

// Rounds the scales as files store them: to half floats times that factor where the layout has them.
void roundToKeptScales(QuantizedTensor& tensor);

// The float weights that the codes represent, row-major in shape.
std::vector<float> dequantize(const QuantizedTensor& tensor);

}  // namespace bitprism
