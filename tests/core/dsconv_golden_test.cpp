#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <string_view>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/files/npy.h"
#include "core/quant/activations/integer_convolution.h"
#include "core/quant/codes/block_grid.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/packed/packed_codes.h"
#include "tests/support/golden_set.h"
#include "tests/support/varied_network.h"

// golden/search: DSConv by the authors' code (README there).
namespace bitprism {
namespace {

using Arrays = std::map<std::string, NumpyArray>;

class DsconvGolden : public test::GoldenSet {
 protected:
  Arrays arrays(const std::string& file) const { return readNpz(readFile(path("search/" + file)), file); }
};
OVER_GOLDEN_SETS(DsconvGolden);

std::vector<float> floats(const NumpyArray& array) {
  return {array.values.begin(), array.values.end()};
}

QuantScheme schemeOf(int bits, int block) {
  return {
      .method = Method::Dsconv, .bits = bits, .correction = Correction::None, .options = DsconvOptions{.block = block}};
}

// Numbers, of which JSON writes NaN and infinity as text.
std::vector<double> numbers(const Json& list) {
  std::vector<double> result;
  for (const Json& one : list)
    result.push_back(one.is_number() ? one.get<double>() : std::stod(one.get<std::string>()));
  return result;
}

// The number before "bit" or after a letter: "sign_tie_3bit_b", "w1_b4_k32".
int numberBefore(const std::string& name, const std::string& word) {
  std::size_t end = name.find(word), begin = end;
  while (begin != std::string::npos && begin > 0 && std::isdigit(static_cast<unsigned char>(name[begin - 1]))) --begin;
  return end == std::string::npos || begin == end ? 0 : std::stoi(name.substr(begin, end - begin));
}

// <w>_b<bits>_k<block>_int exactly, _alpha and _quant to 2e-6.
TEST_P(DsconvGolden, everyKernelOfTheReference) {
  NEED_VECTORS("search/dsconv_quant.npz");
  const Arrays all = arrays("dsconv_quant.npz");
  int kernels = 0, inputs = 0;
  for (const auto& [name, expected] : all) {
    const bool isInput =
        std::any_of(all.begin(), all.end(), [&](const auto& other) { return other.first.starts_with(name + "_b"); });
    if (isInput) {
      ++inputs;
      continue;
    }
    const std::size_t b = name.rfind("_b"), k = name.rfind("_k");
    if (b == std::string::npos || k == std::string::npos || !all.contains(name.substr(0, b)) ||
        !(name.ends_with("_int") || name.ends_with("_alpha") || name.ends_with("_quant"))) {
      passOver("an array that is not known: " + name);
      continue;
    }
    const NumpyArray& weights = all.at(name.substr(0, b));
    const int bits = std::stoi(name.substr(b + 2)), block = std::stoi(name.substr(k + 2));
    const QuantizedTensor tensor = quantize(test::layerOf(weights.shape, floats(weights)), schemeOf(bits, block));
    if (name.ends_with("_int")) {
      ASSERT_EQ(tensor.codes.size(), expected.values.size());
      for (std::size_t i = 0; i < expected.values.size(); ++i)
        ASSERT_EQ(tensor.codes[i], expected.values[i]) << name << ", weight " << i;
      ++kernels;
      continue;
    }
    const bool scales = name.ends_with("_alpha");
    const std::vector<float> found = scales ? tensor.scales : dequantize(tensor);
    ASSERT_EQ(found.size(), expected.values.size()) << name;
    if (scales) {
      EXPECT_EQ(BlockGrid(weights.shape, 0, block).scaleShape(), expected.shape) << name;
    }
    for (std::size_t i = 0; i < found.size(); ++i)
      ASSERT_LE(std::fabs(static_cast<double>(found[i]) - expected.values[i]), 2e-6 * std::fabs(expected.values[i]))
          << name << ", " << i;
  }
  EXPECT_GT(inputs, 0);
  EXPECT_GT(kernels, 0);
  RecordProperty("kernels", kernels);
}

// Codes and scale of one block, and what the authors' float32 makes of them.
void compareBlock(const std::string& name, const Json& record) {
  const std::vector<double> wanted = numbers(record.at("int")), alpha = numbers(record.at("alpha"));
  std::vector<double> x = record.contains("x") ? numbers(record.at("x")) : std::vector<double>(wanted.size(), 0.0);
  const std::vector<float> values(x.begin(), x.end());
  const int bits = record.contains("x") ? numberBefore(name, "bit") : 4;
  ASSERT_GT(bits, 0) << name;
  ASSERT_EQ(alpha.size(), 1u) << name;
  std::vector<std::int8_t> codes(values.size());
  const float scale = roundBlock(values, bits, false, codes.data());
  ASSERT_TRUE(std::isfinite(scale)) << name;
  double largest = 0, product = 0, squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    largest = std::max(largest, std::fabs(x[i]));
    product += x[i] * codes[i];
    squares += codes[i] * codes[i];
  }
  if (largest < static_cast<double>(std::numeric_limits<float>::min())) {  // ours: nothing is left of it
    EXPECT_EQ(codes, std::vector<std::int8_t>(values.size(), 0)) << name;
    EXPECT_EQ(scale, 0) << name;
    return;
  }
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(codes[i], wanted[i]) << name << ", " << i;
  EXPECT_NEAR(static_cast<double>(scale), product / squares, 1e-6 * std::fabs(product / squares)) << name;
  if (std::isfinite(alpha[0])) {
    EXPECT_NEAR(static_cast<double>(scale), alpha[0], 2e-6 * std::fabs(alpha[0])) << name;
  }
  if (!record.contains("final")) return;
  const std::vector<double> rounded = numbers(record.at("final"));
  for (std::size_t i = 0; i < rounded.size(); ++i)
    EXPECT_NEAR(static_cast<double>(scale) * codes[i], rounded[i], 2e-6 * std::fabs(rounded[i])) << name;
}

// The authors' first code does not clamp: but for that, codes are the same, and scales where nothing is clamped.
void compareOldBlocks(const std::string& name, const Json& record) {
  const std::vector<double> wanted = numbers(record.at("int")), x = numbers(record.at("x"));
  const std::vector<double> alpha = numbers(record.at(record.contains("alpha_L2") ? "alpha_L2" : "alpha"));
  const int bits = numberBefore(name, "bit");
  const std::size_t size = x.size() / alpha.size();
  ASSERT_EQ(alpha.size() * size, x.size()) << name;
  int clamped = 0;
  for (std::size_t block = 0; block < alpha.size(); ++block) {
    const std::vector<float> values(x.begin() + static_cast<std::ptrdiff_t>(block * size),
                                    x.begin() + static_cast<std::ptrdiff_t>((block + 1) * size));
    std::vector<std::int8_t> codes(size);
    const float scale = roundBlock(values, bits, false, codes.data());
    const double highest = (1 << (bits - 1)) - 1;
    bool whole = true;
    for (std::size_t i = 0; i < size; ++i) {
      EXPECT_EQ(codes[i], std::min(wanted[block * size + i], highest)) << name << ", " << i;
      whole &= wanted[block * size + i] <= highest;
    }
    clamped += !whole;
    if (whole) {
      EXPECT_NEAR(static_cast<double>(scale), alpha[block], 2e-6 * std::fabs(alpha[block])) << name;
    }
  }
  EXPECT_GT(clamped, 0) << name << " was recorded for what the first code does not clamp";
}

TEST_P(DsconvGolden, everyEdgeOfTheReference) {
  NEED_VECTORS("search/dsconv_edges.json");
  const Json records = json("search/dsconv_edges.json");
  int blocks = 0;
  for (const auto& [name, record] : records.items()) {
    if (record.is_object()) {
      blocks += checked(name, [&] { (name.rfind("old_", 0) == 0 ? compareOldBlocks : compareBlock)(name, record); });
      continue;
    }
    // How far the codes of the first code are from the later ones: what is clamped is one off.
    constexpr std::string_view start = "old_engine_equals_new_for_", end = "_b4_k32_max_int_diff";
    if (!name.starts_with(start) || !name.ends_with(end) || !has("search/dsconv_quant.npz")) {
      passOver("what is not known: " + name);
      continue;
    }
    const std::string input = name.substr(start.size(), name.size() - start.size() - end.size());
    const Arrays kernels = arrays("dsconv_quant.npz");
    if (!kernels.contains(input)) {
      passOver(name + ": no array '" + input + "'");
      continue;
    }
    const NumpyArray weights = kernels.at(input);
    const std::vector<float> values = floats(weights);
    const QuantizedTensor tensor = quantize(test::layerOf(weights.shape, values), schemeOf(4, 32));
    double farthest = 0;
    BlockGrid(weights.shape, 0, 32)
        .forEachBlock([&](std::size_t, std::size_t begin, std::size_t size, std::size_t stride) {
          float extreme = 0;
          for (std::size_t i = 0; i < size; ++i)
            if (std::fabs(values[begin + i * stride]) > std::fabs(extreme)) extreme = values[begin + i * stride];
          for (std::size_t i = 0; i < size; ++i) {
            const std::size_t at = begin + i * stride;
            farthest = std::max(
                farthest, std::fabs(std::nearbyint(static_cast<double>(-8 / extreme * values[at])) - tensor.codes[at]));
          }
        });
    EXPECT_EQ(farthest, record.get<double>());
  }
  EXPECT_GT(blocks, 0);
}

// The authors' bytes: parts of the flat tensor, as many as codes fit a byte, on top of each other, the first lowest.
// Only 4 and 2 bits and whole parts; ours take any width and count. Both hold the same codes in as many bytes.
Bytes authorsPacking(const std::vector<std::int8_t>& codes, int bits) {
  const std::size_t parts = 8 / static_cast<std::size_t>(bits), size = codes.size() / parts;
  Bytes bytes(size, 0);
  for (std::size_t part = 0; part < parts; ++part)
    for (std::size_t i = 0; i < size; ++i)
      bytes[i] = static_cast<std::uint8_t>(bytes[i] | (codes[part * size + i] + (1 << (bits - 1)))
                                                          << (part * static_cast<std::size_t>(bits)));
  return bytes;
}

TEST_P(DsconvGolden, everyPackingOfTheReference) {
  NEED_VECTORS("search/dsconv_packing.json");
  const Json records = json("search/dsconv_packing.json");
  int packings = 0;
  for (const auto& [name, record] : records.items()) {
    if (!name.starts_with("int")) {
      passOver("a packing that is not known: " + name);
      continue;
    }
    const int bits = std::stoi(name.substr(3));
    const auto values = record.at("values").get<std::vector<int>>();
    const std::vector<std::int8_t> codes(values.begin(), values.end());
    const auto bytes = record.at("bytes").get<std::vector<int>>();
    const Bytes expected(bytes.begin(), bytes.end());
    EXPECT_EQ(authorsPacking(codes, bits), expected) << name;
    const Bytes ours = packCodes(codes, bits);
    EXPECT_EQ(ours.size(), expected.size()) << name;
    EXPECT_EQ(unpackCodes(ours, static_cast<std::int64_t>(codes.size()), bits), codes) << name;
    ++packings;
  }
  EXPECT_GT(packings, 0);
}

// y from whole numbers, and all that leads to it.
TEST_P(DsconvGolden, theWholeNumberConvolutionOfTheReference) {
  NEED_VECTORS("search/dsconv_intconv.npz");
  const Arrays all = arrays("dsconv_intconv.npz");
  const NumpyArray &x = all.at("x"), &w = all.at("w");
  const auto extent = [&](std::size_t i) { return static_cast<std::size_t>(x.shape.at(i)); };
  const std::vector<float> values = floats(x);
  const BlockCodes codes =
      blockCodes(values.data(), extent(0), extent(1), extent(2) * extent(3), {.mantissaBits = 4, .block = 32});
  ASSERT_EQ(codes.mantissas.size(), all.at("act_mant").values.size());
  for (std::size_t i = 0; i < codes.mantissas.size(); ++i)
    ASSERT_EQ(codes.mantissas[i], all.at("act_mant").values[i]) << i;
  ASSERT_EQ(codes.exponents.size(), all.at("act_exp").values.size());
  for (std::size_t i = 0; i < codes.exponents.size(); ++i)
    ASSERT_EQ(codes.exponents[i], all.at("act_exp").values[i]) << i;
  std::vector<float> rounded(values.size());
  quantizeBlocks(values.data(), rounded.data(), extent(0), extent(1), extent(2) * extent(3),
                 {.mantissaBits = 4, .block = 32});
  for (std::size_t i = 0; i < rounded.size(); ++i)
    ASSERT_EQ(static_cast<double>(rounded[i]), all.at("x_bfp").values[i]) << i;
  QuantizedTensor tensor = quantize(test::layerOf(w.shape, floats(w)), schemeOf(4, 32));
  for (std::size_t i = 0; i < tensor.codes.size(); ++i) ASSERT_EQ(tensor.codes[i], all.at("w_int").values[i]) << i;
  const std::vector<double>& alpha = all.at("alpha").values;
  ASSERT_EQ(tensor.scales.size(), alpha.size());
  for (std::size_t i = 0; i < alpha.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(tensor.scales[i]), alpha[i], 2e-6 * std::fabs(alpha[i]));
    tensor.scales[i] = static_cast<float>(alpha[i]);
  }
  const std::vector<double> y = integerConvolution(tensor, codes, x.shape[2], x.shape[3], {.padding = {1, 1}});
  ASSERT_EQ(y.size(), all.at("y").values.size());
  for (std::size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(y[i], all.at("y").values[i], 1e-9) << i;
}

}  // namespace
}  // namespace bitprism
