#pragma once

#include <cstdint>
#include <span>

#include "core/codec/bit_reader.h"
#include "core/codec/bit_writer.h"

namespace bitprism {

// Consecutive numbers of `bits` bits each, 1 to 16.
void putNumbers(BitWriter& writer, std::span<const std::uint16_t> codes, int bits);
// Throws InputError where the bits end early.
void takeNumbers(BitReader& reader, std::span<std::uint16_t> codes, int bits);

// Zero-value coding (Rhu et al. 2018, "Compressing DMA engine"): one bit per code that says whether it is non-zero,
// then the non-zero codes, `bits` bits each.
inline std::uint64_t zeroValueBits(std::uint64_t count, std::uint64_t nonZeros, int bits) {
  return count + nonZeros * static_cast<unsigned>(bits);
}
void putZeroValue(BitWriter& writer, std::span<const std::uint16_t> codes, int bits);
// Throws InputError where the bits end early.
void takeZeroValue(BitReader& reader, std::span<std::uint16_t> codes, int bits);

// The size of compressed sparse rows: values, their columns, and the start of each row, each in as many bits as needed,
// at least one. No stream has this form.
std::uint64_t compressedRowBits(std::uint64_t rows, std::uint64_t columns, std::uint64_t nonZeros, int bits);

}  // namespace bitprism
