#include "tests/support/weight_files.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/half.h"
#include "core/base/text.h"
#include "core/weights/gguf.h"
#include "core/weights/npz_weights.h"
#include "core/weights/safetensors.h"
#include "core/weights/state_dict.h"
#include "core/weights/weight_file.h"

namespace bitprism {
namespace {

using test::WrittenTensor;

const std::vector<float> six = {1, -2.5F, 3, 0.125F, -7, 1e-3F};

std::vector<WrittenTensor> twoTensors() {
  return {test::writtenFloats("conv.weight", {2, 3}, six), test::writtenFloats("conv.bias", {2}, {4, 5})};
}

NamedTensors readAs(const std::string& format, const Bytes& bytes) {
  const auto file = accessTo(bytes, "file");
  if (format == "safetensors") return readSafetensors(file);
  if (format == "npz") return readNpzWeights(file);
  if (format == "gguf") return readGguf(file);
  return readStateDict(file);
}

std::string problemOf(const std::string& format, const Bytes& bytes) {
  try {
    for (const StoredTensor& tensor : readAs(format, bytes).tensors) readFloats(tensor);
  } catch (const InputError& problem) {
    return problem.what();
  }
  return "read";
}

Bytes npzOf(const std::vector<WrittenTensor>& tensors, bool stored) {
  std::vector<test::ZipMember> members;
  for (const WrittenTensor& tensor : tensors) {
    std::string shape = "(";
    for (const std::int64_t extent : tensor.shape) shape += text(extent, ",");
    members.push_back({tensor.name + ".npy", test::npyFile("<f4", shape + ")", tensor.bytes), stored});
  }
  return test::zipFile(members);
}

struct NamedFile {
  std::string format;
  Bytes bytes;
};

std::vector<NamedFile> sameTensorsInEveryFormat() {
  const std::vector<WrittenTensor> tensors = twoTensors();
  return {{"safetensors", test::safetensorsFile(tensors)},
          {"statedict", test::stateDictFile(tensors)},
          {"statedict", test::legacyStateDict(test::picklesDictionary(tensors, true), tensors)},
          {"npz", npzOf(tensors, true)},
          {"npz", npzOf(tensors, false)},
          {"gguf", test::ggufFile(tensors)},
          {"gguf", test::ggufFile(tensors, 2)}};
}

TEST(WeightFiles, GiveTheSameTensorsFromEveryFormat) {
  for (const NamedFile& file : sameTensorsInEveryFormat()) {
    const NamedTensors read = readAs(file.format, file.bytes);
    EXPECT_EQ(read.format, file.format);
    ASSERT_EQ(read.tensors.size(), 2U) << file.format;
    EXPECT_EQ(read.tensors[0].name, "conv.weight");
    EXPECT_EQ(read.tensors[0].shape, (Shape{2, 3}));
    EXPECT_EQ(readFloats(read.tensors[0]), six) << file.format;
    EXPECT_EQ(readFloats(read.tensors[1]), (std::vector<float>{4, 5})) << file.format;
  }
}

// Whatever is cut off, nothing but a sentence comes of it; and no byte less than the whole file is read as two tensors.
TEST(WeightFiles, RefuseEveryPrefix) {
  for (const NamedFile& file : sameTensorsInEveryFormat())
    for (std::size_t size = 0; size < file.bytes.size(); ++size) {
      const Bytes part(file.bytes.begin(), file.bytes.begin() + static_cast<std::ptrdiff_t>(size));
      const std::string problem = problemOf(file.format, part);
      // The padding after the last tensor of GGUF may be missing.
      if (file.format == "gguf" && size + 24 >= file.bytes.size()) continue;
      EXPECT_NE(problem.find("cannot read"), std::string::npos) << file.format << ' ' << size << ": " << problem;
    }
}

TEST(WeightFiles, WidenEveryTypeOfNumbers) {
  const auto one = [](const std::string& type, const Bytes& bytes, std::int64_t count) {
    return readFloats(
        readAs("safetensors", test::safetensorsFile({{.name = "a", .shape = {count}, .bytes = bytes, .type = type}}))
            .tensors.at(0));
  };
  const double wide = -1.5;
  Bytes doubles(8);
  std::memcpy(doubles.data(), &wide, 8);
  EXPECT_EQ(one("F64", doubles, 1), (std::vector<float>{-1.5F}));
  EXPECT_EQ(one("F16", {0x00, 0x3c, 0x01, 0x00}, 2), (std::vector<float>{1, std::ldexp(1.F, -24)}));
  EXPECT_EQ(one("BF16", {0x80, 0x3f, 0x49, 0xc0}, 2), (std::vector<float>{1, -3.140625F}));
  EXPECT_EQ(one("I8", {0xff, 0x7f}, 2), (std::vector<float>{-1, 127}));
  EXPECT_EQ(one("U8", {0xff}, 1), (std::vector<float>{255}));
  EXPECT_EQ(one("BOOL", {0, 1}, 2), (std::vector<float>{0, 1}));
  EXPECT_EQ(one("I16", {0xfe, 0xff}, 1), (std::vector<float>{-2}));
  EXPECT_EQ(one("I32", {0xfd, 0xff, 0xff, 0xff}, 1), (std::vector<float>{-3}));
  EXPECT_EQ(one("I64", {4, 0, 0, 0, 0, 0, 0, 0}, 1), (std::vector<float>{4}));
  // By the definition of the formats: sign, exponent, fraction; the largest, the least and NaN.
  EXPECT_EQ(one("F8_E4M3", {0x38, 0x7e, 0x01, 0x08, 0xb8}, 5),
            (std::vector<float>{1, 448, std::ldexp(1.F, -9), std::ldexp(1.F, -6), -1}));
  EXPECT_TRUE(std::isnan(one("F8_E4M3", {0x7f}, 1)[0]));
  EXPECT_EQ(one("F8_E5M2", {0x3c, 0x7b, 0x01}, 3), (std::vector<float>{1, 57344, std::ldexp(1.F, -16)}));
  EXPECT_TRUE(std::isinf(one("F8_E5M2", {0x7c}, 1)[0]));
}

TEST(WeightFiles, ReadWholeNumbersExactly) {
  const std::int64_t large = (std::int64_t{1} << 53) + 1;
  Bytes bytes(8);
  std::memcpy(bytes.data(), &large, 8);
  const NamedTensors read =
      readAs("safetensors", test::safetensorsFile({{.name = "n", .shape = {}, .bytes = bytes, .type = "I64"}}));
  EXPECT_EQ(readIntegers(read.tensors.at(0)), (std::vector<std::int64_t>{large}));
}

TEST(WeightFiles, ReadViewsOfOneStorage) {
  const WrittenTensor storage = test::writtenFloats("0", {6}, {0, 1, 2, 3, 4, 5});
  WrittenTensor turned = storage, row = storage;
  turned.shape = {3, 2};
  row.shape = {2};
  const std::string pickle = "}(" + test::picklesText("turned") + test::picklesTensor(turned, "0", {1, 3}, 0, 6) +
                             test::picklesText("row") + test::picklesTensor(row, "0", {2}, 3, 6) + "u";
  const NamedTensors read = readAs("statedict", test::stateDictZip(pickle, {storage}));
  EXPECT_EQ(readFloats(read.tensors.at(0)), (std::vector<float>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(readFloats(read.tensors.at(1)), (std::vector<float>{3, 5}));
}

TEST(WeightFiles, ReadColumnMajorAndBigEndianArrays) {
  const Bytes columns = test::npyFile(">i2", "(2, 3)", {0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6}, true);
  for (const bool stored : {true, false}) {
    const NamedTensors read = readAs("npz", test::zipFile({{"a.npy", columns, stored}}));
    EXPECT_EQ(readFloats(read.tensors.at(0)), (std::vector<float>{1, 2, 3, 4, 5, 6}));
  }
}

TEST(WeightFiles, TakeTheWeightsOfACheckpoint) {
  const std::vector<WrittenTensor> tensors = twoTensors();
  const std::string optimizer = "}" + test::picklesText("state") + test::picklesTensor(tensors[1], "1", {1}) + "s";
  const std::string pickle = "}(" + test::picklesText("epoch") + "K\x07" + test::picklesText("optimizer") + optimizer +
                             test::picklesText("state_dict") + test::picklesDictionary(tensors) + "u";
  const NamedTensors read = readAs("statedict", test::stateDictZip(pickle, tensors));
  ASSERT_EQ(read.tensors.size(), 2U);
  EXPECT_EQ(read.tensors[0].name, "conv.weight");
  ASSERT_EQ(read.notices.size(), 1U);
  EXPECT_NE(read.notices[0].find("'state_dict'"), std::string::npos);
  EXPECT_NE(read.notices[0].find("'optimizer'"), std::string::npos);
}

struct BadPickle {
  const char* why;
  std::string pickle;
  const char* expected;
};

TEST(WeightFiles, RefuseHostilePickles) {
  const WrittenTensor tensor = test::writtenFloats("w", {2}, {1, 2});
  const auto tensorText = [&](const Shape& shape, const Shape& strides, std::int64_t offset, std::int64_t numbers) {
    WrittenTensor other = tensor;
    other.shape = shape;
    return "}" + test::picklesText("w") + test::picklesTensor(other, "0", strides, offset, numbers) + "s";
  };
  std::string deep = "N",
              cycle =
                  "]q\x01h\x01"
                  "a",
              many, wide = "N\x85q\x01";
  for (int i = 0; i < 100; ++i) deep = "(" + deep + "t";
  for (int i = 0; i < 60; ++i) wide += "0h\x01h\x01\x86q\x01";  // 2^60 paths
  for (int i = 0; i < 1'100'000; ++i) many += "N0";
  const BadPickle bad[] = {
      {"a command", "cos\nsystem\n(" + test::picklesText("true") + "tR", "os.system"},
      {"a command, newer", test::picklesText("posix") + test::picklesText("system") + "\x93", "posix.system"},
      {"evaluation", "cbuiltins\neval\n(" + test::picklesText("1") + "tR", "builtins.eval"},
      {"a whole module", "ctorch.nn.modules.conv\nConv2d\n)\x81", "torch.nn.modules.conv.Conv2d"},
      {"loading within", "ctorch.storage\n_load_from_bytes\n", "torch.storage._load_from_bytes"},
      {"an instance", "(ios\nsystem\n", "operation 105"},
      {"a call of text", test::picklesText("x") + ")R", "no allowed name"},
      {"a call of a class of storages", "ctorch\nFloatStorage\n)R", "torch.FloatStorage"},
      {"deep nesting", deep, "nested deeper"},
      {"a cycle", cycle, "nested deeper"},
      {"many paths", wide, "nested deeper"},
      {"many values", many, "1000000 values"},
      {"an empty stack", "0", "stack"},
      {"a lost mark", "t", "mark"},
      {"unknown memory", "h\x05", "recalls value 5"},
      {"no tensor", "}", "no tensor"},
      {"a missing storage", "}" + test::picklesText("w") + test::picklesTensor(tensor, "9", {1}) + "s", "'9'"},
      {"a negative extent", tensorText({-1}, {1}, 0, 2), "below 0"},
      {"a huge extent", tensorText({std::int64_t{1} << 62, 4}, {4, 1}, 0, 2), "fewer numbers"},
      {"more than its storage", tensorText({3}, {1}, 0, 3), "does not fit"},
      {"repetition", tensorText({1 << 30}, {0}, 0, 2), "does not fit"},
      {"a far stride", tensorText({2}, {INT64_MAX}, 0, 2), "does not fit"},
      {"a negative stride", tensorText({2}, {-1}, 1, 2), "negative stride"},
      {"a far offset", tensorText({2}, {1}, INT64_MAX, 2), "begins at"},
      {"a negative offset", tensorText({2}, {1}, -1, 2), "begins at"}};
  for (const BadPickle& each : bad) {
    const std::string problem = problemOf("statedict", test::stateDictZip(each.pickle, {tensor}));
    EXPECT_NE(problem.find(each.expected), std::string::npos) << each.why << ": " << problem;
    const std::string legacy = problemOf("statedict", test::legacyStateDict(each.pickle, {tensor}));
    EXPECT_NE(legacy.find("cannot read"), std::string::npos) << each.why << " (legacy): " << legacy;
  }
}

TEST(WeightFiles, RefuseDamagedNumbersOfAStateDict) {
  Bytes bytes = test::stateDictFile(twoTensors());
  const Bytes number = test::floatBytesOf({-2.5F});
  const auto at = std::search(bytes.begin(), bytes.end(), number.begin(), number.end());
  ASSERT_NE(at, bytes.end());
  *at ^= 1;
  EXPECT_NE(problemOf("statedict", bytes).find("checksum"), std::string::npos);
}

TEST(WeightFiles, RefuseBadSafetensors) {
  const Bytes eight(8, 1);
  const auto header = [&](const std::string& content) { return test::safetensorsOf(content, eight); };
  const auto entry = [](const std::string& shape, const std::string& offsets, const std::string& type = "F32") {
    return "{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
  };
  const struct {
    Bytes bytes;
    const char* expected;
  } bad[] = {{header("{\"a\":" + entry("[2]", "[0,8]", "C64") + "}"), "'C64'"},
             {header("{\"a\":" + entry("[3]", "[0,8]") + "}"), "expected 12"},
             {header("{\"a\":" + entry("[2]", "[0,8]") + ",\"b\":" + entry("[1]", "[4,8]") + "}"), "overlap"},
             {header("{\"a\":" + entry("[1]", "[4,8]") + "}"), "belong to no tensor"},
             {header("{\"a\":" + entry("[1]", "[0,4]") + "}"), "belong to no tensor"},
             {header("{\"a\":" + entry("[4]", "[0,16]") + "}"), "at most 8"},
             {header("{\"a\":" + entry("[2]", "[8,0]") + "}"), "8 to 0"},
             {header("{\"a\":" + entry("[-2]", "[0,8]") + "}"), "whole numbers from 0"},
             {header("{\"a\":" + entry("[9223372036854775807,9223372036854775807]", "[0,8]") + "}"), "fewer numbers"},
             {header("{\"a\":" + entry("[18446744073709551615]", "[0,8]") + "}"), "fewer numbers"},
             {header("{\"a\":" + entry("[2]", "[0,1e300]") + "}"), "whole numbers from 0"},
             {header("{\"a\":3}"), "not described"},
             {header("[1]"), "not a JSON object"},
             {header("{\"a\""), "cannot read"},
             {header(std::string(5000, '[')), "cannot read"},
             {{255, 255, 255, 255, 255, 255, 255, 127, '{', '}'}, "claims"},
             {{1, 0, 0, 0}, "cut off"}};
  for (const auto& each : bad) {
    const std::string problem = problemOf("safetensors", each.bytes);
    EXPECT_NE(problem.find(each.expected), std::string::npos) << problem << ", expected " << each.expected;
  }
}

class SafetensorsIndex : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    write("m-1-of-2.safetensors", test::safetensorsFile({twoTensors()[0]}));
    write("m-2-of-2.safetensors", test::safetensorsFile({twoTensors()[1]}));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const Bytes& bytes) { writeFile((folder_ / name).string(), bytes); }
  std::string index(const std::string& map) {
    write("m.safetensors.index.json", test::bytesFrom("{\"metadata\":{},\"weight_map\":" + map + "}"));
    return (folder_ / "m.safetensors.index.json").string();
  }
  std::string problem(const std::string& map) {
    try {
      readWeightFile(index(map));
    } catch (const InputError& problem) {
      return problem.what();
    }
    return "read";
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / text("bitprism-index-", testing::UnitTest::GetInstance()->random_seed(),
                                                    testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(SafetensorsIndex, JoinsItsParts) {
  const NamedTensors read =
      readWeightFile(index(R"({"conv.weight":"m-1-of-2.safetensors","conv.bias":"m-2-of-2.safetensors"})"));
  ASSERT_EQ(read.tensors.size(), 2U);
  EXPECT_EQ(readFloats(read.tensors[0]), six);
  const NamedTensors part = readWeightFile((folder_ / "m-1-of-2.safetensors").string());
  ASSERT_EQ(part.notices.size(), 1U);
}

TEST_F(SafetensorsIndex, RefusesPlacesOutsideAndLies) {
  EXPECT_NE(problem(R"({"a":"../m-1-of-2.safetensors"})").find("same folder"), std::string::npos);
  EXPECT_NE(problem(R"({"a":"/etc/passwd"})").find("same folder"), std::string::npos);
  EXPECT_NE(problem(R"({"a":""})").find("same folder"), std::string::npos);
  EXPECT_NE(problem(R"({"a":7})").find("same folder"), std::string::npos);
  EXPECT_NE(problem(R"({"a":"m-1-of-2.safetensors"})").find("'a' is not in"), std::string::npos);
  EXPECT_NE(problem(R"({"a":"none.safetensors"})").find("none.safetensors"), std::string::npos);
  EXPECT_NE(problem("{}").find("no tensor"), std::string::npos);
}

TEST(WeightFiles, RefuseBombsInArchives) {
  // 300 MiB of zeros in a few hundred KiB.
  const Bytes zeros(300 << 20, 0);
  const Bytes bomb = test::zipFile({{"a.npy", test::npyFile("|u1", text("(", zeros.size(), ",)"), zeros), false}});
  EXPECT_LT(bomb.size(), 1U << 20);
  EXPECT_NE(problemOf("npz", bomb).find("256 MiB"), std::string::npos);
}

TEST(WeightFiles, RefuseBadGguf) {
  const WrittenTensor good = test::writtenFloats("a", {2, 4}, std::vector<float>(8, 1));
  WrittenTensor cut = good, kind = good, blocks = good, axes = good;
  cut.shape = {16, 4};
  kind.gguf = 16;
  blocks.gguf = 2;  // Q4_0 needs rows of 32
  axes.shape = {1, 1, 2, 2, 2};
  ByteWriter alignment, nested, claim;
  test::ggufText(alignment, "general.alignment");
  alignment.number(4, 4);
  alignment.number(3, 4);
  test::ggufText(nested, "x");
  nested.number(9, 4);
  for (int i = 0; i < 10; ++i) {
    nested.number(9, 4);
    nested.number(1, 8);
  }
  test::ggufText(claim, "x");
  claim.number(9, 4);
  claim.number(8, 4);
  claim.number(UINT64_MAX, 8);
  Bytes many = test::ggufFile({good}), old = test::ggufFile({good}, 1);
  many[15] = 127;
  const struct {
    Bytes bytes;
    const char* expected;
  } bad[] = {{test::ggufFile({cut}), "beyond its end"},
             {test::ggufFile({kind}), "type 16"},
             {test::ggufFile({blocks}), "blocks of 32"},
             {test::ggufFile({axes}), "5 axes"},
             {test::ggufFile({good, good}), "twice"},
             {test::ggufFile({good}, 3, alignment.take(), 1), "power of two"},
             {test::ggufFile({good}, 3, nested.take(), 1), "nested deeper"},
             {test::ggufFile({good}, 3, claim.take(), 1), "cannot read"},
             {many, "claims"},
             {old, "version 1"}};
  for (const auto& each : bad) {
    const std::string problem = problemOf("gguf", each.bytes);
    EXPECT_NE(problem.find(each.expected), std::string::npos) << problem << ", expected " << each.expected;
  }
}

// Bits of a block by the place of every number, written down independently of the reader's loops.
class BlockBits {
 public:
  explicit BlockBits(std::size_t size) : bytes(size, 0) {}
  void put(std::size_t byte, int shift, int value) { bytes[byte] |= static_cast<std::uint8_t>(value << shift); }
  void half(std::size_t byte, float value) {
    const std::uint16_t bits = halfFromFloat(value);
    bytes[byte] = static_cast<std::uint8_t>(bits);
    bytes[byte + 1] = static_cast<std::uint8_t>(bits >> 8);
  }
  Bytes bytes;
};

std::vector<float> decodedBlock(std::uint32_t type, const Bytes& block, std::int64_t count) {
  return readFloats(
      readAs("gguf", test::ggufFile({{.name = "a", .shape = {1, count}, .bytes = block, .gguf = type}})).tensors.at(0));
}

TEST(GgufBlocks, OfThirtyTwo) {
  std::vector<float> expected(32);
  BlockBits q40(18), q41(20), q50(22), q51(24), q80(34);
  std::vector<float> of40, of41, of50, of51, of80;
  for (BlockBits* block : {&q40, &q41, &q50, &q51, &q80}) block->half(0, 0.5F);
  q41.half(2, -3);
  q51.half(2, -3);
  for (int i = 0; i < 32; ++i) {
    const int four = (i * 7 + 3) % 16, five = (i * 11 + 5) % 32;
    const int shift = i < 16 ? 0 : 4;
    q40.put(2 + i % 16, shift, four);
    q41.put(4 + i % 16, shift, four);
    q50.put(6 + i % 16, shift, five & 15);
    q50.put(2 + i / 8, i % 8, five >> 4);
    q51.put(8 + i % 16, shift, five & 15);
    q51.put(4 + i / 8, i % 8, five >> 4);
    q80.bytes[2 + i] = static_cast<std::uint8_t>(i * 8 - 128);
    of40.push_back(0.5F * static_cast<float>(four - 8));
    of41.push_back(0.5F * static_cast<float>(four) - 3);
    of50.push_back(0.5F * static_cast<float>(five - 16));
    of51.push_back(0.5F * static_cast<float>(five) - 3);
    of80.push_back(0.5F * static_cast<float>(i * 8 - 128));
  }
  EXPECT_EQ(decodedBlock(2, q40.bytes, 32), of40);
  EXPECT_EQ(decodedBlock(3, q41.bytes, 32), of41);
  EXPECT_EQ(decodedBlock(6, q50.bytes, 32), of50);
  EXPECT_EQ(decodedBlock(7, q51.bytes, 32), of51);
  EXPECT_EQ(decodedBlock(8, q80.bytes, 32), of80);
}

// The reference order of the published code: for each half of 128, shifts 0, 2, 4, 6 over the same 32 bytes.
TEST(GgufBlocks, OfTwoAndThreeBits) {
  BlockBits q2(84), q3(110);
  q2.half(80, 0.25F);
  q2.half(82, 0.5F);
  q3.half(108, 0.25F);
  for (int k = 0; k < 16; ++k) {
    q2.put(k, 0, k);
    q2.put(k, 4, 15 - k);
    const int scale = (k * 5 + 1) % 64;
    q3.put(96 + k % 8, k < 8 ? 0 : 4, scale & 15);
    q3.put(104 + k % 4, 2 * (k / 4), scale >> 4);
  }
  std::vector<float> of2, of3;
  for (int half = 0; half < 2; ++half)
    for (int shift = 0; shift < 8; shift += 2)
      for (int l = 0; l < 32; ++l) {
        const int i = static_cast<int>(of2.size()), k = i / 16;
        const int two = (i * 3 + l) % 4, three = (i * 5 + 2) % 8;
        q2.put(16 + half * 32 + l, shift, two);
        q3.put(32 + half * 32 + l, shift, three & 3);
        q3.put(l, half * 4 + shift / 2, three >> 2);
        of2.push_back(0.25F * static_cast<float>(k) * static_cast<float>(two) - 0.5F * static_cast<float>(15 - k));
        of3.push_back(0.25F * static_cast<float>((k * 5 + 1) % 64 - 32) * static_cast<float>(three - 4));
      }
  EXPECT_EQ(decodedBlock(10, q2.bytes, 256), of2);
  EXPECT_EQ(decodedBlock(11, q3.bytes, 256), of3);
}

TEST(GgufBlocks, OfFourToEightBits) {
  BlockBits q4(144), q5(176), q6(210), q8(292);
  const auto scaleOf = [](int g) { return (g * 13 + 7) % 64; };
  const auto leastOf = [](int g) { return (g * 29 + 40) % 64; };
  for (BlockBits* block : {&q4, &q5}) {
    block->half(0, 0.25F);
    block->half(2, 0.125F);
    for (int g = 0; g < 4; ++g) {
      block->put(4 + g, 0, scaleOf(g));
      block->put(8 + g, 0, leastOf(g));
      block->put(4 + g, 6, scaleOf(g + 4) >> 4);
      block->put(8 + g, 6, leastOf(g + 4) >> 4);
      block->put(12 + g, 0, scaleOf(g + 4) & 15);
      block->put(12 + g, 4, leastOf(g + 4) & 15);
    }
  }
  q6.half(208, 0.25F);
  for (int k = 0; k < 16; ++k) q6.bytes[192 + k] = static_cast<std::uint8_t>(k * 9 - 70);
  const float step = 0.5F;
  std::memcpy(q8.bytes.data(), &step, 4);
  std::vector<float> of4, of5, of6, of8;
  for (int g = 0; g < 8; ++g)
    for (int l = 0; l < 32; ++l) {
      const int i = g * 32 + l, four = (i * 7 + g) % 16, five = (i * 11 + g) % 32, six = (i * 23 + g) % 64;
      q4.put(16 + g / 2 * 32 + l, g % 2 * 4, four);
      q5.put(48 + g / 2 * 32 + l, g % 2 * 4, five & 15);
      q5.put(16 + l, g, five >> 4);
      // Of 128 numbers, the first 64 are the low halves of 64 bytes and the last 64 the high halves.
      q6.put(g / 4 * 64 + g % 2 * 32 + l, g % 4 / 2 * 4, six & 15);
      q6.put(128 + g / 4 * 32 + l, g % 4 * 2, six >> 4);
      q8.bytes[4 + i] = static_cast<std::uint8_t>(i - 128);
      const float scale = 0.25F * static_cast<float>(scaleOf(g)), least = 0.125F * static_cast<float>(leastOf(g));
      of4.push_back(scale * static_cast<float>(four) - least);
      of5.push_back(scale * static_cast<float>(five) - least);
      of6.push_back(0.25F * static_cast<float>(i / 16 * 9 - 70) * static_cast<float>(six - 32));
      of8.push_back(0.5F * static_cast<float>(i - 128));
    }
  EXPECT_EQ(decodedBlock(12, q4.bytes, 256), of4);
  EXPECT_EQ(decodedBlock(13, q5.bytes, 256), of5);
  EXPECT_EQ(decodedBlock(14, q6.bytes, 256), of6);
  EXPECT_EQ(decodedBlock(15, q8.bytes, 256), of8);
}

}  // namespace
}  // namespace bitprism
