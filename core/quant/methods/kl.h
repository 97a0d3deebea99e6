#pragma once

#include <cstdint>
#include <span>

#include "core/quant/methods/uniform.h"
#include "core/quant/scheme/method_info.h"
#include "core/stats/histogram.h"

namespace bitprism {

// The range of least Kullback-Leibler divergence between the distribution of the values before and after rounding
// (Migacz, "8-bit inference with TensorRT", 2017). For a window of the histogram, P is its counts with everything
// outside added to its end bins; Q the same counts without that, merged into as many groups as there are levels, each
// spread evenly over those of its bins where P is not empty. The window with the least KL(P || Q) is the range.
//
// In the published codes the last group includes the remainder of the division, its last bin counts as empty, and empty
// bins get 1e-4 counts from the others. Here groups are equally wide, and if Q is empty but P is not, the divergence is
// infinite, as defined; authorsKlClipping does as the published codes do.

struct KlClipping {
  double low = 0, high = 0;  // 0 between them
  double divergence = 0;     // infinite if there is no such window
};

// Windows extend equally far on both sides of the bin with 0, up to the whole histogram. The histogram must contain 0;
// Histogram::below and above are ignored. At most about 500 windows are tried, evenly and then around the best.
KlClipping klClipping(const Histogram& histogram, int levels);

// For a histogram with an odd number of bins around 0: every window, as in the published code (MXNet's, which ACIQ's
// authors use).
KlClipping authorsKlClipping(const Histogram& histogram, int levels);

// Levels at b bits: 2^b, one fewer if symmetric.
int klLevels(int bits, bool symmetric);

// The published codes have 8001 bins for 255 levels and 2001 for 15. With few values such a fine histogram is nearly
// empty and any window fits, so fewer bins are used then, but at least 8 per level.
std::size_t klBins(int levels, std::size_t values);

// The range of the values of one row; both ends 0 if all values are. The full range if there are fewer than 16 values
// per level: rounding affects such a sparse histogram randomly, and at 8 bits it clipped channels of 500 weights to a
// hundred times the error.
KlClipping klClipping(std::span<const float> values, int bits, bool symmetric);

class KlQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo klInfo;

}  // namespace bitprism
