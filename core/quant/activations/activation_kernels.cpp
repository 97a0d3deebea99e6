#include "core/quant/activations/activation_kernels.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/base/rounding.h"
#include "core/quant/activations/activation_method.h"
#include "core/stats/clones.h"

// Built without contraction (core/CMakeLists.txt): clones for other processors give the same bits.
namespace bitprism {
namespace {

// Values are clipped before they are rounded, so that the rounding constant holds. Comparisons are written such that
// NaN passes.

struct Grid {
  float scale, lowest, highest, shift;
};

Grid gridOf(int bits, float scale, int zeroPoint, float shift) {
  return {scale, static_cast<float>(-zeroPoint), static_cast<float>((1 << bits) - 1 - zeroPoint), shift};
}

BITPRISM_CLONES void uniform(const float* in, float* out, std::size_t count, Grid grid) {
  for (std::size_t i = 0; i < count; ++i) {
    float code = in[i] / grid.scale;
    code = code < grid.lowest ? grid.lowest : code;
    code = code > grid.highest ? grid.highest : code;
    out[i] = ((code + roundingConstant) - roundingConstant) * grid.scale;
  }
}

BITPRISM_CLONES void shifted(const float* in, float* out, std::size_t count, float shift) {
  for (std::size_t i = 0; i < count; ++i) out[i] = in[i] > 0 ? in[i] + shift : in[i];
}

// A grid a value: channels side by side.
struct GridRow {
  const float *scale, *lowest, *highest, *shift;
};

BITPRISM_CLONES void uniformRow(const float* in, float* out, std::size_t count, const GridRow& row) {
  const auto [scale, lowest, highest, shift] = row;
  for (std::size_t i = 0; i < count; ++i) {
    float code = in[i] / scale[i];
    code = code < lowest[i] ? lowest[i] : code;
    code = code > highest[i] ? highest[i] : code;
    const float level = ((code + roundingConstant) - roundingConstant) * scale[i];
    out[i] = level > 0 ? level + shift[i] : level;
  }
}

struct TwoPieces {
  float breakpoint, inner, outer, codes;
};

BITPRISM_CLONES void signedPieces(const float* in, float* out, std::size_t count, TwoPieces pieces) {
  for (std::size_t i = 0; i < count; ++i) {
    const float magnitude = std::abs(in[i]);
    const bool near = magnitude <= pieces.breakpoint;
    const float base = near ? 0.0F : pieces.breakpoint, step = near ? pieces.inner : pieces.outer;
    float code = (magnitude - base) / step;
    code = code > pieces.codes ? pieces.codes : code;
    const float level = ((code + roundingConstant) - roundingConstant) * step + base;
    out[i] = in[i] < 0 ? -level : level;
  }
}

BITPRISM_CLONES void unsignedPieces(const float* in, float* out, std::size_t count, TwoPieces pieces) {
  for (std::size_t i = 0; i < count; ++i) {
    const float value = in[i] < 0 ? 0.0F : in[i];
    const bool near = value <= pieces.breakpoint;
    const float base = near ? 0.0F : pieces.breakpoint, step = near ? pieces.inner : pieces.outer;
    float code = (value - base) / step;
    code = code > pieces.codes ? pieces.codes : code;
    out[i] = ((code + roundingConstant) - roundingConstant) * step + base;
  }
}

}  // namespace

ChannelColumns::ChannelColumns(const ActivationScheme& scheme) {
  for (const ChannelGrid& channel : scheme.channels) {
    const Grid grid = gridOf(channel.bits, channel.scale, channel.zeroPoint, channel.shift);
    scale.push_back(grid.scale);
    lowest.push_back(grid.lowest);
    highest.push_back(grid.highest);
    shift.push_back(grid.shift);
  }
}

void quantizeUniform(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out) {
  uniform(in.data(), out.data(), in.size(), gridOf(scheme.bits, scheme.scale, scheme.zeroPoint, 0));
}

void quantizeUniformChannels(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out,
                             const ChannelLayout& layout) {
  if (layout.inner > 1) {
    std::size_t at = 0;
    for (std::size_t o = 0; o < layout.outer; ++o)
      for (const ChannelGrid& channel : scheme.channels) {
        uniform(in.data() + at, out.data() + at, layout.inner,
                gridOf(channel.bits, channel.scale, channel.zeroPoint, channel.shift));
        if (channel.shift != 0) shifted(out.data() + at, out.data() + at, layout.inner, channel.shift);
        at += layout.inner;
      }
    return;
  }
  // Few channels are taken several positions at a time.
  constexpr std::size_t worthALoop = 256;
  const std::size_t together = std::max<std::size_t>(1, worthALoop / layout.channels);
  const ChannelColumns columns(scheme);
  const auto repeated = [&](const std::vector<float>& column) {
    std::vector<float> row;
    for (std::size_t position = 0; position < together; ++position) row.insert(row.end(), column.begin(), column.end());
    return row;
  };
  const std::vector<float> scale = repeated(columns.scale), lowest = repeated(columns.lowest),
                           highest = repeated(columns.highest), shift = repeated(columns.shift);
  const GridRow row{scale.data(), lowest.data(), highest.data(), shift.data()};
  for (std::size_t at = 0; at < in.size(); at += scale.size())
    uniformRow(in.data() + at, out.data() + at, std::min(scale.size(), in.size() - at), row);
}

void quantizePieces(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out) {
  const TwoPieces pieces{scheme.breakpoint, scheme.pieceStep(false), scheme.pieceStep(true),
                         static_cast<float>(scheme.pieceCodes())};
  (scheme.hasSign ? signedPieces : unsignedPieces)(in.data(), out.data(), in.size(), pieces);
}

void quantizeActivations(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out,
                         const ChannelLayout& layout) {
  if (in.empty()) return;
  if (scheme.isFloat()) {
    if (in.data() != out.data()) std::copy(in.begin(), in.end(), out.begin());
    return;
  }
  activationMethod(scheme.method).quantizer.quantize(in, scheme, out, layout);
}

void quantizeActivations(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out) {
  if (scheme.perChannel() || activationMethod(scheme.method).grouped)
    throw UsageError("an activation whose channels matter was given values without their layout");
  quantizeActivations(in, scheme, out, {1, 1, in.size()});
}

}  // namespace bitprism
