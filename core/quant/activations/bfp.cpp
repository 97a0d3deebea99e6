#include "core/quant/activations/bfp.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "core/base/error.h"
#include "core/base/rounding.h"
#include "core/base/text.h"
#include "core/quant/activations/activation_scheme.h"
#include "core/stats/clones.h"

namespace bitprism {
namespace {

constexpr int mostMantissaBits = 15;

// Positions taken together, so that a block's values are still in the cache when they are read again.
constexpr std::size_t tile = 256;

// 2^exponent for exponents of normal floats.
float powerOfTwo(int exponent) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(exponent + 127) << 23);
}

struct CodeRange {
  float least, most;
};

struct Rule {
  int lowest, highest, mantissa;
  CodeRange range;

  explicit Rule(const BlockFloat& format)
      : lowest(-(1 << (format.exponentBits - 1))),
        highest((1 << (format.exponentBits - 1)) - 1),
        mantissa(format.mantissaBits),
        range{format.hasSign ? -static_cast<float>((1 << mantissa) - 1) : 0.0f,
              static_cast<float>((1 << mantissa) - 1)} {}

  // The exponent as a normal float has it in its bits; zeros and denormal numbers are below the lowest anyway.
  int exponentOf(float largest) const {
    return std::clamp(static_cast<int>(std::bit_cast<std::uint32_t>(largest) >> 23) - 127, lowest, highest);
  }
  // The unit and its reciprocal: normal floats, so that multiplying is as good as dividing.
  float unit(int exponent) const { return powerOfTwo(exponent - (mantissa - 1)); }
  float reciprocal(int exponent) const { return powerOfTwo(mantissa - 1 - exponent); }
};

// Comparisons are written such that what is not a number is left out of the largest, and stays one when it is rounded.
BITPRISM_CLONES void raise(const float* in, float* largest, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const float magnitude = std::fabs(in[i]);
    largest[i] = magnitude > largest[i] ? magnitude : largest[i];
  }
}

BITPRISM_CLONES float largestMagnitude(const float* in, std::size_t count) {
  // Magnitudes are ordered as their bits are, and whole numbers may be compared in any order; NaN lies above infinity.
  constexpr std::uint32_t infinity = 0x7f800000;
  std::uint32_t largest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(in[i]) & 0x7fffffffu;
    const std::uint32_t kept = bits > infinity ? 0 : bits;
    largest = kept > largest ? kept : largest;
  }
  return std::bit_cast<float>(largest);
}

BITPRISM_CLONES void roundBlock(const float* in, float* out, std::size_t count, float unit, float reciprocal,
                                CodeRange range) {
  const auto [least, most] = range;
  for (std::size_t i = 0; i < count; ++i) {
    float code = in[i] * reciprocal;
    code = code < least ? least : code;
    code = code > most ? most : code;
    out[i] = ((code + roundingConstant) - roundingConstant) * unit;
  }
}

// Blocks side by side.
BITPRISM_CLONES void roundBlocks(const float* in, float* out, std::size_t count, const float* units,
                                 const float* reciprocals, CodeRange range) {
  const auto [least, most] = range;
  for (std::size_t i = 0; i < count; ++i) {
    float code = in[i] * reciprocals[i];
    code = code < least ? least : code;
    code = code > most ? most : code;
    out[i] = ((code + roundingConstant) - roundingConstant) * units[i];
  }
}

// A block at each of up to `tile` neighbouring positions: channels rows of `stride` values.
struct Tile {
  std::size_t begin, positions, channels, stride;
  std::size_t exponents;  // where the first of their exponents belongs
};

// Calls visit for every tile; inner > 1.
template <class Visit>
void forTiles(std::size_t outer, std::size_t channels, std::size_t inner, std::size_t length, const Visit& visit) {
  const std::size_t blocks = (channels + length - 1) / length;
  for (std::size_t o = 0; o < outer; ++o)
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::size_t first = block * length;
      for (std::size_t at = 0; at < inner; at += tile)
        visit(Tile{(o * channels + first) * inner + at, std::min(tile, inner - at), std::min(length, channels - first),
                   inner, (o * blocks + block) * inner + at});
    }
}

void exponentsOf(const float* in, const Tile& part, const Rule& rule, std::array<int, tile>& exponents) {
  std::array<float, tile> largest{};
  for (std::size_t c = 0; c < part.channels; ++c)
    raise(in + part.begin + c * part.stride, largest.data(), part.positions);
  for (std::size_t i = 0; i < part.positions; ++i) exponents[i] = rule.exponentOf(largest[i]);
}

void quantizeTile(const float* in, float* out, const Tile& part, const Rule& rule) {
  std::array<int, tile> exponents;
  std::array<float, tile> units, reciprocals;
  exponentsOf(in, part, rule, exponents);
  for (std::size_t i = 0; i < part.positions; ++i) {
    units[i] = rule.unit(exponents[i]);
    reciprocals[i] = rule.reciprocal(exponents[i]);
  }
  for (std::size_t c = 0; c < part.channels; ++c) {
    const std::size_t at = part.begin + c * part.stride;
    roundBlocks(in + at, out + at, part.positions, units.data(), reciprocals.data(), rule.range);
  }
}

}  // namespace

void checkBlockFloat(const BlockFloat& format) {
  const auto check = [](const char* what, int value, int low, int high) {
    if (value < low || value > high)
      throw UsageError(text("block floating point with ", value, ' ', what, ", expected ", low, " to ", high));
  };
  check("mantissa bits", format.mantissaBits, 1, mostMantissaBits);
  check("exponent bits", format.exponentBits, leastExponentBits, mostExponentBits);
  if (format.block < 1)
    throw UsageError(text("block floating point with blocks of ", format.block, " channels, expected at least 1"));
}

void quantizeBlocks(const float* in, float* out, std::size_t outer, std::size_t channels, std::size_t inner,
                    const BlockFloat& format) {
  checkBlockFloat(format);
  const Rule rule(format);
  const auto length = static_cast<std::size_t>(format.block);
  if (inner > 1)
    return forTiles(outer, channels, inner, length, [&](const Tile& part) { quantizeTile(in, out, part, rule); });
  for (std::size_t o = 0; o < outer; ++o)
    for (std::size_t first = 0; first < channels; first += length) {
      const std::size_t at = o * channels + first, size = std::min(length, channels - first);
      const int exponent = rule.exponentOf(largestMagnitude(in + at, size));
      roundBlock(in + at, out + at, size, rule.unit(exponent), rule.reciprocal(exponent), rule.range);
    }
}

std::size_t BlockCodes::blocks() const {
  const auto length = static_cast<std::size_t>(format.block);
  return (channels + length - 1) / length;
}

BlockCodes blockCodes(const float* in, std::size_t outer, std::size_t channels, std::size_t inner,
                      const BlockFloat& format) {
  checkBlockFloat(format);
  const Rule rule(format);
  BlockCodes codes{format, outer, channels, inner, {}, {}};
  codes.mantissas.resize(outer * channels * inner);
  codes.exponents.resize(outer * codes.blocks() * inner);
  forTiles(outer, channels, inner, static_cast<std::size_t>(format.block), [&](const Tile& part) {
    std::array<int, tile> exponents;
    exponentsOf(in, part, rule, exponents);
    for (std::size_t i = 0; i < part.positions; ++i) {
      codes.exponents[part.exponents + i] = static_cast<std::int8_t>(exponents[i]);
      const float reciprocal = rule.reciprocal(exponents[i]);
      for (std::size_t c = 0; c < part.channels; ++c) {
        const std::size_t at = part.begin + c * part.stride + i;
        codes.mantissas[at] = static_cast<std::int16_t>(
            std::nearbyint(std::clamp(in[at] * reciprocal, rule.range.least, rule.range.most)));
      }
    }
  });
  return codes;
}

std::int64_t storedBits(std::int64_t positions, std::int64_t channels, const BlockFloat& format) {
  const std::int64_t blocks = (channels + format.block - 1) / format.block;
  return positions * (channels * (format.mantissaBits + (format.hasSign ? 1 : 0)) + blocks * format.exponentBits);
}

}  // namespace bitprism
