#include "core/files/npy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "core/base/error.h"
#include "tests/support/golden_set.h"

namespace bitprism {
namespace {

// An .npz of three deflated arrays with zip64 extra fields, as NumPy writes them: columns (int64, 2 x 3, column-major),
// half (float16 scalar, header version 2), big (two big-endian doubles).
const char* const deflatedHex =
    "504b03042d00000008000000215000d8c071ffffffffffffffff0b001400636f6c756d6e732e6e707901001000b0000000000000005700"
    "0000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9369a1aea3a09e965f54529498179f5f94920a120f292a4d050a17"
    "672416a402b91a463a0ac69a3a0ab50ae4032e4606086081d24c509a154a3343e95fff210000504b03042d0000000800000021502584da"
    "fbffffffffffffffff0800140068616c662e6e707901001000820000000000000046000000000000009bec17ea1b10c9c450c2c0c050ad"
    "9e925a9c5ca46ea5a06e9366a4aea3a09e965f54529498179f5f94920a12774bcc294e058a17672416a402f91a9a3a0ab50a14002e867d"
    "00504b03042d000000080000002150a4857341ffffffffffffffff070014006269672e6e70790100100090000000000000005200000000"
    "0000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9766a1aea3a09e965f54529498179f5f94920a12774bcc294e058a176724"
    "16a402f91a463a9a3a0ab50a14002efb9d334160569df9139b0e86d23900504b01022d032d00000008000000215000d8c07157000000b0"
    "0000000b0000000000000000000000800100000000636f6c756d6e732e6e7079504b01022d032d0000000800000021502584dafb460000"
    "008200000008000000000000000000000080019400000068616c662e6e7079504b01022d032d000000080000002150a485734152000000"
    "900000000700000000000000000000008001140100006269672e6e7079504b05060000000003000300a40000009f0100000000";

Bytes fromHex(const std::string& hex) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

void put(Bytes& bytes, std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i) bytes.push_back(static_cast<std::uint8_t>(i < 8 ? value >> (8 * i) : 0));
}

std::uint32_t crcOf(const Bytes& bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

// One stored entry whose directory gives sizes and offset in the zip64 extra field only.
Bytes zip64Archive(const std::string& name, const Bytes& content, std::uint64_t claimedSize) {
  Bytes zip;
  put(zip, 0x04034b50, 4);
  put(zip, 45, 2);
  put(zip, 0, 8);
  put(zip, crcOf(content), 4);
  put(zip, 0xffffffff, 4);
  put(zip, 0xffffffff, 4);
  put(zip, name.size(), 2);
  put(zip, 0, 2);
  zip.insert(zip.end(), name.begin(), name.end());
  zip.insert(zip.end(), content.begin(), content.end());
  const std::size_t directory = zip.size();
  put(zip, 0x02014b50, 4);
  put(zip, 45, 2);
  put(zip, 45, 2);
  put(zip, 0, 8);
  put(zip, crcOf(content), 4);
  put(zip, 0xffffffff, 4);
  put(zip, 0xffffffff, 4);
  put(zip, name.size(), 2);
  put(zip, 28, 2);
  put(zip, 0, 2 + 2 + 2 + 4);
  put(zip, 0xffffffff, 4);
  zip.insert(zip.end(), name.begin(), name.end());
  put(zip, 1, 2);
  put(zip, 24, 2);
  put(zip, claimedSize, 8);
  put(zip, claimedSize, 8);
  put(zip, 0, 8);
  const std::size_t directoryBytes = zip.size() - directory;
  const std::size_t end64 = zip.size();
  put(zip, 0x06064b50, 4);
  put(zip, 44, 8);
  put(zip, 45, 2);
  put(zip, 45, 2);
  put(zip, 0, 8);
  put(zip, 1, 8);
  put(zip, 1, 8);
  put(zip, directoryBytes, 8);
  put(zip, directory, 8);
  put(zip, 0x07064b50, 4);
  put(zip, 0, 4);
  put(zip, end64, 8);
  put(zip, 1, 4);
  put(zip, 0x06054b50, 4);
  put(zip, 0, 4);
  put(zip, 0xffff, 2);
  put(zip, 0xffff, 2);
  put(zip, 0xffffffff, 4);
  put(zip, 0xffffffff, 4);
  put(zip, 0, 2);
  return zip;
}

TEST(Npy, readsBackWhatItWrites) {
  const std::vector<float> values{1.5f, -0.0f, 3e38f, 1e-45f, 7.0f, -2.25f};
  const NumpyArray array = readNpy(npyBytes({2, 3}, values), "six");
  EXPECT_EQ(array.shape, (Shape{2, 3}));
  EXPECT_EQ(array.type, "<f4");
  ASSERT_EQ(array.values.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(static_cast<float>(array.values[i]), values[i]);
  EXPECT_EQ(readNpy(npyBytes({}, std::vector<float>{4.0f}), "scalar").shape, Shape{});
  EXPECT_EQ(readNpy(npyBytes({0, 5}, {}), "empty").values.size(), 0u);
  EXPECT_EQ((npyBytes({2, 3}, values).size() - 24) % 64, 0u);  // numbers begin at a multiple of 64
}

TEST(Npy, refusesEveryTruncation) {
  const Bytes whole = npyBytes({3, 2}, std::vector<float>(6, 1.0f));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THROW(readNpy(std::span(whole).first(size), "cut"), InputError) << size;
}

TEST(Npy, refusesShapesThatDoNotFitTheData) {
  Bytes bytes = npyBytes({3, 2}, std::vector<float>(6, 1.0f));
  const auto put = [&](const std::string& from, const std::string& to) {
    Bytes copy = bytes;
    const auto at = std::search(copy.begin(), copy.end(), from.begin(), from.end());
    EXPECT_NE(at, copy.end());
    std::copy(to.begin(), to.end(), at);
    return copy;
  };
  EXPECT_THROW(readNpy(put("(3, 2, )", "(3, 3, )"), "x"), InputError);
  EXPECT_THROW(readNpy(put("(3, 2, )", "(3, -2,)"), "x"), InputError);
  EXPECT_THROW(readNpy(put("(3, 2, ), }  ", "(999999999999"), "x"), InputError);
  EXPECT_THROW(readNpy(put("<f4", "<c8"), "x"), InputError);
  EXPECT_THROW(readNpy(put("NUMPY", "NUMPO"), "x"), InputError);
}

TEST(Npz, readsDeflatedArraysOfManyTypes) {
  const auto arrays = readNpz(fromHex(deflatedHex), "three");
  ASSERT_EQ(arrays.size(), 3u);
  EXPECT_EQ(arrays.at("columns").shape, (Shape{2, 3}));
  EXPECT_EQ(arrays.at("columns").values, (std::vector<double>{1, 2, 3, 4, 5, -6}));
  EXPECT_EQ(arrays.at("half").shape, Shape{});
  EXPECT_EQ(arrays.at("half").values, (std::vector<double>{-1.5}));
  EXPECT_EQ(arrays.at("big").values, (std::vector<double>{0.1, 1e300}));
}

TEST(Npz, readsZip64Directories) {
  const Bytes npy = npyBytes({2}, std::vector<float>{1.0f, 2.0f});
  const auto arrays = readNpz(zip64Archive("a.npy", npy, npy.size()), "zip64");
  EXPECT_EQ(arrays.at("a").values, (std::vector<double>{1, 2}));
  for (const std::uint64_t claim : {npy.size() + 1, std::size_t{1} << 62, std::numeric_limits<std::size_t>::max()})
    EXPECT_THROW(readNpz(zip64Archive("a.npy", npy, claim), "zip64"), InputError);
}

TEST(Npz, refusesTruncatedAndFlippedArchives) {
  const Bytes whole = fromHex(deflatedHex);
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THROW(readNpz(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)), "cut"), InputError);
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    Bytes flipped = whole;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ 1 << bit % 8);
    try {  // names, dates and versions are not protected; everything else must be noticed, nothing may crash
      readNpz(flipped, "flipped");
    } catch (const InputError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, static_cast<int>(4 * whole.size()));
}

class NpzGolden : public test::GoldenSet {};
OVER_GOLDEN_SETS(NpzGolden);

TEST_P(NpzGolden, readsEveryArray) {
  NEED_VECTORS("ptq/inputs.npz");
  const auto arrays = readNpz(readFile(path("ptq/inputs.npz")), "inputs.npz");
  EXPECT_FALSE(arrays.empty());
  for (const auto& [name, array] : arrays) {
    EXPECT_EQ(array.values.size(), static_cast<std::size_t>(elementCount(array.shape))) << name;
    for (const double value : array.values) EXPECT_EQ(value, static_cast<double>(static_cast<float>(value))) << name;
  }
  if (!isOwn()) return;
  EXPECT_EQ(arrays.at("kernel").shape, (Shape{6, 5, 3, 3}));
  for (int i = 0; i < 45; ++i) EXPECT_EQ(arrays.at("kernel").values[static_cast<std::size_t>(4 * 45 + i)], 0.375);
}

}  // namespace
}  // namespace bitprism
