#include "core/codec/golomb_rice.h"

#include <bit>

namespace bitprism {
namespace {

struct TruncatedBinary {
  explicit TruncatedBinary(std::uint32_t count)
      : bits(std::bit_width(count - 1)), shorts((std::uint64_t{1} << bits) - count) {}

  int length(std::uint32_t remainder) const { return remainder < shorts ? bits - 1 : bits; }

  int bits;              // of a long remainder
  std::uint64_t shorts;  // the number of remainders that take a bit less
};

}  // namespace

std::uint64_t golombLength(std::uint32_t x, std::uint32_t divisor) {
  return std::uint64_t{x / divisor} + 1 + static_cast<unsigned>(TruncatedBinary(divisor).length(x % divisor));
}

void putGolomb(BitWriter& writer, std::uint32_t x, std::uint32_t divisor) {
  writer.repeat(true, x / divisor);
  writer.put(0, 1);
  const TruncatedBinary binary(divisor);
  const std::uint32_t remainder = x % divisor;
  const int length = binary.length(remainder);
  if (length > 0) writer.put(remainder < binary.shorts ? remainder : remainder + binary.shorts, length);
}

std::uint32_t takeGolomb(BitReader& reader, std::uint32_t divisor) {
  const std::uint64_t most = 0xffffffffU / divisor;
  const std::uint64_t quotient = reader.run(true, most + 1);
  if (quotient > most) throw InputError("a code represents a number of more than 32 bits");
  reader.skip(1);
  const TruncatedBinary binary(divisor);
  std::uint64_t remainder = binary.bits == 0 ? 0 : reader.take(binary.bits - 1);
  if (remainder >= binary.shorts && binary.bits > 0) remainder = (remainder << 1 | reader.take(1)) - binary.shorts;
  const std::uint64_t x = quotient * divisor + remainder;
  if (x > 0xffffffffU) throw InputError("a code represents a number of more than 32 bits");
  return static_cast<std::uint32_t>(x);
}

void putRice(BitWriter& writer, std::uint32_t x, int k) {
  if (x >> k >= riceEscape) {
    writer.repeat(true, riceEscape);
    writer.put(x, riceEscapeBits);
  } else {
    writer.repeat(true, x >> k);
    writer.put(x & ((1U << k) - 1), k + 1);
  }
}

std::uint32_t takeRice(BitReader& reader, int k) {
  const auto quotient = static_cast<std::uint32_t>(reader.run(true, riceEscape));
  if (quotient == riceEscape) return static_cast<std::uint32_t>(reader.take(riceEscapeBits));
  return quotient << k | static_cast<std::uint32_t>(reader.take(k + 1));  // the zero that ends the quotient is its top
}

void putSparseRice(BitWriter& writer, std::uint32_t x, int k) {
  writer.put(x == 0 ? 1 : 0, 1);
  if (x == 0) return;
  const std::uint32_t quotient = (x - 1) >> k, low = 1U << k;
  writer.repeat(false, quotient < riceEscape ? quotient : riceEscape);
  if (quotient < riceEscape)
    writer.put(low | ((x - 1) & (low - 1)), k + 1);
  else
    writer.put(x - 1, riceEscapeBits);
}

std::uint32_t takeSparseRice(BitReader& reader, int k) {
  if (reader.take(1) == 1) return 0;
  const auto quotient = static_cast<std::uint32_t>(reader.run(false, riceEscape));
  if (quotient == riceEscape) return 1 + static_cast<std::uint32_t>(reader.take(riceEscapeBits));
  const std::uint32_t low = 1U << k;
  return 1 + (quotient << k | (static_cast<std::uint32_t>(reader.take(k + 1)) & (low - 1)));
}

}  // namespace bitprism
