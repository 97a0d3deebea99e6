#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bitprism {

// Block floating point, what DSConv makes of activations (Gennari do Nascimento, Fawcett, Prisacariu, "DSConv:
// Efficient convolution operator", ICCV 2019): `block` neighbouring channels at one position share an exponent of so
// many bits,
//   E = clamp(floor(log2 max |x|), -2^(exponentBits-1), 2^(exponentBits-1) - 1),  u = 2^(E - mantissaBits + 1),
//   x' = u clamp(round(x / u), -(2^mantissaBits - 1), 2^mantissaBits - 1),
// halves rounded to even; the last block of a position may be shorter. Without a sign negative values become 0.
struct BlockFloat {
  int mantissaBits = 4;  // 1 to 15, the sign not counted
  int exponentBits = 7;  // 2 to 7
  int block = 32;        // channels, at least 1
  bool hasSign = true;
};

// Throws UsageError when one of these is out of range.
void checkBlockFloat(const BlockFloat& format);

// What the values of a dense tensor [outer][channels][inner] become; with channels innermost inner is 1. in and out may
// be the same. A value that is not a number stays so and is passed over in its block's exponent; infinity is clamped.
void quantizeBlocks(const float* in, float* out, std::size_t outer, std::size_t channels, std::size_t inner,
                    const BlockFloat& format);

// The same as whole numbers: x' = 2^(exponent - mantissaBits + 1) mantissa.
struct BlockCodes {
  BlockFloat format;
  std::size_t outer = 0, channels = 0, inner = 0;
  std::vector<std::int16_t> mantissas;  // [outer][channels][inner]
  std::vector<std::int8_t> exponents;   // [outer][blocks][inner]

  std::size_t blocks() const;  // of a position
};
// The values must be finite.
BlockCodes blockCodes(const float* in, std::size_t outer, std::size_t channels, std::size_t inner,
                      const BlockFloat& format);

// Bits that so many positions of so many channels take: a mantissa, and a sign where there is one, a value and an
// exponent a block.
std::int64_t storedBits(std::int64_t positions, std::int64_t channels, const BlockFloat& format);

}  // namespace bitprism
