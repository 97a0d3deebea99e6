#pragma once

#include <cstdint>
#include <vector>

#include "core/network/layer.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

// How the codes of a method become weights.
enum class CodeForm { Affine, Piecewise, Blocks, Codebook };

// The form of a method's codes.
CodeForm codeForm(Method method);

// The codes of one layer as its scheme defines them: whole numbers of b bits, -2^(b-1) ... 2^(b-1) - 1 (an unsigned
// code minus 2^(b-1)). A row is an output channel, or the whole tensor when the granularity is Tensor. With `level`
// what the form makes of a code, a weight is level + offset, or level * gain + offset where there are gains; all in
// float, in this order.
//
// Affine: scale (code - zeroPoint), a scale (and zero point) a row. At 1 bit symmetric the levels are -s and +s as
// codes -1 and 0 with scale 2 s and offset +s (uniform.h). With channelBits, channel c has codes of channelBits[c]
// bits; at 0 bits its code is 0. With `more`, further codes stand for the same weights and are added at the same scale
// (OCS) or at scales of their own (OMSE). Piecewise (PWLQ): region 0 is scale0 code; region r > 0 is sign (edge_r +
// scale_r magnitude) with a code m >= 0 for sign +, magnitude m, and -1 - m for sign -; overlapping schemes have
// scale_r code there too. Blocks (DSConv): scale code, a scale a block; blocks lie along the input channels
// (block_grid.h). Codebook: codebook[code + 2^(b-1)], a codebook a row.
struct QuantizedTensor {
  QuantScheme scheme;
  Shape shape;  // of the layer's weights
  std::int64_t channelAxis = 0;
  std::vector<std::int8_t> codes;       // row-major in shape, one a weight
  std::vector<float> scales;            // Affine: a row. Piecewise: regions a row. Blocks: a block. Codebook: none
  std::vector<std::int8_t> zeroPoints;  // empty when symmetric, else as many as scales
  std::vector<float> offsets;           // empty, or one per channel (always per channel): corrections, 1 bit symmetric
  std::vector<float> gains;             // empty, or one per channel: corrections that the scales cannot take in
  std::vector<std::uint8_t> channelBits;  // empty: the scheme's everywhere
  std::vector<std::uint8_t> regions;      // Piecewise: 0 ... regions - 1, one a weight
  std::vector<float> edges;               // Piecewise: the break-points, regions - 1 a row, rising
  std::vector<float> codebook;            // 2^b a row, rising

  // Codes beside the first.
  struct More {
    std::vector<std::int64_t> inputs;  // the input channels they belong to (one may come twice); empty: all
    std::vector<std::int8_t> codes;    // row-major in shape, its input axis as long as inputs
    std::vector<float> scales;         // a row; empty: the first codes' scales
  } more;

  // Bits of a code as files keep it: one more than the scheme's for GDRQ's reading R2, whose codes reach +2^(b-1).
  int codeBits() const;
  int lowestCode() const { return -(1 << (codeBits() - 1)); }
  std::size_t rows() const;  // 1, or the channels
};

// The layer's shape under the scheme, without codes yet.
QuantizedTensor emptyTensor(const Layer& layer, const QuantScheme& scheme);

int codeBits(const QuantScheme& scheme);

// Bits of a region's number: 1 for two regions, 2 for three and four.
int regionBits(const QuantScheme& scheme);

// The axis of the input channels, which is the other of the first two; the only axis of a vector.
std::int64_t inputAxis(const Shape& shape, std::int64_t channelAxis);

// How many input channels OCS splits: ceil(expand * channels), at least one unless expand is 0.
std::int64_t splitInputs(const Shape& shape, std::int64_t channelAxis, const QuantScheme& scheme);

// The smallest power of two that no scale is beyond in magnitude: what half floats are multiplied with. 1 for zeros.
float halfScaleFactor(const std::vector<float>& scales);

// Rounds the scales to half floats times that factor, so that files lose nothing.
void roundToHalfScales(QuantizedTensor& tensor);

// The float weights that the codes stand for, row-major in shape.
std::vector<float> dequantize(const QuantizedTensor& tensor);

}  // namespace bitprism
