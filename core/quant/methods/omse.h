#pragma once

#include <cstdint>
#include <span>

#include "core/quant/methods/uniform.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// OMSE (Choukroun, Kravchik, Yang, Kisilev, "Low-bit quantization of neural networks for efficient inference", 2019):
// the scale, and zero point where affine, of the least squared error of each row. The paper's line search is not convex
// and finds what its points hit; least_squares.h finds the optimum.
//
// With two terms, for layers that one does not do justice, x becomes Q1(x) + Q2(x - Q1(x)): a second tensor of as many
// bits, symmetric with a scale a row, holds what the first left. What is best for the first alone is not best for the
// sum, so both scales are searched together: a line search over the first with a second that covers a step of it,
// golden section about its best point, then by turns the best second scale for the rest and both scales for the codes,
// as long as the error falls. At 1 bit symmetric the levels are +-a +-b.
struct TwoTermGrid {
  UniformGrid first;  // its offset takes in the second's
  float second = 1;   // scale of the second codes
};

// Options of the method.
struct OmseOptions {
  int terms = 1;  // 2 keeps the rest as a tensor of its own, of as many bits

  static constexpr auto members = std::tuple(&OmseOptions::terms);
  static std::span<const MethodOption> table();
};

inline OmseOptions omseOptions(const QuantScheme& scheme) {
  return scheme.options.as<OmseOptions>();
}

TwoTermGrid twoTermGrid(std::span<const float> values, int bits, bool symmetric);

// Sum of (w - w')^2 over the values; infinite where a level would be.
double squaredError(std::span<const float> values, const TwoTermGrid& grid, int bits, bool symmetric);

class OmseQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo omseInfo;

}  // namespace bitprism
