#pragma once

#include <functional>
#include <span>
#include <tuple>
#include <vector>

#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// Uniform quantization: equally spaced levels, w' = scale (code - zeroPoint) + offset with an integer zero point and
// codes -2^(b-1) ... 2^(b-1) - 1. Rounding is half to even on (w - offset) / scale.
//
// Symmetric: zeroPoint 0, offset 0. Min-max: scale = max |w| / (2^(b-1) - 1).
// Symmetric at 1 bit: two levels -s and +s, s = mean |w| (the least squares, for either range rule). They are written
// in the same form: scale 2 s, zeroPoint 0, offset +s, so that code -1 is -s (w < 0) and code 0 is +s. Affine: the
// range always includes 0, so that 0 is a level. Min-max: scale = (max - min) / (2^b - 1), zeroPoint = round(-min /
// scale) - 2^(b-1). Least squares: the scale (affine: and zero point) of least squared error of this very grid,
// clipping included, and never worse than min-max. Percentile: min-max without the share of the weights beyond it,
// those farthest out (percentileClipping); min-max if only zeros would remain. A row of zeros has scale 1. A scale is
// at least the smallest denormal float and at most what keeps every level finite.
//
// With scales that are powers of two (symmetric, at 2 bits or more): of the two around the rule's scale the one with
// the smaller squared error.
struct UniformGrid {
  float scale = 1;
  int zeroPoint = 0;
  float offset = 0;
};

// The ends of a percentile range, by exact order statistics of the n values. Symmetric: the largest magnitude after
// discarding the floor(n (100 - percentile) / 100) largest. Affine: the ends after discarding half that share at each
// end; the range includes 0.
struct Clipping {
  double low = 0, high = 0;
};
Clipping percentileClipping(std::span<const float> values, bool symmetric, double percentile);

// The grid whose levels reach from low <= 0 to high >= 0 (symmetric: as far as the farther end). Not for symmetric at 1
// bit.
UniformGrid gridBetween(double low, double high, int bits, bool symmetric);

// The grid for the values of one row.
UniformGrid uniformGrid(std::span<const float> values, const QuantScheme& scheme);

// Sum of (w - w')^2 over the values.
double squaredError(std::span<const float> values, const UniformGrid& grid, const QuantScheme& scheme);

// One grid per row: one, or one per output channel.
std::vector<UniformGrid> gridsOfRows(const Layer& layer, const QuantScheme& scheme,
                                     const std::function<UniformGrid(std::span<const float>)>& gridOf);

// The layer's weights rounded to such grids. With offsets only if symmetric at 1 bit.
QuantizedTensor roundToGrids(const Layer& layer, const QuantScheme& scheme, const std::vector<UniformGrid>& grids);

// Options of the method.
struct UniformOptions {
  bool powerOfTwo = false;  // scales are powers of two

  static constexpr auto members = std::tuple(&UniformOptions::powerOfTwo);
  static std::span<const MethodOption> table();
};

// The same with the method's own options.
UniformGrid plainGrid(std::span<const float> values, const QuantScheme& scheme);

class UniformQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
  QuantError error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
  bool restores(Correction correction) const override {
    return correction == Correction::None || correction == Correction::Mean;
  }
};

extern const MethodInfo uniformInfo;

}  // namespace bitprism
