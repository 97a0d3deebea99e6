#include "core/quant/packed/packed_layout.h"

#include <algorithm>

#include "core/base/overloaded.h"
#include "core/quant/activations/activation_method.h"
#include "core/quant/codes/block_grid.h"
#include "core/quant/codes/quantized_tensor.h"
#include "core/quant/methods/correction.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {
namespace {

std::int64_t packedBytes(std::int64_t codes, int bits) {
  return (codes * bits + 7) / 8;
}

}  // namespace

std::int64_t LayerSections::scaleBytes() const {
  return 4 * (scales + gains + edges + moreScales) + (halfScales > 0 ? 4 + 2 * halfScales : 0);
}

std::int64_t LayerSections::codeBytes() const {
  return codes + regions + moreCodes;
}

std::int64_t LayerSections::recordBytes() const {
  return (options > 0 ? 1 + packedOptionBytes * options : 0) + 4 * percentiles;
}

std::int64_t LayerSections::bytes() const {
  return recordBytes() + scaleBytes() + zeroPoints + 4 * offsets + 4 * codebook + channelBits + 4 * splits +
         codeBytes() + 4 * floats + 2 * halves + activation;
}

std::int64_t packedActivationBytes(const ActivationScheme& activation) {
  return activation.isFloat() ? 0 : activationMethod(activation.method).quantizer.packedBytes(activation);
}

LayerSections layerSections(const Shape& shape, std::int64_t channelAxis, const QuantScheme& scheme,
                            const ActivationScheme& activation) {
  const std::int64_t weights = elementCount(shape);
  const std::int64_t channels = shape.empty() ? 1 : shape[static_cast<std::size_t>(channelAxis)];
  LayerSections sections;
  sections.activation = packedActivationBytes(activation);
  if (scheme.isHalf()) {
    sections.halves = weights;
    return sections;
  }
  if (scheme.isFloat()) {
    sections.floats = weights;
    return sections;
  }
  for (const MethodOption* option : methodOptions()) sections.options += scheme.options.isStandard(*option) ? 0 : 1;
  sections.percentiles = scheme.range == RangeRule::Percentile ? 1 : 0;
  const CodeLayout layout = codeLayout(scheme);
  const std::int64_t rows = layout.single ? 1 : channels;
  sections.offsets = hasOffsets(scheme) ? channels : 0;
  sections.gains = hasGains(scheme) ? channels : 0;
  sections.codes = packedBytes(weights, layout.bits);
  std::visit(Overloaded{[&](const AffineCodes& codes) {
                          sections.scales = rows;
                          sections.zeroPoints = codes.zeroPoints ? rows : 0;
                          sections.channelBits = codes.channelBits ? channels : 0;
                          if (codes.secondTerm) {
                            sections.moreCodes = sections.codes;
                            sections.moreScales = rows;
                          }
                        },
                        [&](const PiecewiseCodes& codes) {
                          sections.scales = rows * codes.regions;
                          sections.edges = rows * (codes.regions - 1);
                          sections.regions = packedBytes(weights, regionBits(codes));
                        },
                        [&](const ScaledBlockCodes& codes) {
                          const std::int64_t blocks = BlockGrid(shape, channelAxis, codes.length).count();
                          (codes.halfScales ? sections.halfScales : sections.scales) = blocks;
                        },
                        [&](const CodebookCodes&) { sections.codebook = rows << scheme.bits; }},
             layout.form);
  if (const std::int64_t splits = splitInputs(shape, channelAxis, layout); splits > 0) {
    const std::int64_t inputs =
        std::max<std::int64_t>(shape[static_cast<std::size_t>(inputAxis(shape, channelAxis))], 1);
    sections.splits = splits;
    sections.moreCodes = packedBytes(weights / inputs * splits, scheme.bits);
  }
  return sections;
}

}  // namespace bitprism
