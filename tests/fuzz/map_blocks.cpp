// libFuzzer: two blocks of an activation map side by side, under any codes: two bytes of mode and k, one of bits, two
// numbers of codes of two bytes each, one that divides the rest among the payloads. Together and alone they must give
// the same, and what they give must come back when it is coded.

#include <cstdint>
#include <cstdlib>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/codec/bit_writer.h"
#include "core/codec/block_code.h"

using namespace bitprism;

namespace {

// Its own memory, so that a byte read or written too far is found.
struct Block {
  BlockCode code;
  Bytes payload;
  std::vector<std::uint16_t> codes;

  CodedBlock coded() { return {code, payload, codes}; }
};

bool decodes(Block& block, int bits) {
  try {
    decodeBlock(block.coded(), bits);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t head = 8;
  if (size < head) return 0;
  const auto codeOf = [](std::uint8_t byte) {
    const auto mode = static_cast<BlockMode>((byte >> 4) % (static_cast<int>(BlockMode::SparseRice) + 1));
    return BlockCode{mode, hasK(mode) ? byte & 15 : 0};
  };
  const auto count = [&](std::size_t at) { return (data[at] | std::size_t{data[at + 1]} << 8) % 5000; };
  const int bits = data[2] % 16 + 1;
  const std::uint8_t *middle = data + head + (size - head) * data[7] / 256, *end = data + size;
  Block one{codeOf(data[0]), Bytes(data + head, middle), std::vector<std::uint16_t>(count(3))};
  Block other{codeOf(data[1]), Bytes(middle, end), std::vector<std::uint16_t>(count(5))};
  Block oneAlone = one, otherAlone = other;
  const bool good = decodes(oneAlone, bits), otherGood = decodes(otherAlone, bits);
  bool together = true;
  try {
    decodeBlocks(one.coded(), other.coded(), bits);
  } catch (const InputError&) {
    together = false;
  }
  if (together != (good && otherGood)) std::abort();
  if (together && (one.codes != oneAlone.codes || other.codes != otherAlone.codes)) std::abort();
  if (!good) return 0;
  Bytes again(BitWriter::roomBytes(oneAlone.codes.size() * 48));
  const std::uint64_t needed = encodeBlock(oneAlone.codes, bits, oneAlone.code, again.data());
  again.resize((needed + 7) / 8);
  Block back{oneAlone.code, again, std::vector<std::uint16_t>(oneAlone.codes.size(), 1)};
  if (!decodes(back, bits) || back.codes != oneAlone.codes) std::abort();
  return 0;
}
