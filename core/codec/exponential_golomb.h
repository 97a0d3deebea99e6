#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include "core/codec/bit_reader.h"
#include "core/codec/bit_writer.h"

namespace bitprism {

// Exponential-Golomb codes and their sparse form (Georgiadis 2019, "Accelerating convolutional neural networks via
// activation map compression"): a quantized map is a spike at zero and a broad positive part, and SEG_k spends one bit
// on a zero for any k.
//   EG_k(x)   v = (x >> k) + 1 of p bits: p - 1 zeros, v, the k low bits of x
//   SEG_k(x)  '1' for zero, '0' and EG_k(x - 1) above it

// The definition of SEG_0. EG_0 already spends one bit on zero, and the paper can be read as using it; the rule of the
// other k gives a shorter code for 1 and longer ones for most larger numbers.
enum class SparseStart { Plain, Flagged };

inline int exponentialGolombLength(std::uint32_t x, int k) {
  return 2 * std::bit_width((static_cast<std::uint64_t>(x) >> k) + 1) - 1 + k;
}

inline int sparseLength(std::uint32_t x, int k, SparseStart start = SparseStart::Plain) {
  if (k == 0 && start == SparseStart::Plain) return exponentialGolombLength(x, 0);
  return x == 0 ? 1 : 1 + exponentialGolombLength(x - 1, k);
}

// One number, k from 0 to 31.
void putExponentialGolomb(BitWriter& writer, std::uint32_t x, int k);
void putSparse(BitWriter& writer, std::uint32_t x, int k, SparseStart start = SparseStart::Plain);

// Throw InputError where the bits end early or stand for a number of more than 32 bits.
std::uint32_t takeExponentialGolomb(BitReader& reader, int k);
std::uint32_t takeSparse(BitReader& reader, int k, SparseStart start = SparseStart::Plain);

}  // namespace bitprism
