#include "core/quant/packed_layout.h"

#include "core/quant/uniform.h"

namespace bitprism {

LayerSections layerSections(std::int64_t weights, std::int64_t channels, const QuantScheme& scheme,
                            const ActivationScheme& activation) {
  LayerSections sections;
  sections.activation = activation.isFloat() ? 0 : packedActivationBytes;
  if (scheme.isHalf()) {
    sections.halves = weights;
    return sections;
  }
  if (scheme.isFloat()) {
    sections.floats = weights;
    return sections;
  }
  sections.percentiles = scheme.range == RangeRule::Percentile ? 1 : 0;
  sections.scales = scheme.granularity == Granularity::Channel ? channels : 1;
  sections.zeroPoints = scheme.symmetric ? 0 : sections.scales;
  sections.offsets = hasOffsets(scheme) ? channels : 0;
  sections.codes = (weights * scheme.bits + 7) / 8;
  return sections;
}

}  // namespace bitprism
