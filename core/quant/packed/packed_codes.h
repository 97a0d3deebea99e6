#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/file.h"
#include "core/quant/codes/channels.h"

namespace bitprism {

// Codes packed to the bit: code + 2^(b-1), the first in the lowest bits of the first byte, without gaps, zero
// bits up to the next whole byte at the end. Bits 0 to 8; a code of 0 bits takes no space and is read as 0.
Bytes packCodes(std::span<const std::int8_t> codes, int bits);
std::vector<std::int8_t> unpackCodes(std::span<const std::uint8_t> packed, std::int64_t count, int bits);

// The same with a width per channel, codes row-major in the tensor's shape.
Bytes packCodes(std::span<const std::int8_t> codes, const Channels& channels, std::span<const int> bits);
std::vector<std::int8_t> unpackCodes(std::span<const std::uint8_t> packed, const Channels& channels,
                                     std::span<const int> bits);

// Numbers from 0 to 2^bits - 1.
Bytes packWhole(std::span<const std::uint8_t> numbers, int bits);
std::vector<std::uint8_t> unpackWhole(std::span<const std::uint8_t> packed, std::int64_t count, int bits);

}  // namespace bitprism
