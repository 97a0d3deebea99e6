#pragma once

#include <cstdint>
#include <span>

#include "core/codec/bit_reader.h"
#include "core/codec/bit_writer.h"

namespace bitprism {

// Numbers of `bits` bits each, 1 to 16, one after the other.
void putNumbers(BitWriter& writer, std::span<const std::uint16_t> codes, int bits);
// Throws InputError where the bits end early.
void takeNumbers(BitReader& reader, std::span<std::uint16_t> codes, int bits);

// Zero-value coding (Rhu et al. 2018, "Compressing DMA engine"): a bit for every code that says whether it is above
// zero, then those that are, `bits` bits each.
inline std::uint64_t zeroValueBits(std::uint64_t count, std::uint64_t nonZeros, int bits) {
  return count + nonZeros * static_cast<unsigned>(bits);
}
void putZeroValue(BitWriter& writer, std::span<const std::uint16_t> codes, int bits);
// Throws InputError where the bits end early.
void takeZeroValue(BitReader& reader, std::span<std::uint16_t> codes, int bits);

// What compressed sparse rows take: values, their columns, and where each row begins, in as many bits as such numbers
// need, one at least. No stream is written so.
std::uint64_t compressedRowBits(std::uint64_t rows, std::uint64_t columns, std::uint64_t nonZeros, int bits);

}  // namespace bitprism
