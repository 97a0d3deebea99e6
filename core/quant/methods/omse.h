#pragma once

#include <cstdint>
#include <span>

#include "core/quant/methods/uniform.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// OMSE (Choukroun, Kravchik, Yang, Kisilev, "Low-bit quantization of neural networks for efficient inference", 2019):
// the scale, and zero point if affine, of least squared error for each row. The objective of the paper's line search is
// not convex, so its points may miss the optimum; least_squares.h finds it.
//
// With two terms, for layers for which one is not enough, x becomes Q1(x) + Q2(x - Q1(x)): a second tensor of the same
// bits, symmetric with a scale per row, holds the remainder of the first. The best first scale alone is not the best
// for the sum, so both are searched together: a line search over the first with a second that covers one of its steps,
// golden section around its best point, then alternately the best second scale for the remainder and both scales for
// the codes, as long as the error falls. At 1 bit symmetric the levels are +-a +-b.
struct TwoTermGrid {
  UniformGrid first;  // its offset includes the second's
  float second = 1;   // scale of the second codes
};

// Options of the method.
struct OmseOptions {
  int terms = 1;  // 2 stores the remainder as a second tensor of the same bits

  static constexpr auto members = std::tuple(&OmseOptions::terms);
  static std::span<const MethodOption> table();
};

inline OmseOptions omseOptions(const QuantScheme& scheme) {
  return scheme.options.as<OmseOptions>();
}

TwoTermGrid twoTermGrid(std::span<const float> values, int bits, bool symmetric);

// Sum of (w - w')^2 over the values; infinite if a level would be.
double squaredError(std::span<const float> values, const TwoTermGrid& grid, int bits, bool symmetric);

class OmseQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo omseInfo;

}  // namespace bitprism
