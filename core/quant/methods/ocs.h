#pragma once

#include <cstdint>
#include <vector>

#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// Outlier channel splitting (Zhao et al. 2019): an input channel with outlier weights is duplicated and halved, which
// keeps the layer's function and makes the range smaller. Here the copies' codes are simply added to the first ones
// (QuantizedTensor::more), since both have the same input and the same scale.
//
// Which channel: per tensor, the one with the largest |w|, as in the paper; with a grid per output channel, the one
// whose splitting reduces the sum of the rows' squared ranges most, since a channel is split for all of them. Chosen
// anew after each split; a copy may be split again.
// The grids: the range rule's on the split weights (halves, quarters and so on).
// The codes: the paper's quantization-aware split of w in grid units, (w - 1/2) / 2 and (w + 1/2) / 2, which makes
// rne(a) + rne(b) = rne(w). In integers: the halves of rne(w), rounded down and up, also at exact ties of w. Each is
// clipped to the codes. At 1 bit, where a channel's offset counts only once, the levels of weights with m copies are s,
// -s, -3s ... -(2m - 1)s, with s of the unsplit weights; the nearest is used.
class OcsQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

// Options of the method.
struct OcsOptions {
  double expand = 0.02;  // fraction of the input channels to split

  static constexpr auto members = std::tuple(&OcsOptions::expand);
  static std::span<const MethodOption> table();
};

inline OcsOptions ocsOptions(const QuantScheme& scheme) {
  return scheme.options.as<OcsOptions>();
}

// The input channels to split, in order; a channel may occur repeatedly.
std::vector<std::int64_t> channelsToSplit(const Layer& layer, const QuantScheme& scheme);

extern const MethodInfo ocsInfo;

}  // namespace bitprism
