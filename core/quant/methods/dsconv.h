#pragma once

#include <cstdint>
#include <span>

#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// DSConv (Nascimento, Fawcett, Prisacariu, "DSConv: efficient convolution operator", ICCV 2019): a kernel becomes whole
// numbers (the variable quantized kernel) and a float scale for every block of input channels at one position (the
// kernel distribution shift); for the layout of blocks see block_grid.h.
//
// For one block: with w_j of the largest magnitude (the first of several) and s = -2^(b-1) / w_j, codes are s w rounded
// half to even and limited to -2^(b-1) ... 2^(b-1) - 1, so that w_j has the lowest code and the scale its opposite
// sign; the scale is the least squares sum(w q) / sum(q^2). A block of only zeros or denormals has codes and scale 0.
// At 1 bit the codes are -1 and 0.
//
// refine continues from there and from -s: codes for the scale, scale for the codes, until neither changes; the best
// result is kept, so it is never worse.

// Options of the method.
struct DsconvOptions {
  int block = 32;           // number of input channels that share a scale
  bool halfScales = false;  // scales as half floats
  bool refine = false;      // alternate codes and scales until the squared error converges

  static constexpr auto members = std::tuple(&DsconvOptions::block, &DsconvOptions::halfScales, &DsconvOptions::refine);
  static std::span<const MethodOption> table();
};

inline DsconvOptions dsconvOptions(const QuantScheme& scheme) {
  return scheme.options.as<DsconvOptions>();
}

// A block of contiguous weights. The scale is finite for all finite weights.
float roundBlock(std::span<const float> values, int bits, bool refine, std::int8_t* codes);

class DsconvQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
  QuantError error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo dsconvInfo;

}  // namespace bitprism
