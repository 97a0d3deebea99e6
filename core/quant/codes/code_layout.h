#pragma once

#include <cstdint>
#include <variant>

#include "core/network/tensor.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

// How the codes of a layer become weights, and what a file stores of them, as the method of a scheme defines it
// (MethodInfo::layout). A row is an output channel, or the whole tensor (CodeLayout::single). With `level` the value of
// a code in its form, a weight is level + offset, or level * gain + offset where there are gains; all in float, in this
// order.

// scale (code - zeroPoint), one scale (and zero point) per row. At 1 bit symmetric the levels are -s and +s as codes -1
// and 0 with scale 2 s and offset +s (uniform.h).
struct AffineCodes {
  bool zeroPoints = false;
  bool offsets = false;      // an offset per output channel with any correction
  bool channelBits = false;  // a separate width for every output channel; at 0 bits its code is 0
  double splitShare = 0;     // OCS: of input channels; their further codes are added at the same scale
  bool secondTerm = false;   // OMSE: further codes for every weight are added, at separate scales
};

// Region 0 is scale_0 code; region r > 0 is sign (edge_r + scale_r magnitude) with a code m >= 0 for sign +, magnitude
// m, and -1 - m for sign -; where they overlap scale_r code there too. `regions` scales per row, one edge fewer.
struct PiecewiseCodes {
  int regions = 2;
  bool overlapping = false;
  bool lowestCode = false;  // codes about zero reach down to -2^(b-1); else they are magnitudes with a sign
};

// scale code, one scale per block of `length` input channels (block_grid.h).
struct ScaledBlockCodes {
  int length = 32;
  bool halfScales = false;  // scales are half floats times one float (halfScaleFactor)
};

// codebook[code + 2^(b-1)], one codebook per row.
struct CodebookCodes {};

using CodeForm = std::variant<AffineCodes, PiecewiseCodes, ScaledBlockCodes, CodebookCodes>;

struct CodeLayout {
  int bits = 8;  // of a code in files: one more than the scheme's for GDRQ's reading R2, whose codes reach +2^(b-1)
  bool single = false;  // one row for the whole tensor
  CodeForm form;

  template <class Form>
  const Form* as() const {
    return std::get_if<Form>(&form);
  }
};

// As the scheme's method defines it; the scheme must have codes.
CodeLayout codeLayout(const QuantScheme& scheme);

// The scheme's bits and granularity with that form; for MethodInfo::layout.
inline CodeLayout layoutOf(const QuantScheme& scheme, const CodeForm& form) {
  return {scheme.bits, scheme.granularity == Granularity::Tensor, form};
}

// Equal steps with or without zero points, an offset at 1 bit symmetric: the layout of most methods.
inline CodeLayout uniformLayout(const QuantScheme& scheme) {
  return layoutOf(scheme,
                  AffineCodes{.zeroPoints = !scheme.symmetric, .offsets = scheme.symmetric && scheme.bits == 1});
}

// Bits of a region's number: 1 for two regions, 2 for three and four.
inline int regionBits(const PiecewiseCodes& codes) {
  return codes.regions <= 2 ? 1 : 2;
}

// The axis of the input channels: the other one of the first two, or the only axis of a vector.
std::int64_t inputAxis(const Shape& shape, std::int64_t channelAxis);

// The number of split input channels: ceil(share * channels), at least one unless the share is 0.
std::int64_t splitInputs(const Shape& shape, std::int64_t channelAxis, const CodeLayout& layout);

}  // namespace bitprism
