#pragma once

#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// AdaRound (Nagel et al. 2020): every weight is rounded to one of its two neighbours on the range rule's grid so that
// the layer's output on calibration images changes least. With h = clamp(1.2 sigmoid(V) - 0.1, 0, 1),
//   W~ = s clamp(floor(W / s) + h(V), low, high),   loss = tr (W - W~) H (W - W~)^T + lambda sum (1 - |2 h - 1|^beta),
// H = E[x x^T] over all calibration images, by Adam on V from h = frac(W / s); lambda = 0.01 after the first 20 % of
// the iterations, beta from 20 to 2 along a cosine. The effect of lambda depends on the scale of the outputs: here each
// row's loss is measured in its own steps, one step of an average weight costing 0.01. Adam's rate is 0.3. There are
// 600 iterations, down to 300 for large layers, as full batches need no more: 2000 and 4000 with smaller rates ended up
// to 2 dB worse. A row is finished when all its h are 0 or 1.
//
// Our addition: h is rounded, and single weights and then pairs of them move to their other neighbours while that
// helps. It takes a hundredth of the time, gains 1.5 to 3 dB of the output, and ends within 1 % of the best of all
// roundings where these can be enumerated; without it GPTQ is better. A row that is still worse than nearest rounding
// uses the latter. Time: outputs x inputs^2 x 2 x iterations at 50 to 80 billion operations a second, 1.5 to 2 minutes
// for 512 x 4608.
class AdaroundQuantizer final : public Quantizer {
 public:
  // Ignores the scheme's correction, which compensates for the rounding of the weights: see gptq.h. Cached in the
  // inputs. Throws Error without them.
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
  QuantizedTensor solve(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs,
                        const std::stop_token& stop, const Progress& progress) const override;
};

extern const MethodInfo adaroundInfo;

}  // namespace bitprism
