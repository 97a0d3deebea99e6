#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/quant/activations/activation_scheme.h"

namespace bitprism {

// Where the channels of a dense tensor lie: value (o, c, i) stands at (o channels + c) inner + i. Images with channels
// innermost have inner 1, contiguous ones inner = height x width; of no channels: 1 x 1 x all.
struct ChannelLayout {
  std::size_t outer = 1, channels = 1, inner = 1;
};

// The grids of channels, a number a channel: codes before the zero point is added lie between lowest and highest.
struct ChannelColumns {
  std::vector<float> scale, lowest, highest, shift;

  explicit ChannelColumns(const ActivationScheme& scheme);
};

// What the scheme makes of the values, in float32, halves rounded to even; the layout need be known only for grids of
// channels and for blocks. in and out may be the same. A value that is not a number stays so (and is passed over in the
// exponent of its block). Every export computes these very steps.
//
// Uniform: (clamp(round(x / scale) + zeroPoint, 0, 2^bits - 1) - zeroPoint) scale, as QuantizeLinear and
// DequantizeLinear of ONNX have it; then the channel's shift, above zero.
// Pwlq: a = |x|; a <= p: min(round(a / s1), k) s1, else min(round((a - p) / s2), k) s2 + p with k = 2^(bits-1) - 1; the
// sign put back, or negative values 0.
// Bfp: bfp.h.
void quantizeActivations(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out,
                         const ChannelLayout& layout);

// The loops of the methods, for schemes that are theirs: one grid, a grid for each of the layout's channels, two
// pieces.
void quantizeUniform(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out);
void quantizeUniformChannels(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out,
                             const ChannelLayout& layout);
void quantizePieces(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out);

// The same where no channels need be known; throws UsageError where they do.
void quantizeActivations(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out);

}  // namespace bitprism
