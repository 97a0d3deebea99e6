#pragma once

#include <span>
#include <vector>

#include "core/quant/codes/channels.h"
#include "core/quant/measures/quant_error.h"
#include "core/quant/methods/correction.h"

namespace bitprism {

// The error of a method with the scheme's correction for a layer with contiguous channels and a scale per channel,
// channel by channel, so that the data stays in the cache: the same sums as from its dequantized weights. prepare(row)
// analyses the weights of an output channel; levels(row, factor, out) then gives their dequantized values with the
// channel's scales multiplied by the factor.
template <class Prepare, class Levels>
QuantError channelErrors(const Layer& layer, const QuantScheme& scheme, const Prepare& prepare, const Levels& levels) {
  const Channels channels(layer.shape, layer.channelAxis);
  const std::size_t size = channels.inner;
  std::vector<float> rounded(size);
  ErrorSums sums;
  for (std::size_t c = 0; c < channels.count; ++c) {
    const std::span<const float> row = std::span(*layer.weights).subspan(c * size, size);
    prepare(row);
    levels(row, 1.0, rounded.data());
    if (hasFactor(scheme.correction)) {
      const double factor = correctionFactor(momentsOf(row, rounded), scheme.correction, 0);
      if (factor != 1) levels(row, factor, rounded.data());
    }
    if (scheme.correction != Correction::None) {
      const float offset = correctedOffset(momentsOf(row, rounded), 0);
      for (float& value : rounded) value += offset;
    }
    sums.add(row, rounded);
  }
  return sums.result();
}

}  // namespace bitprism
