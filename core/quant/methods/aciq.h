#pragma once

#include <span>
#include <vector>

#include "core/quant/methods/aciq_clip.h"
#include "core/quant/methods/offset_grid.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// ACIQ: the clip of least expected error (aciq_clip.h) on the authors' grid, whose 2^bits levels lie on the ends of the
// range, shifted so that 0 is a multiple of the step, wherever that is. Stored as scale code + offset, an offset per
// output channel always.
//
// Ours differs from the authors' (AciqOptions::author) where theirs is at odds with its aim: constants are exact; the
// range ends with the data; at 1 bit the levels are mean +- E|w - mean|, the least squares of a symmetric density, in
// place of 0 and one end; a channel without bits becomes its mean, not its minimum; steps may be below 1e-8.

// Options of the method.
struct AciqOptions {
  Prior prior = Prior::Auto;  // the density whose error is minimised; Auto: by channel
  bool oneSided = false;      // for what a ReLU reads; negative values become 0
  bool clip = true;           // false keeps the whole range, as its authors do for weights
  bool allocate = false;      // bits of its own for each channel, QuantScheme::bits on average
  bool author = false;        // the authors' tables and grids, for comparison

  static constexpr auto members = std::tuple(&AciqOptions::prior, &AciqOptions::oneSided, &AciqOptions::clip,
                                             &AciqOptions::allocate, &AciqOptions::author);
  static std::span<const MethodOption> table();
};

inline AciqOptions aciqOptions(const QuantScheme& scheme) {
  return scheme.options.as<AciqOptions>();
}

// The grid for a range of so many bits. Without a range: the only level offset.
OffsetGrid aciqGrid(const AciqClip& clip, int bits, bool author = false);

// The grid for the values of one row, whose spread is known. Prior::Auto: that of a Laplace density, of a Gauss density
// or without a clip, whichever has the least squared error; what the authors mean by "mix". Without clip: from
// minimum to maximum (one-sided from 0).
OffsetGrid aciqGrid(std::span<const float> values, const Spread& spread, int bits, const QuantScheme& scheme);

// Bits for each channel under the scheme: exactly scheme.bits on average, by the standard deviations. author: as the
// authors do at up to 4 bits (above they allocate nothing), brought to that average where theirs misses it.
std::vector<int> channelBits(std::span<const Spread> spreads, const QuantScheme& scheme);

class AciqQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
  QuantError error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo aciqInfo;

}  // namespace bitprism
