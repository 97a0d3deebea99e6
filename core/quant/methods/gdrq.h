#pragma once

#include <span>
#include <vector>

#include "core/quant/methods/aciq_clip.h"
#include "core/quant/methods/offset_grid.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {

// GDRQ after training (Yu et al., "Low-bit quantization needs good distribution", CVPR workshops 2020; arXiv
// 1908.01477): weights are clipped at T = k mean|w| of a group of output channels (Scale-Clip) and rounded to equal
// steps. The paper's figures and numbers disagree on the codes of its grid, so there are three readings:
//   R1   step T / Q, Q = 2^(b-1) - 1, codes -Q ... Q: what third parties implement
//   R2   step T / 2^(b-1), codes -2^(b-1) ... 2^(b-1): gives the printed losses, needs b + 1 bits
//   R2s  step T / 2^(b-1), codes -2^(b-1) ... 2^(b-1) - 1: gives the printed picture
// At 1 bit all of them are sign(w) mean|w|. A group is `group` output channels, adjacent or, if sorted, with similar
// mean |w|; the last may be smaller. Scales are per channel for any grouping, and could be merged into a batch norm
// after the layer. Per tensor there is one group of all channels. A group of zeros has scale 1.
//
// The paper trains with k = 2, which makes weights flat (for a flat density on [-T, T], mean|w| is T / 2). For weights
// that were not trained this way, k = 2 clips too much; k = 0 in the scheme selects the least squared error in the
// group of three candidates: the best k for a Gauss density and for a Laplace density, on this very grid, and T =
// max|w|, which is k = 2 for a flat density.

enum class Reading { R1, R2, R2s };

// Options of the method.
struct GdrqOptions {
  int group = 1;                  // number of output channels that share a threshold
  bool sorted = false;            // groups of channels with similar mean |w| instead of adjacent ones
  Reading reading = Reading::R1;  // interpretation of the paper's grid
  double threshold = 0;           // k of T = k mean |w|; 0: the best for the bits

  static constexpr auto members =
      std::tuple(&GdrqOptions::group, &GdrqOptions::sorted, &GdrqOptions::reading, &GdrqOptions::threshold);
  static std::span<const MethodOption> table();
};

inline GdrqOptions gdrqOptions(const QuantScheme& scheme) {
  return scheme.options.as<GdrqOptions>();
}

// k from ACIQ's constants for b bits, since mean|w| is sigma sqrt(2 / pi) for Gauss and b for Laplace. Not Auto.
double clipFactor(Prior prior, int bits);

// k of least expected squared error on the reading's grid, by golden section around clipFactor. Not Auto.
double bestFactor(Prior prior, Reading reading, int bits);

// That error, for mean|w| = 1.
double expectedGridError(Prior prior, Reading reading, int bits, double factor);

// T = k mean|w|
double scaleClipThreshold(std::span<const float> values, double factor);

// The paper's k for training: for a flat density on [-T, T], mean|w| is T / 2.
inline constexpr double trainingFactor = 2;

// The layer's weights clipped at T = k mean|w| of their group, unrounded: used by training while it flattens the
// histogram. k is the scheme's threshold, or trainingFactor if that is 0.
Floats scaleClipped(const Layer& layer, const QuantScheme& scheme);

// The threshold of activations over training batches: T <- T + rate (T_batch - T), starting with the first batch's.
std::vector<double> runningThresholds(std::span<const double> ofBatches, double rate = 0.01);

// The grid for a threshold; at 1 bit the threshold is mean|w|.
OffsetGrid gdrqGrid(double threshold, int bits, Reading reading);

// The group of each channel, from the mean |w| of the channels.
std::vector<std::size_t> gdrqGroups(std::span<const double> meanMagnitudes, const QuantScheme& scheme);

// gamma (y - mean) / sqrt(variance + epsilon) + beta of y = scale_c z + bias, from sums z of integer codes: factor_c z
// + shift_c. scales: of the input times that of the channel. bias may be empty. Throws UsageError if the numbers of
// channels differ.
struct MergedBatchNorm {
  std::vector<double> factors, shifts;
};
struct BatchNormValues {  // one number per channel
  std::span<const float> gamma, beta, mean, variance;
  double epsilon = 0;
};
MergedBatchNorm mergedBatchNorm(std::span<const double> scales, std::span<const float> bias,
                                const BatchNormValues& norm);

class GdrqQuantizer final : public Quantizer {
 public:
  QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
  QuantError error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const override;
};

extern const MethodInfo gdrqInfo;

}  // namespace bitprism
