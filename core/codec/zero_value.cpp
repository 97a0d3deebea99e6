#include "core/codec/zero_value.h"

#include <algorithm>
#include <bit>

#include "core/codec/bit_clones.h"
#include "core/codec/symbol_writer.h"

namespace bitprism {
namespace {

// Codes per step: one word of the mask.
constexpr std::size_t group = 32;

// The number of codes collected before they are written.
constexpr std::size_t batch = 512;

BITPRISM_BIT_CLONES void writeNumbers(const std::uint16_t* codes, std::size_t count, int bits, BitWriter& writer) {
  const auto length = static_cast<std::uint32_t>(bits);
  writeSymbols(
      codes, count,
      [=](std::uint32_t x) {
        return Symbol{x, length};
      },
      writer);
}

// Eight bytes are read for each; the caller guarantees that they exist.
BITPRISM_BIT_CLONES void readNumbers(const std::uint8_t* bytes, std::uint64_t position, int bits, std::uint16_t* to,
                                     std::size_t count) {
  for (std::size_t i = 0; i < count; ++i, position += static_cast<unsigned>(bits)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + position / 8, sizeof word);
    to[i] = static_cast<std::uint16_t>(bigEndian(word) << position % 8 >> (64 - bits));
  }
}

BITPRISM_BIT_CLONES void writeMask(const std::uint16_t* codes, std::size_t groups, BitWriter& writer) {
  BitWriter out = writer;
  for (std::size_t g = 0; g < groups; ++g) {
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < group; ++i) mask = mask << 1 | (codes[g * group + i] != 0);
    out.put(mask, static_cast<int>(group));
  }
  writer = out;
}

// After `found` there is room for all codes.
BITPRISM_BIT_CLONES std::size_t nonZeros(const std::uint16_t* codes, std::size_t count, std::uint16_t* found) {
  std::size_t many = 0;
  for (std::size_t i = 0; i < count; ++i) {
    found[many] = codes[i];
    many += codes[i] != 0;
  }
  return many;
}

// Codes of whole groups, as long as every read stays inside; the positions of mask and values are advanced.
BITPRISM_BIT_CLONES std::size_t readGroups(std::span<const std::uint8_t> bytes, std::uint64_t& maskPosition,
                                           std::uint64_t& valuePosition, int bits, std::uint16_t* to,
                                           std::size_t groups) {
  const std::uint64_t needed = group * static_cast<unsigned>(bits) / 8 + 9;
  std::size_t done = 0;
  for (; done < groups && valuePosition / 8 + needed <= bytes.size(); ++done, to += group, maskPosition += group) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + maskPosition / 8, sizeof word);
    std::uint64_t mask = bigEndian(word) << maskPosition % 8 & 0xffffffff00000000U;
    std::fill_n(to, group, 0);
    while (mask != 0) {
      const int i = __builtin_clzll(mask);
      std::memcpy(&word, bytes.data() + valuePosition / 8, sizeof word);
      to[i] = static_cast<std::uint16_t>(bigEndian(word) << valuePosition % 8 >> (64 - bits));
      mask &= ~(std::uint64_t{1} << 63 >> i);
      valuePosition += static_cast<unsigned>(bits);
    }
  }
  return done;
}

}  // namespace

void putNumbers(BitWriter& writer, std::span<const std::uint16_t> codes, int bits) {
  writeNumbers(codes.data(), codes.size(), bits, writer);
}

void takeNumbers(BitReader& reader, std::span<std::uint16_t> codes, int bits) {
  const auto width = static_cast<std::uint64_t>(bits);
  const std::uint64_t position = reader.position(), size = reader.bytes().size();
  const std::uint64_t lastSafe = size < 8 ? 0 : (size - 8) * 8 + 7;  // the last bit from which eight bytes follow
  const std::size_t safe =
      size < 8 || lastSafe < position ? 0 : std::min<std::size_t>(codes.size(), (lastSafe - position) / width + 1);
  reader.skip(safe * width);
  readNumbers(reader.bytes().data(), position, bits, codes.data(), safe);
  for (std::uint16_t& code : codes.subspan(safe)) code = static_cast<std::uint16_t>(reader.take(bits));
}

void putZeroValue(BitWriter& writer, std::span<const std::uint16_t> codes, int bits) {
  const std::size_t groups = codes.size() / group;
  writeMask(codes.data(), groups, writer);
  for (const std::uint16_t code : codes.subspan(groups * group)) writer.put(code != 0, 1);
  std::uint16_t found[batch];
  for (std::size_t at = 0; at < codes.size(); at += batch) {
    const std::size_t many = nonZeros(codes.data() + at, std::min(batch, codes.size() - at), found);
    writeNumbers(found, many, bits, writer);
  }
}

void takeZeroValue(BitReader& reader, std::span<std::uint16_t> codes, int bits) {
  std::uint64_t maskPosition = reader.position();
  reader.skip(codes.size());
  std::uint64_t valuePosition = reader.position();
  const std::size_t at =
      group * readGroups(reader.bytes(), maskPosition, valuePosition, bits, codes.data(), codes.size() / group);
  BitReader mask(reader.bytes(), maskPosition);
  reader = BitReader(reader.bytes(), valuePosition);
  for (std::uint16_t& code : codes.subspan(at))
    code = mask.take(1) == 1 ? static_cast<std::uint16_t>(reader.take(bits)) : std::uint16_t{0};
}

std::uint64_t compressedRowBits(std::uint64_t rows, std::uint64_t columns, std::uint64_t nonZeros, int bits) {
  const auto indexBits = [](std::uint64_t values) {
    return values < 2 ? std::uint64_t{1} : static_cast<std::uint64_t>(std::bit_width(values - 1));
  };
  return nonZeros * (static_cast<unsigned>(bits) + indexBits(columns)) + (rows + 1) * indexBits(nonZeros + 1);
}

}  // namespace bitprism
