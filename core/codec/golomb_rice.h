#pragma once

#include <cstdint>

#include "core/codec/bit_reader.h"
#include "core/codec/bit_writer.h"

namespace bitprism {

// Golomb(M): x = quotient M + remainder; quotient ones and a zero, the remainder in truncated binary: with b =
// ceil(log2 M) and 2^b - M short remainders, these take b - 1 bits and the others b (Golomb 1966). The length has no
// bound.
std::uint64_t golombLength(std::uint32_t x, std::uint32_t divisor);
void putGolomb(BitWriter& writer, std::uint32_t x, std::uint32_t divisor);
// Throws InputError where the bits end early or stand for a number of more than 32 bits.
std::uint32_t takeGolomb(BitReader& reader, std::uint32_t divisor);

// Rice(k) is Golomb(2^k), here for numbers of 16 bits and with an escape: riceEscape ones, without a zero after them,
// are followed by the 16 bits of x. A number takes at most 32 bits.
inline constexpr int riceEscape = 16;
inline constexpr int riceEscapeBits = 16;

inline int riceLength(std::uint32_t x, int k) {
  const std::uint32_t quotient = x >> k;
  return quotient < riceEscape ? static_cast<int>(quotient) + 1 + k : riceEscape + riceEscapeBits;
}
void putRice(BitWriter& writer, std::uint32_t x, int k);
// Throws InputError where the bits end early.
std::uint32_t takeRice(BitReader& reader, int k);

// Rice's code made sparse like SEG: '1' for zero, '0' and Rice(k) of x - 1 otherwise. The quotient is written as zeros
// ended by a one, so that the flag and the quotient are counted together. Shorter than SEG if the tail is short, as
// that of half a normal distribution.
inline int sparseRiceLength(std::uint32_t x, int k) {
  return x == 0 ? 1 : 1 + riceLength(x - 1, k);
}
void putSparseRice(BitWriter& writer, std::uint32_t x, int k);
// Throws InputError where the bits end early.
std::uint32_t takeSparseRice(BitReader& reader, int k);

}  // namespace bitprism
