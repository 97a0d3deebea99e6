#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace bitprism {

// The code of one block. The values are stored in files (docs/formats.md).
enum class BlockMode : std::uint8_t { Zero, ExponentialGolomb, Sparse, Raw, ZeroValue, Rice, SparseRice };

inline constexpr int mostK = 15;  // of modes with a k

struct BlockCode {
  BlockMode mode = BlockMode::Raw;
  int k = 0;
  auto operator<=>(const BlockCode&) const = default;
};

constexpr bool hasK(BlockMode mode) {
  return mode != BlockMode::Zero && mode != BlockMode::Raw && mode != BlockMode::ZeroValue;
}
const char* blockModeName(BlockMode mode);

// SEG_0 in a stream has the flag, because EG_0 is available separately (SparseStart::Flagged).

// Writes the block into `to`, which has room for BitWriter::roomBytes of the number of bits that `blockCosts` gives,
// and returns that number. Codes are below 2^bits, bits from 1 to 16.
std::uint64_t encodeBlock(std::span<const std::uint16_t> codes, int bits, BlockCode code, std::uint8_t* to);

// A block to be decoded: codes.size() codes from exactly these bytes.
struct CodedBlock {
  BlockCode code;
  std::span<const std::uint8_t> payload;
  std::span<std::uint16_t> codes;
};

// Throw InputError when the bytes end early, are too many, hold a code of 2^bits or more, or do not end in zero bits.
void decodeBlock(const CodedBlock& block, int bits);
// Two at once, which is faster where both have the same mode.
void decodeBlocks(const CodedBlock& one, const CodedBlock& other, int bits);

}  // namespace bitprism
