#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/codec/block_code.h"

namespace bitprism {

// The number of bits of one block, or of a map, under every code. SEG_0 in both readings: `sparse[0]` is EG_0,
// `flagged` the other one.
struct CodeCosts {
  std::uint64_t count = 0;
  std::uint64_t nonZeros = 0;
  std::array<std::uint64_t, mostK + 1> exponentialGolomb{};
  std::array<std::uint64_t, mostK + 1> sparse{};
  std::array<std::uint64_t, mostK + 1> rice{};
  std::array<std::uint64_t, mostK + 1> sparseRice{};
  std::uint64_t flagged = 0;

  CodeCosts& operator+=(const CodeCosts& other);
};

// Throws Error when a code is 2^bits or more.
CodeCosts codeCosts(std::span<const std::uint16_t> codes, int bits);

// The code with the fewest bits, and their number; of equals the one that decodes fastest.
struct CodeChoice {
  BlockCode code;
  std::uint64_t bits = 0;
};

// The same as the minimum of codeCosts, without computing Rice's if it cannot be the minimum. Throws Error as above.
CodeChoice chooseCode(std::span<const std::uint16_t> codes, int bits);
CodeChoice cheapest(const CodeCosts& costs, int bits);

}  // namespace bitprism
