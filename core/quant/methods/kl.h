#pragma once

#include <cstdint>
#include <span>

#include "core/quant/methods/uniform.h"
#include "core/quant/scheme/method_info.h"
#include "core/stats/histogram.h"

namespace bitprism {

// The range by the least Kullback-Leibler divergence between what the values are distributed like and what rounding
// makes of it (Migacz, "8-bit inference with TensorRT", 2017). For a window of the histogram, P is its counts with all
// that lies outside added to its end bins; Q the same counts without that, merged into as many groups as there are
// levels, each spread evenly over those of its bins where P is not empty. The window with the least KL(P || Q) is the
// range.
//
// In the published codes the last group takes in all that does not divide, its last bin counts as empty, and empty bins
// get 1e-4 counts from the others. Here groups are equally wide, and where Q is empty but P is not the divergence is
// infinite, as it is defined; authorsKlClipping does as they do.

struct KlClipping {
  double low = 0, high = 0;  // 0 between them
  double divergence = 0;     // infinite when there is no such window
};

// Windows reach equally far to both sides of the bin that holds 0, as far as the histogram does. The histogram must
// hold 0; counts below and above it are left out. At most about 500 windows are tried, evenly and then about the best.
KlClipping klClipping(const Histogram& histogram, int levels);

// For a histogram of an odd number of bins around 0: every window, as in the published code (MXNet's, which ACIQ's
// authors use).
KlClipping authorsKlClipping(const Histogram& histogram, int levels);

// Levels of b bits: 2^b, one fewer where symmetric.
int klLevels(int bits, bool symmetric);

// The published codes have 8001 bins for 255 levels and 2001 for 15. With few values so fine a histogram is empty but
// for ones and any window fits, so that there are fewer bins then, but at least 8 a level.
std::size_t klBins(int levels, std::size_t values);

// The range of the values of one row; both ends 0 when all values are. All of it where there are fewer than 16 values a
// level: what rounding does to so sparse a histogram is chance, and at 8 bits it clipped channels of 500 weights to a
// hundred times the error.
KlClipping klClipping(std::span<const float> values, int bits, bool symmetric);

class KlQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo klInfo;

}  // namespace bitprism
