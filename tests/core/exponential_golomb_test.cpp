#include "core/codec/exponential_golomb.h"

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/base/random.h"
#include "core/codec/golomb_rice.h"

namespace bitprism {
namespace {

// Numbers of every width, the edges of every group among them.
std::vector<std::uint32_t> numbers() {
  std::vector<std::uint32_t> all{0, 1, 2, 3, 0xffffffffU};
  Random random(5);
  for (int width = 2; width <= 32; ++width) {
    const std::uint64_t power = std::uint64_t{1} << (width - 1);
    for (const std::uint64_t x : {power - 1, power, power + 1, power + random.below(power)})
      all.push_back(static_cast<std::uint32_t>(x));
  }
  return all;
}

// floor(log2(...)) by counting, as the formula is printed.
int lengthByDefinition(std::uint32_t x, int k) {
  int log = 0;
  for (std::uint64_t v = (std::uint64_t{x} >> k) + 1; v > 1; v /= 2) ++log;
  return 2 * log + 1 + k;
}

template <class PutOne, class TakeOne>
void expectRoundTrip(std::uint64_t bits, const PutOne& put, const TakeOne& take) {
  Bytes bytes(BitWriter::roomBytes(bits));
  BitWriter writer(bytes.data());
  for (const std::uint32_t x : numbers()) put(writer, x);
  ASSERT_EQ(writer.bits(), bits);
  bytes.resize((bits + 7) / 8);
  BitReader reader(bytes);
  for (const std::uint32_t x : numbers()) ASSERT_EQ(take(reader), x);
  ASSERT_EQ(reader.position(), bits);
  // Without the last byte the last number is missed.
  const Bytes shorter(bytes.begin(), bytes.end() - 1);
  BitReader cut(shorter);
  EXPECT_THROW(
      {
        for (std::size_t i = 0; i < numbers().size(); ++i) take(cut);
      },
      InputError);
}

TEST(ExponentialGolomb, numbersOfEveryWidthComeBack) {
  for (int k = 0; k <= 31; ++k) {
    std::uint64_t bits = 0;
    for (const std::uint32_t x : numbers()) {
      EXPECT_EQ(exponentialGolombLength(x, k), lengthByDefinition(x, k));
      bits += static_cast<unsigned>(exponentialGolombLength(x, k));
    }
    expectRoundTrip(
        bits, [=](BitWriter& writer, std::uint32_t x) { putExponentialGolomb(writer, x, k); },
        [=](BitReader& reader) { return takeExponentialGolomb(reader, k); });
  }
}

TEST(ExponentialGolomb, theSparseFormSpendsOneBitOnZero) {
  for (const SparseStart start : {SparseStart::Plain, SparseStart::Flagged})
    for (int k = 0; k <= 31; ++k) {
      EXPECT_EQ(sparseLength(0, k, start), 1);
      std::uint64_t bits = 0;
      for (const std::uint32_t x : numbers()) bits += static_cast<unsigned>(sparseLength(x, k, start));
      expectRoundTrip(
          bits, [=](BitWriter& writer, std::uint32_t x) { putSparse(writer, x, k, start); },
          [=](BitReader& reader) { return takeSparse(reader, k, start); });
    }
  EXPECT_EQ(sparseLength(1, 0), 3);
  EXPECT_EQ(sparseLength(1, 0, SparseStart::Flagged), 2);
}

TEST(ExponentialGolomb, refusesPrefixesAndNumbersBeyond32Bits) {
  const Bytes nothing(64, 0);
  for (const int k : {0, 1, 12, 31}) {
    BitReader plain(nothing), flagged(nothing);
    EXPECT_THROW(takeExponentialGolomb(plain, k), InputError);
    EXPECT_THROW(takeSparse(flagged, k), InputError);
  }
  // 32 zeros and ones: v = 2^33 - 1.
  Bytes large(16, 0xff);
  std::fill_n(large.begin(), 4, std::uint8_t{0});
  BitReader reader(large);
  EXPECT_THROW(takeExponentialGolomb(reader, 0), InputError);
}

TEST(GolombRice, everyDivisorComesBack) {
  for (std::uint32_t divisor = 1; divisor <= 70; ++divisor) {
    Bytes bytes(4096);
    BitWriter writer(bytes.data());
    std::uint64_t bits = 0;
    for (std::uint32_t x = 0; x < 150; ++x) {
      putGolomb(writer, x, divisor);
      bits += golombLength(x, divisor);
      ASSERT_EQ(writer.bits(), bits);
    }
    bytes.resize((bits + 7) / 8);
    BitReader reader(bytes);
    for (std::uint32_t x = 0; x < 150; ++x) ASSERT_EQ(takeGolomb(reader, divisor), x) << divisor;
    EXPECT_EQ(reader.position(), bits);
  }
}

TEST(GolombRice, largeNumbersEscape) {
  for (int k = 0; k <= 15; ++k) {
    Bytes bytes(9 * 65536);
    BitWriter writer(bytes.data());
    std::uint64_t bits = 0;
    for (std::uint32_t x = 0; x < 65536; ++x) {
      putRice(writer, x, k);
      putSparseRice(writer, x, k);
      EXPECT_LE(riceLength(x, k), 32);
      EXPECT_EQ(sparseRiceLength(x, k), x == 0 ? 1 : 1 + riceLength(x - 1, k));
      bits += static_cast<unsigned>(riceLength(x, k) + sparseRiceLength(x, k));
    }
    ASSERT_EQ(writer.bits(), bits);
    BitReader reader(bytes);
    for (std::uint32_t x = 0; x < 65536; ++x) {
      ASSERT_EQ(takeRice(reader, k), x) << k;
      ASSERT_EQ(takeSparseRice(reader, k), x) << k;
    }
    EXPECT_EQ(reader.position(), bits);
  }
}

TEST(GolombRice, refusesUnaryWithoutEnd) {
  const Bytes ones(300, 0xff);
  for (const std::uint32_t divisor : {1u, 3u, 1u << 30}) {
    BitReader reader(ones);
    EXPECT_THROW(takeGolomb(reader, divisor), InputError);
  }
}

}  // namespace
}  // namespace bitprism
