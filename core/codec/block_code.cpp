#include "core/codec/block_code.h"

#include <algorithm>
#include <bit>

#include "core/base/enum_names.h"
#include "core/codec/bit_clones.h"
#include "core/codec/exponential_golomb.h"
#include "core/codec/golomb_rice.h"
#include "core/codec/symbol_lanes.h"
#include "core/codec/symbol_writer.h"
#include "core/codec/zero_value.h"

namespace bitprism {
namespace {

constexpr std::array<EnumName<BlockMode>, 7> modes = {{{BlockMode::Zero, "zero"},
                                                       {BlockMode::ExponentialGolomb, "exponential Golomb"},
                                                       {BlockMode::Sparse, "sparse exponential Golomb"},
                                                       {BlockMode::Raw, "raw"},
                                                       {BlockMode::ZeroValue, "zero value"},
                                                       {BlockMode::Rice, "Rice"},
                                                       {BlockMode::SparseRice, "sparse Rice"}}};
static_assert(namesEveryValue<modes>());

// EG_k(x) and SEG_k(x) without their leading zeros are the number (v, low bits) = x + 2^k, or x - 1 + 2^k: the whole
// code is one addition and its length follows from the sum's width.

BITPRISM_BIT_CLONES void writeExponentialGolomb(const std::uint16_t* codes, std::size_t count, int k,
                                                BitWriter& writer) {
  const auto low = static_cast<std::uint32_t>(k);
  const std::uint32_t one = 1U << low;
  writeSymbols(
      codes, count,
      [=](std::uint32_t x) {
        return Symbol{x + one, 2 * vectorBitWidth(x + one) - 1 - low};
      },
      writer);
}

BITPRISM_BIT_CLONES void writeSparse(const std::uint16_t* codes, std::size_t count, int k, BitWriter& writer) {
  const auto low = static_cast<std::uint32_t>(k);
  const std::uint32_t below = (1U << low) - 1;
  writeSymbols(
      codes, count,
      [=](std::uint32_t x) {
        const std::uint32_t above = 0U - static_cast<std::uint32_t>(x != 0);  // no branch: zeros are not foreseeable
        const std::uint32_t bits = x + below, length = 2 * vectorBitWidth(bits) - low;
        return Symbol{1 + ((bits - 1) & above), 1 + ((length - 1) & above)};
      },
      writer);
}

BITPRISM_BIT_CLONES void writeRice(const std::uint16_t* codes, std::size_t count, int k, BitWriter& writer) {
  const auto low = static_cast<std::uint32_t>(k);
  const std::uint32_t mask = (1U << low) - 1;
  writeSymbols(
      codes, count,
      [=](std::uint32_t x) {
        const std::uint32_t quotient = x >> low, ones = std::min<std::uint32_t>(quotient, riceEscape - 1);
        const std::uint32_t bits = ((1U << ones) - 1) << (low + 1) | (x & mask);
        const bool escapes = quotient >= riceEscape;
        return Symbol{escapes ? 0xffff0000U | x : bits, escapes ? riceEscape + riceEscapeBits : ones + 1 + low};
      },
      writer);
}

BITPRISM_BIT_CLONES void writeSparseRice(const std::uint16_t* codes, std::size_t count, int k, BitWriter& writer) {
  const auto low = static_cast<std::uint32_t>(k);
  const std::uint32_t one = 1U << low;
  writeSymbols(
      codes, count,
      [=](std::uint32_t x) {
        const std::uint32_t above = 0U - static_cast<std::uint32_t>(x != 0);
        const std::uint32_t number = x - 1, quotient = (number & 0xffff) >> low;
        const bool escapes = quotient >= riceEscape;
        const std::uint32_t bits = escapes ? number : one | (number & (one - 1));
        const std::uint32_t length = 1 + (escapes ? riceEscape + riceEscapeBits : quotient + 1 + low);
        return Symbol{1 + ((bits - 1) & above), 1 + ((length - 1) & above)};
      },
      writer);
}

// Codes that write zero as a 1 bit and begin all other numbers with a 0 bit: a step decodes a run of zeros and the
// number after it; `tail` describes the bits after the leading 0 bits.
template <class Tail>
struct RunStep {
  static constexpr std::size_t most = 64;

  int longestRun;
  Tail tail;

  bool operator()(DecodeLane& lane) const {
    BitWindow& window = lane.window;
    window.refill();
    const int run = std::countl_one(window.bits);
    if (run > longestRun) [[unlikely]] {  // the block was filled with zeros
      window.bits <<= longestRun;
      window.valid -= longestRun;
      lane.to += longestRun;
      return true;
    }
    const std::uint64_t rest = window.bits << run;
    const int leading = std::countl_zero(rest);
    if (leading > tail.mostLeading) [[unlikely]]
      return false;
    const int length = tail.length(leading);
    const std::uint32_t x = tail.number(rest >> (64 - length), leading);
    lane.to[run] = static_cast<std::uint16_t>(x);
    lane.seen |= x;
    lane.to += run + 1;
    window.bits = rest << length;
    window.valid -= run + length;
    return true;
  }
};

// SEG_k, and EG_0: the bits less a constant.
struct ExponentialTail {
  int mostLeading, added;
  std::uint32_t below;

  int length(int leading) const { return 2 * leading + added; }
  std::uint32_t number(std::uint64_t bits, int) const { return static_cast<std::uint32_t>(bits) - below; }
};

// Sparse Rice; escapes are rare and left to the checked reader.
struct RiceTail {
  int mostLeading, k;

  int length(int leading) const { return leading + 1 + k; }
  std::uint32_t number(std::uint64_t bits, int leading) const {
    // Quotient leading - 1, a one of the value 2^k before the low bits, and one more for the flag.
    return static_cast<std::uint32_t>(bits) + (static_cast<std::uint32_t>(leading) << k) - (2U << k) + 1;
  }
};

using ExponentialRunStep = RunStep<ExponentialTail>;
using RiceRunStep = RunStep<RiceTail>;

struct ExponentialGolombStep {
  static constexpr std::size_t most = 1;

  int added, mostLeading;
  std::uint32_t below;

  bool operator()(DecodeLane& lane) const {
    BitWindow& window = lane.window;
    window.refill();
    const int leading = std::countl_zero(window.bits);
    if (leading > mostLeading) [[unlikely]]
      return false;
    const int length = 2 * leading + added;
    const std::uint32_t x = static_cast<std::uint32_t>(window.bits >> (64 - length)) - below;
    *lane.to++ = static_cast<std::uint16_t>(x);
    lane.seen |= x;
    window.bits <<= length;
    window.valid -= length;
    return true;
  }
};

struct RiceStep {
  static constexpr std::size_t most = 1;

  int k;

  bool operator()(DecodeLane& lane) const {
    BitWindow& window = lane.window;
    window.refill();
    const int ones = std::countl_one(window.bits);
    if (ones >= riceEscape) [[unlikely]] {
      window.bits <<= riceEscape;
      put(lane, static_cast<std::uint32_t>(window.bits >> (64 - riceEscapeBits)), riceEscapeBits);
      window.valid -= riceEscape;
      return true;
    }
    window.bits <<= ones;
    window.valid -= ones;
    put(lane, static_cast<std::uint32_t>(ones) << k | static_cast<std::uint32_t>(window.bits >> (63 - k)), k + 1);
    return true;
  }

  static void put(DecodeLane& lane, std::uint32_t x, int length) {
    *lane.to++ = static_cast<std::uint16_t>(x);
    lane.seen |= x;
    lane.window.bits <<= length;
    lane.window.valid -= length;
  }
};

BITPRISM_BIT_CLONES void decodeLanes(DecodeLane& one, const ExponentialRunStep& a, DecodeLane& other,
                                     const ExponentialRunStep& b) {
  decodeSideBySide(one, a, other, b);
}
BITPRISM_BIT_CLONES void decodeLanes(DecodeLane& one, const RiceRunStep& a, DecodeLane& other, const RiceRunStep& b) {
  decodeSideBySide(one, a, other, b);
}
BITPRISM_BIT_CLONES void decodeLanes(DecodeLane& one, const ExponentialGolombStep& a, DecodeLane& other,
                                     const ExponentialGolombStep& b) {
  decodeSideBySide(one, a, other, b);
}
BITPRISM_BIT_CLONES void decodeLanes(DecodeLane& one, const RiceStep& a, DecodeLane& other, const RiceStep& b) {
  decodeSideBySide(one, a, other, b);
}
BITPRISM_BIT_CLONES void decodeLane(DecodeLane& lane, const ExponentialRunStep& step) {
  decodeAlone(lane, step);
}
BITPRISM_BIT_CLONES void decodeLane(DecodeLane& lane, const RiceRunStep& step) {
  decodeAlone(lane, step);
}
BITPRISM_BIT_CLONES void decodeLane(DecodeLane& lane, const ExponentialGolombStep& step) {
  decodeAlone(lane, step);
}
BITPRISM_BIT_CLONES void decodeLane(DecodeLane& lane, const RiceStep& step) {
  decodeAlone(lane, step);
}

std::uint32_t largest(int bits) {
  return (1U << bits) - 1;
}

ExponentialRunStep exponentialRunStep(BlockCode code, int bits) {
  if (code.mode == BlockMode::ExponentialGolomb)
    return {BitWindow::least - exponentialGolombLength(largest(bits), 0), {bits, 1, 1}};
  const int longest = sparseLength(largest(bits), code.k, SparseStart::Flagged);
  return {BitWindow::least - longest, {(longest - code.k) / 2, code.k, (1U << code.k) - 1}};
}

RiceRunStep riceRunStep(BlockCode code) {
  return {BitWindow::least - (riceEscape + 1 + code.k), {riceEscape, code.k}};
}

ExponentialGolombStep exponentialGolombStep(BlockCode code, int bits) {
  const int longest = exponentialGolombLength(largest(bits), code.k);
  return {1 + code.k, (longest - 1 - code.k) / 2, 1U << code.k};
}

// EG_k, in which a zero takes more than one bit.
bool isWithoutRuns(BlockCode code) {
  return code.mode == BlockMode::ExponentialGolomb && code.k > 0;
}

std::uint32_t takeNext(BitReader& reader, BlockCode code) {
  switch (code.mode) {
    case BlockMode::ExponentialGolomb:
      return takeExponentialGolomb(reader, code.k);
    case BlockMode::Sparse:
      return takeSparse(reader, code.k, SparseStart::Flagged);
    case BlockMode::SparseRice:
      return takeSparseRice(reader, code.k);
    default:
      return takeRice(reader, code.k);
  }
}

void checkEnd(BitReader& reader) {
  if (reader.remaining() >= 8) throw InputError("bytes follow the last code");
  if (reader.take(static_cast<int>(reader.remaining())) != 0)
    throw InputError("the last byte does not end in zero bits");
}

void checkCodes(std::uint32_t seen, int bits) {
  if (seen > largest(bits)) throw InputError("a code represents a number that is too large");
}

// From the position where the fast loops stopped to the end.
void decodeRest(const CodedBlock& block, const DecodeLane& lane, int bits) {
  BitReader reader(block.payload, lane.window.position(lane.start));
  std::uint32_t seen = lane.seen;
  for (std::uint16_t* to = lane.to; to < lane.last; ++to) {
    const std::uint32_t x = takeNext(reader, block.code);
    *to = static_cast<std::uint16_t>(x);
    seen |= x;
  }
  checkCodes(seen, bits);
  checkEnd(reader);
}

// A number that a step did not decode; the fast loops continue after it.
void decodeChecked(DecodeLane& lane, const CodedBlock& block) {
  BitReader reader(block.payload, lane.window.position(lane.start));
  const std::uint32_t x = takeNext(reader, block.code);
  *lane.to++ = static_cast<std::uint16_t>(x);
  lane.seen |= x;
  lane.moveTo(reader.position());
}

template <class Step>
void decodeFast(DecodeLane& lane, const CodedBlock& block, const Step& step) {
  for (;;) {
    decodeLane(lane, step);
    if (lane.safeSteps(Step::most) == 0) return;
    decodeChecked(lane, block);
  }
}

// One block, or two of one mode.
void decodeSymbols(const CodedBlock& one, const CodedBlock* other, int bits) {
  DecodeLane first(one.payload, one.codes);
  DecodeLane second = other ? DecodeLane(other->payload, other->codes) : DecodeLane();
  const auto run = [&](const auto& stepOf) {
    const auto step = stepOf(one);
    if (other) {
      const auto stepOther = stepOf(*other);
      for (;;) {
        decodeLanes(first, step, second, stepOther);
        if (first.safeSteps(step.most) == 0 || second.safeSteps(step.most) == 0) break;
        decodeChecked(first, one);
        decodeChecked(second, *other);
      }
      decodeFast(second, *other, stepOther);
    }
    decodeFast(first, one, step);
  };
  std::ranges::fill(one.codes, 0);  // runs of zeros are skipped
  if (other) std::ranges::fill(other->codes, 0);
  if (one.code.mode == BlockMode::Rice)
    run([](const CodedBlock& block) { return RiceStep{block.code.k}; });
  else if (one.code.mode == BlockMode::SparseRice)
    run([](const CodedBlock& block) { return riceRunStep(block.code); });
  else if (isWithoutRuns(one.code))
    run([&](const CodedBlock& block) { return exponentialGolombStep(block.code, bits); });
  else
    run([&](const CodedBlock& block) { return exponentialRunStep(block.code, bits); });
  decodeRest(one, first, bits);
  if (other) decodeRest(*other, second, bits);
}

}  // namespace

const char* blockModeName(BlockMode mode) {
  return rowOf(modes, mode).name;
}

std::uint64_t encodeBlock(std::span<const std::uint16_t> codes, int bits, BlockCode code, std::uint8_t* to) {
  BitWriter writer(to);
  switch (code.mode) {
    case BlockMode::Zero:
      break;
    case BlockMode::ExponentialGolomb:
      writeExponentialGolomb(codes.data(), codes.size(), code.k, writer);
      break;
    case BlockMode::Sparse:
      writeSparse(codes.data(), codes.size(), code.k, writer);
      break;
    case BlockMode::Raw:
      putNumbers(writer, codes, bits);
      break;
    case BlockMode::ZeroValue:
      putZeroValue(writer, codes, bits);
      break;
    case BlockMode::Rice:
      writeRice(codes.data(), codes.size(), code.k, writer);
      break;
    case BlockMode::SparseRice:
      writeSparseRice(codes.data(), codes.size(), code.k, writer);
      break;
  }
  return writer.bits();
}

void decodeBlock(const CodedBlock& block, int bits) {
  if (hasK(block.code.mode)) return decodeSymbols(block, nullptr, bits);
  BitReader reader(block.payload);
  if (block.code.mode == BlockMode::Zero)
    std::ranges::fill(block.codes, 0);
  else if (block.code.mode == BlockMode::Raw)
    takeNumbers(reader, block.codes, bits);
  else
    takeZeroValue(reader, block.codes, bits);
  checkEnd(reader);
}

void decodeBlocks(const CodedBlock& one, const CodedBlock& other, int bits) {
  const bool together =
      hasK(one.code.mode) && one.code.mode == other.code.mode && isWithoutRuns(one.code) == isWithoutRuns(other.code);
  if (together) return decodeSymbols(one, &other, bits);
  decodeBlock(one, bits);
  decodeBlock(other, bits);
}

}  // namespace bitprism
