#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/codec/block_code.h"
#include "core/codec/coded_sizes.h"
#include "core/codec/exponential_golomb.h"
#include "core/codec/golomb_rice.h"
#include "core/codec/zero_value.h"
#include "core/files/npy.h"
#include "tests/support/golden_set.h"
#include "tests/support/test_paths.h"

// golden/search/entropy.json and entropy_arrays.npz (README there): every bit string and every total, both ways.
namespace bitprism {
namespace {

using Put = std::function<void(BitWriter&, std::uint32_t)>;
using Take = std::function<std::uint32_t(BitReader&)>;
using Length = std::function<std::uint64_t(std::uint32_t)>;

struct Code {
  Put put;
  Take take;
  Length length;
};

Code exponentialGolomb(int k) {
  return {[=](BitWriter& writer, std::uint32_t x) { putExponentialGolomb(writer, x, k); },
          [=](BitReader& reader) { return takeExponentialGolomb(reader, k); },
          [=](std::uint32_t x) { return exponentialGolombLength(x, k); }};
}

Code sparse(int k, SparseStart start = SparseStart::Plain) {
  return {[=](BitWriter& writer, std::uint32_t x) { putSparse(writer, x, k, start); },
          [=](BitReader& reader) { return takeSparse(reader, k, start); },
          [=](std::uint32_t x) { return sparseLength(x, k, start); }};
}

Code golomb(std::uint32_t divisor) {
  return {[=](BitWriter& writer, std::uint32_t x) { putGolomb(writer, x, divisor); },
          [=](BitReader& reader) { return takeGolomb(reader, divisor); },
          [=](std::uint32_t x) { return golombLength(x, divisor); }};
}

Code rice(int k) {
  return {[=](BitWriter& writer, std::uint32_t x) { putRice(writer, x, k); },
          [=](BitReader& reader) { return takeRice(reader, k); }, [=](std::uint32_t x) { return riceLength(x, k); }};
}

Bytes packed(const std::string& bits) {
  Bytes bytes((bits.size() + 7) / 8, 0);
  for (std::size_t i = 0; i < bits.size(); ++i)
    if (bits[i] == '1') bytes[i / 8] = static_cast<std::uint8_t>(bytes[i / 8] | 128 >> i % 8);
  return bytes;
}

// The values give these bits, and the bits these values.
void expectCode(const Code& code, const std::vector<std::uint32_t>& values, const std::string& bits) {
  std::uint64_t length = 0;
  for (const std::uint32_t x : values) length += code.length(x);
  ASSERT_EQ(length, bits.size());
  const Bytes expected = packed(bits);
  Bytes written(BitWriter::roomBytes(length), 0xff);
  BitWriter writer(written.data());
  for (const std::uint32_t x : values) code.put(writer, x);
  ASSERT_EQ(writer.bits(), bits.size());
  written.resize(expected.size());
  EXPECT_EQ(written, expected);
  BitReader reader(expected);
  for (const std::uint32_t x : values) ASSERT_EQ(code.take(reader), x);
  EXPECT_EQ(reader.position(), bits.size());
}

std::vector<std::uint32_t> numbers(const Json& list) {
  return list.get<std::vector<std::uint32_t>>();
}

bool below(const std::vector<std::uint32_t>& values, std::uint32_t bound) {
  return std::ranges::all_of(values, [=](std::uint32_t x) { return x < bound; });
}

// The block coder writes the same bits where its modes say so.
void expectBlock(BlockCode code, const std::vector<std::uint32_t>& values, const std::string& bits) {
  if (!below(values, 1U << 16)) return;
  const std::vector<std::uint16_t> codes(values.begin(), values.end());
  Bytes written(BitWriter::roomBytes(bits.size()), 0xff);
  EXPECT_EQ(encodeBlock(codes, 16, code, written.data()), bits.size());
  written.resize((bits.size() + 7) / 8);
  EXPECT_EQ(written, packed(bits));
  std::vector<std::uint16_t> back(codes.size(), 0xffff);
  decodeBlock({code, written, back}, 16);
  EXPECT_EQ(back, codes);
}

int numberBehind(const std::string& name, const std::string& start) {
  return name.compare(0, start.size(), start) == 0 ? std::atoi(name.c_str() + start.size()) : -1;
}

class EntropyGolden : public test::GoldenSet {
 protected:
  void SetUp() override {
    test::GoldenSet::SetUp();
    if (IsSkipped()) return;
    NEED_VECTORS("search/entropy.json");
    golden_ = json("search/entropy.json");
  }

  Json golden_;
};
OVER_GOLDEN_SETS(EntropyGolden);

void expectValues(const std::string& name, const Json& record) {
  const std::vector<std::uint32_t> values = numbers(record.at("values"));
  int compared = 0;
  for (const auto& [field, content] : record.items()) {
    if (field == "values") continue;
    SCOPED_TRACE(name + "." + field);
    const int hexK = numberBehind(field, "seg_packed_hex_k");
    if (field == "seg_k0_prefixed") {
      expectCode(sparse(0, SparseStart::Flagged), values, content.get<std::string>());
      expectBlock({BlockMode::Sparse, 0}, values, content.get<std::string>());
      ++compared;
    } else if (hexK >= 0) {
      std::uint64_t bits = 0;
      for (const std::uint32_t x : values) bits += static_cast<unsigned>(sparseLength(x, hexK));
      Bytes written(BitWriter::roomBytes(bits));
      BitWriter writer(written.data());
      for (const std::uint32_t x : values) putSparse(writer, x, hexK);
      std::string hex;
      for (std::size_t i = 0; i < (bits + 7) / 8; ++i)
        hex += {"0123456789abcdef"[written[i] >> 4], "0123456789abcdef"[written[i] & 15]};
      EXPECT_EQ(hex, content.get<std::string>());
      ++compared;
    } else {
      for (const auto& [key, text] : content.items()) {
        const int k = std::stoi(key);
        SCOPED_TRACE("k = " + key);
        const std::string bits = text.get<std::string>();
        if (field == "eg") {
          expectCode(exponentialGolomb(k), values, bits);
          expectBlock({BlockMode::ExponentialGolomb, k}, values, bits);
        } else if (field == "seg") {
          expectCode(sparse(k), values, bits);
          if (k > 0) expectBlock({BlockMode::Sparse, k}, values, bits);
        } else if (field == "golomb_rice") {
          expectCode(golomb(1U << k), values, bits);
          // Without an escape the two are one code.
          if (below(values, riceEscape << k)) {
            expectCode(rice(k), values, bits);
            expectBlock({BlockMode::Rice, k}, values, bits);
          }
        } else {
          ADD_FAILURE() << "the test does not know this code";
        }
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 0) << name;
}

TEST_P(EntropyGolden, everyBitString) {
  int known = 0, golombs = 0;
  for (const auto& [field, content] : golden_.items()) {
    const int divisor = numberBehind(field, "golomb_M");
    if (field == "codes") {
      for (const auto& [name, record] : content.items()) {
        expectValues(name, record);
        ++known;
      }
    } else if (divisor > 0) {
      for (const auto& [value, bits] : content.items()) {
        SCOPED_TRACE(field + " of " + value);
        expectCode(golomb(static_cast<std::uint32_t>(divisor)), {static_cast<std::uint32_t>(std::stoul(value))},
                   bits.get<std::string>());
        ++golombs;
      }
    } else if (field == "codeword_table") {
      for (const auto& [value, row] : content.items())
        for (const auto& [k, words] : row.items())
          for (const auto& [code, bits] : words.items()) {
            SCOPED_TRACE(code + " of " + value + ", k = " + k);
            ASSERT_TRUE(code == "eg" || code == "seg") << "the test does not know this code";
            expectCode(code == "eg" ? exponentialGolomb(std::stoi(k)) : sparse(std::stoi(k)),
                       {static_cast<std::uint32_t>(std::stoul(value))}, bits.get<std::string>());
          }
    } else {
      if (field != "arrays" && field != "quant") passOver("what is not known: " + field);
    }
  }
  EXPECT_GT(known + golombs, 0);
}

// Zeroth-order entropy, which no code of single numbers can beat.
double entropyBits(const std::vector<std::uint16_t>& codes) {
  std::map<std::uint16_t, double> counts;
  for (const std::uint16_t code : codes) ++counts[code];
  double bits = 0;
  for (const auto& [code, count] : counts) bits -= count * std::log2(count / static_cast<double>(codes.size()));
  return bits;
}

TEST_P(EntropyGolden, everyTotalOfTheArrays) {
  NEED_VECTORS("search/entropy_arrays.npz");
  if (!golden_.contains("arrays")) GTEST_SKIP() << "no 'arrays' in entropy.json";
  auto arrays = readNpz(readFile(path("search/entropy_arrays.npz")), "entropy_arrays.npz");
  int compared = 0, streams = 0;
  for (const auto& [name, record] : golden_.at("arrays").items()) {
    SCOPED_TRACE(name);
    if (!arrays.contains(name)) {
      passOver("an array that is not in entropy_arrays.npz: " + name);
      continue;
    }
    ActivationMap map;
    map.grid.bits = record.at("q").get<int>();
    map.codes.assign(arrays[name].values.begin(), arrays[name].values.end());
    map.shape = {1, 1, record.at("csr_bits").at("rows").get<std::uint32_t>(),
                 record.at("csr_bits").at("cols").get<std::uint32_t>()};
    const CodedSizes sizes = codedSizes(map);
    const double entropy = entropyBits(map.codes);
    const auto perK = [&](const Json& totals, const std::array<std::uint64_t, mostK + 1>& found) {
      for (const auto& [k, bits] : totals.items()) {
        EXPECT_EQ(found.at(std::stoul(k)), bits.get<std::uint64_t>()) << "k = " << k;
        EXPECT_GE(bits.get<double>(), entropy - 1e-6);
        ++compared;
      }
    };
    const auto gain = [&](const Json& expected, std::uint64_t bits) {
      EXPECT_DOUBLE_EQ(static_cast<double>(sizes.raw()) / static_cast<double>(bits), expected.get<double>());
    };
    for (const auto& [field, content] : record.items()) {
      SCOPED_TRACE(field);
      if (field == "q") continue;
      if (field == "N")
        EXPECT_EQ(sizes.costs.count, content.get<std::uint64_t>());
      else if (field == "nnz")
        EXPECT_EQ(sizes.costs.nonZeros, content.get<std::uint64_t>());
      else if (field == "raw_bits")
        EXPECT_EQ(sizes.raw(), content.get<std::uint64_t>());
      else if (field == "zvc_bits")
        EXPECT_EQ(sizes.zeroValue(), content.get<std::uint64_t>());
      else if (field == "csr_bits")
        EXPECT_EQ(sizes.compressedRows(), content.at("bits").get<std::uint64_t>());
      else if (field == "eg_bits")
        perK(content, sizes.costs.exponentialGolomb);
      else if (field == "seg_bits")
        perK(content, sizes.costs.sparse);
      else if (field == "best_seg_k")
        EXPECT_EQ(sizes.bestSparse(), content.get<int>());
      else if (field == "best_eg_k")
        EXPECT_EQ(sizes.bestExponentialGolomb(), content.get<int>());
      else if (field == "entropy_bits")
        EXPECT_NEAR(entropy, content.get<double>(), 1e-6);
      else if (field == "gain_seg")
        gain(content, sizes.sparse());
      else if (field == "gain_eg")
        gain(content, sizes.exponentialGolomb());
      else if (field == "gain_zvc")
        gain(content, sizes.zeroValue());
      else if (field == "seg_sha256") {
        for (const auto& [key, hash] : content.items()) {
          const int k = std::stoi(key);
          Bytes written(BitWriter::roomBytes(sizes.costs.sparse.at(static_cast<std::size_t>(k))));
          BitWriter writer(written.data());
          for (const std::uint16_t code : map.codes) putSparse(writer, code, k);
          written.resize((writer.bits() + 7) / 8);
          EXPECT_EQ(sha256(written), hash.get<std::string>()) << "k = " << k;
          // The block coder's SEG_0 is the other reading; EG_0 is this one.
          const BlockCode code = k == 0 ? BlockCode{BlockMode::ExponentialGolomb, 0} : BlockCode{BlockMode::Sparse, k};
          Bytes block(BitWriter::roomBytes(writer.bits()));
          EXPECT_EQ(encodeBlock(map.codes, map.grid.bits, code, block.data()), writer.bits());
          block.resize(written.size());
          EXPECT_EQ(block, written) << "k = " << k;
          std::vector<std::uint16_t> back(map.codes.size());
          decodeBlock({code, block, back}, map.grid.bits);
          EXPECT_EQ(back, map.codes);
          ++streams;
        }
      } else {
        passOver("a total that is not known: " + field);
      }
      ++compared;
    }
  }
  EXPECT_GT(compared, 0);
  EXPECT_GT(streams, 0);
}

TEST_P(EntropyGolden, everyQuantizedValue) {
  if (!golden_.contains("quant")) GTEST_SKIP() << "no 'quant' in entropy.json";
  const Json& quant = golden_.at("quant");
  const auto values = quant.at("x").get<std::vector<double>>();
  for (const auto& [field, content] : quant.items())
    EXPECT_TRUE(field == "x" || field == "cases" || field == "note") << "the test does not know '" << field << "'";
  int compared = 0;
  for (const auto& [name, record] : quant.at("cases").items()) {
    SCOPED_TRACE(name);
    int bits = 0;
    double limit = 0;
    ASSERT_EQ(std::sscanf(name.c_str(), "q%d_max%lf", &bits, &limit), 2);
    const std::uint32_t steps = MapGrid{.bits = bits}.steps();
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::uint16_t code = mapCode(values[i], limit, steps);
      EXPECT_EQ(code, record.at("codes").at(i).get<int>()) << values[i];
      EXPECT_NEAR(mapValue(code, limit, steps), record.at("dequant").at(i).get<double>(), 1e-12) << values[i];
      ++compared;
    }
    EXPECT_EQ(record.size(), 2u) << "the test does not know all of this case";
  }
  EXPECT_GT(compared, 0);
}

}  // namespace
}  // namespace bitprism
