#pragma once

#include <span>
#include <vector>

#include "core/quant/methods/pwlq_breakpoint.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// Piecewise linear quantization (Fang et al., "Post-training piecewise linear quantization for deep neural networks",
// ECCV 2020). The range [-m, m], m = max |w|, is cut at breakpoints 0 < p_1 < ... < p_n < m; the piece between p_r and
// p_(r+1) has its own step, so that the many small weights have a fine one.

// Options of the method.
struct PwlqOptions {
  Breakpoint breakpoint = Breakpoint::Normal;  // closed form for that density, or the least true error
  int regions = 2;                             // 2 to 4, one more than breakpoints
  bool overlapping = false;                    // the outer grid spans -max to max
  bool author = false;                         // the authors' grids and bisection, for comparison

  static constexpr auto members =
      std::tuple(&PwlqOptions::breakpoint, &PwlqOptions::regions, &PwlqOptions::overlapping, &PwlqOptions::author);
  static std::span<const MethodOption> table();
};

inline PwlqOptions pwlqOptions(const QuantScheme& scheme) {
  return scheme.options.as<PwlqOptions>();
}

// The steps and breakpoints of one row. Codes are PiecewiseCodes (code_layout.h).
// In the paper (eq. 3), the magnitude has b - 1 bits in each piece: steps (p_(r+1) - p_r) / (2^(b-1) - 1), so that the
// outermost code of a piece is the edge of the next. Overlapping: grids of steps p / (2^(b-1) - 1) and m / (2^(b-1) -
// 1), both around 0. The authors' code instead has codes -2^(b-1) ... 2^(b-1) - 1 of step 2 p / (2^b - 1) within the
// breakpoint, whose ends are half a step off p, and likewise for an overlapping range.
struct PiecewiseGrid {
  std::vector<float> scales;  // one per piece
  std::vector<float> edges;   // one fewer
  float limit = 0;            // m
};

// scheme: bits from 2, breakpoint, regions, overlapping, author. A row of zeros, or one with a zero or unknown
// deviation (a single weight), is cut in the middle; its values are levels.
PiecewiseGrid piecewiseGrid(std::span<const float> values, const QuantScheme& scheme);

// With given breakpoints.
PiecewiseGrid piecewiseGrid(std::span<const double> edges, double limit, const QuantScheme& scheme);

void roundToPieces(std::span<const float> values, const PiecewiseGrid& grid, const QuantScheme& scheme,
                   std::int8_t* codes, std::uint8_t* regions);

// The dequantized values, and the sum of squared errors.
void piecewiseValues(std::span<const float> values, const PiecewiseGrid& grid, const QuantScheme& scheme, float* out);
double squaredError(std::span<const float> values, const PiecewiseGrid& grid, const QuantScheme& scheme);

// The authors' bias correction of a row in place: q' = (q + mean(w) - mean(q)) std(w) / std(q), whose mean is off by
// the factor. The factor is 1 if either has no spread; the authors' code then zeroes the row.
void correctPiecewiseBias(std::span<const float> weights, std::span<float> rounded);

class PwlqQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
  QuantError error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo pwlqInfo;

}  // namespace bitprism
