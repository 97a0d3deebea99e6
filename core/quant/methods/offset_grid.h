#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/quant/codes/quantized_tensor.h"
#include "core/quant/measures/quant_error.h"

namespace bitprism {

// Equally spaced levels at any offset: w' = scale code + offset with codes low ... high, in float arithmetic in this
// order. Rounding is half to even on (w - offset) / scale.
struct OffsetGrid {
  float scale = 1;
  float offset = 0;
  int low = 0;
  int high = 0;

  bool operator==(const OffsetGrid&) const = default;
};

// Codes -2^(bits-1) ... 2^(bits-1) - 1, or the only code 0 for 0 bits.
OffsetGrid offsetGrid(double scale, double offset, int bits);

// The dequantized values.
void roundToGrid(std::span<const float> values, const OffsetGrid& grid, std::span<float> rounded);

// Sum of (w - w')^2 over the values.
double squaredError(std::span<const float> values, const OffsetGrid& grid);

// The layer's weights rounded to one grid per row: one, or one per output channel. With offsets if the scheme has them.
QuantizedTensor roundToGrids(const Layer& layer, const QuantScheme& scheme, const std::vector<OffsetGrid>& grids);

// The error of rounding to such grids with the scheme's correction, without building the tensor: the same sums as from
// its dequantized weights. gridOf gets the values of an output channel and its number. For layers with contiguous
// channels and a grid each: goByChannel.
QuantError errorByChannel(const Layer& layer, const QuantScheme& scheme,
                          const std::function<OffsetGrid(std::span<const float>, std::size_t)>& gridOf);
bool goByChannel(const Layer& layer, const QuantScheme& scheme);

}  // namespace bitprism
