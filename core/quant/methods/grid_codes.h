#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stop_token>

#include "core/quant/methods/uniform.h"

namespace bitprism {

// Rounds single numbers to the grid of a row, like roundToGrids() for all, for solvers that choose codes one at a time.
// Steps are codes less the zero point.
class GridCodes {
 public:
  GridCodes(const UniformGrid& grid, const QuantScheme& scheme)
      : grid_(grid),
        twoLevels_(scheme.symmetric && scheme.bits == 1),
        low_(static_cast<float>(-(1 << (scheme.bits - 1)) - grid.zeroPoint)),
        high_(static_cast<float>((1 << (scheme.bits - 1)) - 1 - grid.zeroPoint)) {}

  float nearest(float value) const {
    if (twoLevels_) return value < 0 ? -1.0f : 0.0f;
    return std::nearbyint(std::clamp(value / grid_.scale, low_, high_));
  }
  float valueOf(float step) const { return grid_.scale * step + grid_.offset; }
  std::int8_t codeOf(float step) const { return static_cast<std::int8_t>(static_cast<int>(step) + grid_.zeroPoint); }

  // Before rounding and clipping.
  float stepsOf(float value) const { return (value - grid_.offset) / grid_.scale; }

  float low() const { return low_; }
  float high() const { return high_; }
  bool hasZero() const { return !twoLevels_; }

 private:
  UniformGrid grid_;
  bool twoLevels_;
  float low_, high_;
};

// Resets codes in `found` to those of nearest rounding, `nearest`, in every output channel whose output on calibration
// images is better with them. Both have the same grids and no corrections.
void keepBetterRows(const Layer& layer, const InputMoments* inputs, const QuantizedTensor& nearest,
                    QuantizedTensor& found, const std::stop_token& stop);

}  // namespace bitprism
