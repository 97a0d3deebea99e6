#include "core/codec/map_stream.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/base/error.h"
#include "core/codec/coded_sizes.h"
#include "tests/support/made_maps.h"

namespace bitprism {
namespace {

Bytes withHash(Bytes bytes) {
  const std::uint64_t hash = contentHash(std::span<const std::uint8_t>(bytes).first(bytes.size() - mapHashBytes));
  for (std::size_t i = 0; i < mapHashBytes; ++i)
    bytes[bytes.size() - mapHashBytes + i] = static_cast<std::uint8_t>(hash >> 8 * i);
  return bytes;
}

std::string refusal(std::span<const std::uint8_t> bytes, const MapReading& reading = {}) {
  try {
    decodeMap(bytes, "a.bpam", reading);
  } catch (const InputError& error) {
    const std::string why = error.what();
    EXPECT_NE(why.find("a.bpam"), std::string::npos) << why;
    EXPECT_EQ(why.find('\n'), std::string::npos) << why;
    return why;
  }
  return "";
}

TEST(MapStream, everyMapComesBack) {
  for (const int bits : {1, 2, 4, 8, 12, 16})
    for (const std::size_t count : {1u, 5u, 4096u, 10000u})
      for (auto& [name, codes] : test::manyCodes(bits, count)) {
        const ActivationMap map = test::mapOf(codes, bits);
        const Bytes bytes = encodeMap(map, {.block = 512});
        EXPECT_EQ(decodeMap(bytes, "a"), map) << name << ", " << bits << " bits, " << count;
        const std::size_t blocks = (count + 511) / 512;
        EXPECT_LE(bytes.size(), 32 + 8 + 3 * blocks + (count * static_cast<unsigned>(bits) + 7) / 8 + blocks);
      }
}

TEST(MapStream, keepsWhatIsKnownOfAMap) {
  ActivationMap map;
  map.shape = {2, 3, 5, 7};
  map.order = MapOrder::Nhwc;
  map.grid = {.bits = 9, .limit = 0.37F, .hasSign = true};
  map.codes = test::sparseCodes(210, 8, 0.4, 5);
  EXPECT_EQ(decodeMap(encodeMap(map), "a"), map);
  map.grid.limit = 0;
  map.order = MapOrder::Nchw;
  EXPECT_EQ(decodeMap(encodeMap(map), "a"), map);
}

TEST(MapStream, emptyMapsAreHeaders) {
  for (const std::array<std::uint32_t, 4> shape :
       {std::array<std::uint32_t, 4>{0, 0, 0, 0}, {1, 64, 0, 8}, {0xffffffffU, 0xffffffffU, 0xffffffffU, 0}}) {
    ActivationMap map;
    map.shape = shape;
    const Bytes bytes = encodeMap(map);
    EXPECT_EQ(bytes.size(), mapHeaderBytes + mapHashBytes);
    EXPECT_EQ(decodeMap(bytes, "a"), map);
  }
}

TEST(MapStream, isTheSameForAnyNumberOfThreadsAndEveryBlockLength) {
  const ActivationMap map = test::mapOf(test::sparseCodes(300001, 12, 0.6, 9), 12);
  for (const std::uint32_t block : {1u, 63u, 64u, 1000u, 4096u, mapBlockLimit}) {
    const Bytes one = encodeMap(map, {.block = block, .threads = 1});
    EXPECT_EQ(encodeMap(map, {.block = block, .threads = 5}), one);
    EXPECT_EQ(encodeMap(map, {.block = block}), one);
    for (const unsigned threads : {0u, 1u, 3u}) EXPECT_EQ(decodeMap(one, "a", {.threads = threads}), map) << block;
  }
}

TEST(MapStream, isSmallerThanZeroValueCodingOnSparseMaps) {
  for (const int bits : {8, 12, 16})
    for (const double zeros : {0.4, 0.5, 0.65, 0.8}) {
      const CodedSizes sizes = codedSizes(test::mapOf(test::sparseCodes(100000, bits, zeros, 4), bits));
      EXPECT_LT(sizes.stream, sizes.zeroValue()) << bits << ' ' << zeros;
      EXPECT_LT(sizes.sparse(), sizes.zeroValue()) << bits << ' ' << zeros;
    }
}

TEST(MapStream, truncationAtEveryByteIsFound) {
  const Bytes bytes = encodeMap(test::mapOf(test::sparseCodes(3000, 8, 0.5, 2), 8), {.block = 700});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Bytes cut(bytes.begin(), bytes.begin() + static_cast<long>(size));
    EXPECT_NE(refusal(cut), "") << size;
    if (size >= mapHeaderBytes + mapHashBytes) {
      EXPECT_NE(refusal(withHash(cut)), "") << size;  // and without the hash's help
    }
  }
  Bytes longer = bytes;
  longer.push_back(0);
  EXPECT_NE(refusal(longer), "");
  EXPECT_NE(refusal(withHash(longer)), "");
}

TEST(MapStream, everyFlippedBitIsFound) {
  const Bytes bytes = encodeMap(test::mapOf(test::sparseCodes(900, 8, 0.5, 2), 8), {.block = 300});
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    Bytes flipped = bytes;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ 1 << bit % 8);
    EXPECT_NE(refusal(flipped), "") << bit;
  }
}

// Where the hash was mended too, another map may come out, but of the shape that the header says.
TEST(MapStream, flippedBitsUnderAMendedHashDoNoSensitivity) {
  std::size_t refused = 0, read = 0;
  for (const int bits : {1, 4, 12, 16})
    for (auto& [name, codes] : test::manyCodes(bits, 600)) {
      const ActivationMap map = test::mapOf(codes, bits);
      const Bytes bytes = encodeMap(map, {.block = 200});
      Random random(1);
      for (int round = 0; round < 400; ++round) {
        Bytes flipped = bytes;
        for (std::uint64_t flips = 1 + random.below(3); flips > 0; --flips) {
          const std::uint64_t bit = random.below(8 * (bytes.size() - mapHashBytes));
          flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ 1 << bit % 8);
        }
        try {
          const ActivationMap found = decodeMap(withHash(flipped), "a", {.mostCodes = 1 << 20, .threads = 1});
          std::uint64_t count = 1;
          for (const std::uint32_t extent : found.shape) count *= extent;
          ASSERT_EQ(found.codes.size(), count);
          for (const std::uint16_t code : found.codes) ASSERT_LE(code, found.grid.largestCode());
          ++read;
        } catch (const InputError&) {
          ++refused;
        }
      }
    }
  EXPECT_GT(refused, 1000u);
  EXPECT_GT(read, 1000u);
}

TEST(MapStream, saysWhatIsWrongWithAHeader) {
  const ActivationMap map = test::mapOf(test::sparseCodes(5000, 8, 0.5, 2), 8);
  const Bytes good = encodeMap(map, {.block = 4096});
  const auto changed = [&](std::size_t at, std::initializer_list<int> bytes) {
    Bytes bad = good;
    for (const int byte : bytes) bad[at++] = static_cast<std::uint8_t>(byte);
    return refusal(withHash(bad));
  };
  const auto expect = [](const std::string& why, const char* part) {
    EXPECT_NE(why.find(part), std::string::npos) << why;
  };
  expect(refusal({}), "not a coded activation map");
  expect(changed(0, {'P', 'K'}), "not a coded activation map");
  expect(changed(4, {2}), "version 2");
  expect(changed(5, {0}), "1 to 16 bits, not 0");
  expect(changed(5, {17}), "1 to 16 bits, not 17");
  expect(changed(6, {4}), "unknown flags");
  expect(changed(7, {1}), "unknown flags");
  expect(changed(8, {255, 255, 255, 255}), "larger than the limit");
  expect(changed(8, {0, 0, 8}), "larger than the limit");
  expect(changed(8, {0, 0, 1}), "more than the bytes can hold");
  expect(changed(24, {0, 0, 0x80, 0xbf}), "limit of a map");  // -1
  expect(changed(24, {0, 0, 0x80, 0x7f}), "limit of a map");  // infinity
  expect(changed(28, {0, 0, 0, 0}), "blocks of 0 codes");
  expect(changed(28, {0, 0x80, 0, 0}), "blocks of 32768 codes");
  expect(changed(32, {0x70}), "unknown code 112 of a block");
  expect(changed(32, {0x31}), "unknown code 49 of a block");  // raw has no k
  expect(changed(33, {1, 0}), "cannot hold a block of 4096 numbers");
  expect(changed(33, {255, 255}), "cannot hold a block of 4096 numbers");
  Bytes damaged = good;
  damaged[100] ^= 1;
  expect(refusal(damaged), "damaged");
}

TEST(MapStream, namesTheBlockThatIsWrong) {
  const ActivationMap map = test::mapOf(test::sparseCodes(5 * 4096, 8, 0.5, 2), 8);
  for (const std::size_t wrong : {0u, 1u, 3u, 4u}) {
    Bytes bytes = encodeMap(map, {.block = 4096});
    std::size_t at = mapHeaderBytes + 5 * mapBlockRecordBytes;
    for (std::size_t b = 0; b < wrong; ++b) at += bytes[33 + 3 * b] + 256u * bytes[34 + 3 * b];
    std::fill_n(bytes.begin() + static_cast<long>(at), 100, std::uint8_t{0});
    const std::string why = refusal(withHash(bytes));
    EXPECT_NE(why.find("block " + std::to_string(wrong) + " of 5"), std::string::npos) << why;
  }
}

// Three bytes stand for a block of zeros, so what a file stands for is bounded by the reader.
TEST(MapStream, refusesMoreCodesThanTheLimitBeforeItTakesMemory) {
  const ActivationMap map = test::mapOf(std::vector<std::uint16_t>(1000000, 0), 8);
  const Bytes bytes = encodeMap(map, {.block = mapBlockLimit});
  EXPECT_LT(bytes.size(), 200u);
  EXPECT_EQ(decodeMap(bytes, "a", {.mostCodes = 1000000}), map);
  EXPECT_NE(refusal(bytes, {.mostCodes = 999999}).find("larger than the limit of 999999 codes"), std::string::npos);
}

TEST(MapStream, refusesToCodeWhatDoesNotFit) {
  ActivationMap map = test::mapOf({1, 2, 255}, 8);
  EXPECT_THROW(encodeMap(map, {.block = 0}), UsageError);
  EXPECT_THROW(encodeMap(map, {.block = mapBlockLimit + 1}), UsageError);
  map.codes[0] = 256;
  EXPECT_THROW(encodeMap(map), Error);
  EXPECT_THROW(codedSizes(map), Error);
  map.codes[0] = 0;
  map.shape[3] = 4;
  EXPECT_THROW(encodeMap(map), Error);
  map.shape[3] = 3;
  map.grid.hasSign = true;  // 255 would stand for -128, of 127 steps
  EXPECT_THROW(encodeMap(map), Error);
  map.codes[2] = 254;
  EXPECT_NO_THROW(encodeMap(map));
  map.grid.bits = 0;
  EXPECT_THROW(encodeMap(map), UsageError);
}

TEST(CodedSizes, promiseTheStream) {
  for (const int bits : {1, 4, 8, 12, 16})
    for (auto& [name, codes] : test::manyCodes(bits, 9000)) {
      const ActivationMap map = test::mapOf(codes, bits);
      for (const std::uint32_t block : {100u, 4096u})
        EXPECT_EQ(codedSizes(map, {.block = block}).stream, 8 * encodeMap(map, {.block = block}).size()) << name;
    }
  const ActivationMap nothing;
  EXPECT_EQ(codedSizes(nothing).stream, 8 * encodeMap(nothing).size());
}

TEST(CodedSizes, ofSeveralMapsAreOneLayers) {
  const ActivationMap first = test::mapOf(test::sparseCodes(8192, 8, 0.6, 1), 8);
  const ActivationMap second = test::mapOf(test::sparseCodes(4096, 8, 0.2, 2), 8);
  ActivationMap both = test::mapOf(first.codes, 8);
  both.codes.insert(both.codes.end(), second.codes.begin(), second.codes.end());
  both.shape[3] = 12288;
  CodedSizes sum;
  sum += codedSizes(first);
  sum += codedSizes(second);
  const CodedSizes whole = codedSizes(both);
  EXPECT_EQ(sum.sparse(), whole.sparse());
  EXPECT_EQ(sum.rice(), whole.rice());
  EXPECT_EQ(sum.exponentialGolomb(), whole.exponentialGolomb());
  EXPECT_EQ(sum.zeroValue(), whole.zeroValue());
  EXPECT_EQ(sum.raw(), whole.raw());
  EXPECT_EQ(sum.stream, whole.stream + 8 * (mapHeaderBytes + mapHashBytes));
  EXPECT_DOUBLE_EQ(whole.nonZeroShare(), static_cast<double>(whole.costs.nonZeros) / 12288);
  EXPECT_DOUBLE_EQ(whole.gainOverFloat(), 4 * whole.gainOverRaw());
  EXPECT_DOUBLE_EQ(whole.gainOverRaw(), 8.0 * 12288 / static_cast<double>(whole.stream));
  EXPECT_THROW(sum += codedSizes(test::mapOf({1}, 9)), Error);
  EXPECT_EQ(CodedSizes{}.gainOverFloat(), 0);
}

}  // namespace
}  // namespace bitprism
