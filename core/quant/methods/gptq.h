#pragma once

#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// GPTQ (Frantar et al. 2022): the rows' grids are the range rule's; columns (inputs) are rounded one after another, and
// what rounding one does to the layer's output is made up for by those that are still to come. With H = E[x x^T] +
// lambda I, lambda = 0.01 mean diag H over inputs that are not always 0, and U the upper Cholesky factor of H^-1:
//   q_j = Q(w_j),  e = (w_j - q_j) / U_jj,  w_k -= e U_jk for k > j.
// U need not be formed, nor H inverted. Let H = V^T V with V upper and columns taken from the last to the first; then
// the loss d^T H d, d = q - w, is the sum of squares of (V d)_j = V_jj d_j + (sum over k > j of V_jk d_k), so that
//   q_j = Q(w_j - (sum over k > j of V_jk d_k) / V_jj),
// which are the same numbers (U is V^-1 in the reverse order). Blocks of 128 columns take what came before by one
// product. Columns come in the order of falling diag H: on inputs as ReLUs give them, of channels of unlike size, that
// left 1 to 15 % less error than their own order, at every width. Inputs that are always 0 get weight 0 (where 0 is no
// level, their own weight). Rows that end worse than nearest rounding, as
// clipped ones may, take the latter. O(inputs^3 + outputs inputs^2) a group: under 8 s for 512 x 4608 weights.
//
// The correction that the scheme wants is left to restore(), as for every method. It makes good what rounding does to
// the weights, which the solver has already weighed against the inputs: here it costs 1 to 10 dB of the output, and
// fitOffsets() (correction.h) gains instead.
class GptqQuantizer final : public Quantizer {
 public:
  // Remembered in the inputs. Throws Error when these are missing.
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo gptqInfo;

}  // namespace bitprism
