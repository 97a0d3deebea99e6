#include "core/quant/packed/packed_layout.h"

#include <algorithm>

#include "core/quant/codes/block_grid.h"
#include "core/quant/codes/quantized_tensor.h"
#include "core/quant/methods/correction.h"
#include "core/quant/scheme/scheme_options.h"

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
  constexpr std::int64_t plain = 6, pieces = 11, blocks = 6, ofChannels = 7;
  if (activation.isFloat()) return 0;
  switch (activation.method) {
    case ActivationMethod::Uniform:
      break;
    case ActivationMethod::Pwlq:
      return pieces;
    case ActivationMethod::Bfp:
      return blocks;
  }
  if (!activation.perChannel()) return plain;
  const ActivationChannelParts parts(activation);
  return ofChannels +
         static_cast<std::int64_t>(activation.channels.size()) * (6 + (parts.ownBits ? 1 : 0) + (parts.shifts ? 4 : 0));
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
  for (const SchemeOption& option : schemeOptions()) sections.options += option.isStandard(scheme) ? 0 : 1;
  sections.percentiles = scheme.range == RangeRule::Percentile ? 1 : 0;
  const std::int64_t rows = scheme.granularity == Granularity::Channel ? channels : 1;
  sections.offsets = hasOffsets(scheme) ? channels : 0;
  sections.gains = hasGains(scheme) ? channels : 0;
  sections.codes = packedBytes(weights, codeBits(scheme));
  switch (codeForm(scheme.method)) {
    case CodeForm::Affine:
      sections.scales = rows;
      sections.zeroPoints = hasZeroPoints(scheme) ? rows : 0;
      sections.channelBits = scheme.method == Method::Aciq && scheme.allocate ? channels : 0;
      break;
    case CodeForm::Piecewise:
      sections.scales = rows * scheme.regions;
      sections.edges = rows * (scheme.regions - 1);
      sections.regions = packedBytes(weights, regionBits(scheme));
      break;
    case CodeForm::Blocks: {
      const std::int64_t blocks = BlockGrid(shape, channelAxis, scheme.block).count();
      (scheme.halfScales ? sections.halfScales : sections.scales) = blocks;
      break;
    }
    case CodeForm::Codebook:
      sections.codebook = rows << scheme.bits;
      break;
  }
  if (scheme.method == Method::Omse && scheme.terms == 2) {
    sections.moreCodes = sections.codes;
    sections.moreScales = rows;
  }
  if (const std::int64_t splits = splitInputs(shape, channelAxis, scheme); splits > 0) {
    const std::int64_t inputs =
        std::max<std::int64_t>(shape[static_cast<std::size_t>(inputAxis(shape, channelAxis))], 1);
    sections.splits = splits;
    sections.moreCodes = packedBytes(weights / inputs * splits, scheme.bits);
  }
  return sections;
}

}  // namespace bitprism
