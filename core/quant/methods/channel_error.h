#pragma once

#include <span>
#include <vector>

#include "core/quant/codes/channels.h"
#include "core/quant/measures/quant_error.h"
#include "core/quant/methods/correction.h"

namespace bitprism {

// What a method and the scheme's correction do to a layer whose channels lie together and have scales of their own,
// channel by channel, so that nothing leaves the cache: the same sums as of its dequantized weights. prepare(row)
// looks at the weights of an output channel; levels(row, factor, out) then says what they are read back as
// when the channel's scales are multiplied with the factor.
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
