#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/codec/bit_writer.h"

namespace bitprism {

// A code of one number: its lowest `length` bits.
struct Symbol {
  std::uint32_t bits;
  std::uint32_t length;
};

// bit_width of 1 to 2^24 through a float's exponent, which every vector unit supports.
inline std::uint32_t vectorBitWidth(std::uint32_t value) {
  return (std::bit_cast<std::uint32_t>(static_cast<float>(static_cast<std::int32_t>(value))) >> 23) - 126;
}

// Writes symbol(code) of every code. Neighbouring pairs are joined in a loop that the compiler vectorises, which halves
// the steps of the sequential writer; only few pairs are too long.
template <class SymbolOf>
[[gnu::always_inline]] inline void writeSymbols(const std::uint16_t* codes, std::size_t count, const SymbolOf& symbol,
                                                BitWriter& writer) {
  constexpr std::size_t together = 256;
  std::uint64_t pairs[together];
  std::uint32_t lengths[together];
  BitWriter out = writer;
  const auto putOne = [&](std::uint16_t code) {
    const Symbol one = symbol(code);
    out.put(one.bits, static_cast<int>(one.length));
  };
  std::size_t at = 0;
  while (count - at >= 2) {
    const std::size_t some = std::min(together, (count - at) / 2);
    for (std::size_t i = 0; i < some; ++i) {
      const Symbol first = symbol(codes[at + 2 * i]), second = symbol(codes[at + 2 * i + 1]);
      pairs[i] = static_cast<std::uint64_t>(first.bits) << second.length | second.bits;
      lengths[i] = first.length + second.length;
    }
    for (std::size_t i = 0; i < some; ++i) {
      if (lengths[i] <= BitWriter::most) [[likely]] {
        out.put(pairs[i], static_cast<int>(lengths[i]));
      } else {
        putOne(codes[at + 2 * i]);
        putOne(codes[at + 2 * i + 1]);
      }
    }
    at += 2 * some;
  }
  if (at < count) putOne(codes[at]);
  writer = out;
}

}  // namespace bitprism
