#pragma once

#include <span>
#include <vector>

#include "core/quant/methods/aciq_clip.h"
#include "core/quant/methods/offset_grid.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// ACIQ: the clip of least expected error (aciq_clip.h) on the authors' grid, whose 2^bits levels span the range,
// shifted so that 0 is a multiple of the step wherever it lies. Stored as scale code + offset, always with an offset
// per output channel.
//
// Ours differs from the authors' (AciqOptions::author) where theirs contradicts its aim: constants are exact; the range
// ends with the data; at 1 bit the levels are mean +- E|w - mean|, the least squares of a symmetric density, instead of
// 0 and one end; a channel without bits becomes its mean, not its minimum; steps may be below 1e-8.

// Options of the method.
struct AciqOptions {
  Prior prior = Prior::Auto;  // the density whose error is minimised; Auto: per channel
  bool oneSided = false;      // for inputs after a ReLU; negative values become 0
  bool clip = true;           // false keeps the full range, as the authors do for weights
  bool allocate = false;      // separate bits per channel, QuantScheme::bits on average
  bool author = false;        // the authors' tables and grids, for comparison

  static constexpr auto members = std::tuple(&AciqOptions::prior, &AciqOptions::oneSided, &AciqOptions::clip,
                                             &AciqOptions::allocate, &AciqOptions::author);
  static std::span<const MethodOption> table();
};

inline AciqOptions aciqOptions(const QuantScheme& scheme) {
  return scheme.options.as<AciqOptions>();
}

// The grid for a range with these bits. Without a range: the only level is offset.
OffsetGrid aciqGrid(const AciqClip& clip, int bits, bool author = false);

// The grid for the values of one row with known spread. Prior::Auto: that of a Laplace density, of a Gauss density or
// without a clip, whichever has the least squared error (the authors' "mix"). Without clip: from minimum to maximum
// (one-sided from 0).
OffsetGrid aciqGrid(std::span<const float> values, const Spread& spread, int bits, const QuantScheme& scheme);

// Bits for each channel under the scheme: exactly scheme.bits on average, from the standard deviations. author: the
// authors' allocation at up to 4 bits (above, they do not allocate), corrected to that average.
std::vector<int> channelBits(std::span<const Spread> spreads, const QuantScheme& scheme);

class AciqQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
  QuantError error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo aciqInfo;

}  // namespace bitprism
