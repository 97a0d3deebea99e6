#include "core/codec/zero_value.h"

#include <gtest/gtest.h>

#include "core/base/file.h"

namespace bitprism {
namespace {

TEST(ZeroValue, isAMaskAndWhatIsNotZero) {
  const std::vector<std::uint16_t> codes{0, 5, 0, 7, 1};
  Bytes bytes(20, 0xff);
  BitWriter writer(bytes.data());
  putZeroValue(writer, codes, 3);
  EXPECT_EQ(writer.bits(), zeroValueBits(5, 3, 3));
  // 01011 101 | 111 001 00
  EXPECT_EQ(bytes[0], 0b01011101);
  EXPECT_EQ(bytes[1], 0b11100100);
}

TEST(ZeroValue, plainNumbersAreBigEndian) {
  const std::vector<std::uint16_t> codes{0x123, 0xfff, 0x456};
  Bytes bytes(20, 0xff);
  BitWriter writer(bytes.data());
  putNumbers(writer, codes, 12);
  EXPECT_EQ(Bytes(bytes.begin(), bytes.begin() + 5), (Bytes{0x12, 0x3f, 0xff, 0x45, 0x60}));
}

// Streams may begin anywhere in a byte.
TEST(ZeroValue, comesBackFromAnyBit) {
  std::vector<std::uint16_t> codes(100);
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<std::uint16_t>(i % 3 == 0 ? 0 : i % 31);
  for (int first = 1; first <= 17; ++first) {
    Bytes bytes(200);
    BitWriter writer(bytes.data());
    writer.put(1, first);
    putNumbers(writer, codes, 5);
    putZeroValue(writer, codes, 5);
    bytes.resize((writer.bits() + 7) / 8);
    BitReader reader(bytes);
    ASSERT_EQ(reader.take(first), 1u);
    std::vector<std::uint16_t> plain(codes.size()), masked(codes.size());
    takeNumbers(reader, plain, 5);
    takeZeroValue(reader, masked, 5);
    EXPECT_EQ(plain, codes);
    EXPECT_EQ(masked, codes);
    EXPECT_EQ(reader.position(), writer.bits());
  }
}

TEST(ZeroValue, compressedRowsCountColumnsAndBeginnings) {
  // 2 rows of 8: 3 values of 8 bits, 3 columns of 3 bits, 3 beginnings of 2 bits.
  EXPECT_EQ(compressedRowBits(2, 8, 3, 8), 3u * 8 + 3 * 3 + 3 * 2);
  EXPECT_EQ(compressedRowBits(2, 8, 0, 8), 3u);
}

}  // namespace
}  // namespace bitprism
