#pragma once

#include <cstdint>
#include <span>

#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// DSConv (Nascimento, Fawcett, Prisacariu, "DSConv: efficient convolution operator", ICCV 2019): a kernel becomes whole
// numbers (the variable quantized kernel) and a float scale for every block of input channels at one position (the
// kernel distribution shift); blocks lie as block_grid.h says.
//
// Of one block: with w_j of the largest magnitude (the first of several) and s = -2^(b-1) / w_j, codes are s w rounded
// half to even and limited to -2^(b-1) ... 2^(b-1) - 1, so that w_j has the lowest code and the scale its opposite
// sign; the scale is the least squares sum(w q) / sum(q^2). A block of zeros, or of nothing but denormals, has codes
// and scale 0. At 1 bit the codes are -1 and 0.
//
// refine goes on from there and from -s: codes for the scale, scale for the codes, until neither changes; the least
// squared error of all that was met stays, so that it is never worse.

// Options of the method.
struct DsconvOptions {
  int block = 32;           // input channels that share a scale
  bool halfScales = false;  // scales as half floats
  bool refine = false;      // codes and scales by turns until the squared error rests

  static constexpr auto members = std::tuple(&DsconvOptions::block, &DsconvOptions::halfScales, &DsconvOptions::refine);
  static std::span<const MethodOption> table();
};

inline DsconvOptions dsconvOptions(const QuantScheme& scheme) {
  return scheme.options.as<DsconvOptions>();
}

// A block of weights that lie together. The scale is finite whatever finite values there are.
float roundBlock(std::span<const float> values, int bits, bool refine, std::int8_t* codes);

class DsconvQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
  QuantError error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo dsconvInfo;

}  // namespace bitprism
