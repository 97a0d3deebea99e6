#pragma once

#include <cstdint>
#include <vector>

#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// Outlier channel splitting (Zhao et al. 2019): an input channel with outlying weights is duplicated and halved, which
// leaves the layer's function as it is and makes the range smaller. Here the copies' codes are simply added to the
// first ones (QuantizedTensor::more), since both read the same input at the same scale.
//
// Which channel: of one row, the one that holds the largest |w|, as the paper does; where every output channel has a
// grid of its own, the one whose splitting takes most from the sum of the rows' squared ranges, since one channel is
// split for all of them. Chosen anew after each split; a copy may be split again.
// The grids: the range rule's on the weights as split, halves and quarters and so on.
// The codes: the paper's quantization-aware split of w in grid units, (w - 1/2) / 2 and (w + 1/2) / 2, which makes
// rne(a) + rne(b) = rne(w). As whole numbers: the halves of rne(w), rounded down and up, at exact ties of w too. Each
// is clipped to the codes. At 1 bit, whose offset a channel has but once, the levels of weights with m copies are s,
// -s, -3s ... -(2m - 1)s, with s of the unsplit weights; the nearest is taken.
class OcsQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

// Options of the method.
struct OcsOptions {
  double expand = 0.02;  // share of input channels that are split

  static constexpr auto members = std::tuple(&OcsOptions::expand);
  static std::span<const MethodOption> table();
};

inline OcsOptions ocsOptions(const QuantScheme& scheme) {
  return scheme.options.as<OcsOptions>();
}

// The input channels to split, in order; one may come again.
std::vector<std::int64_t> channelsToSplit(const Layer& layer, const QuantScheme& scheme);

extern const MethodInfo ocsInfo;

}  // namespace bitprism
