#include "core/quant/activations/bfp.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/random.h"
#include "core/files/npy.h"
#include "tests/support/golden_set.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

struct Extents {
  std::size_t outer, channels, inner;

  std::size_t count() const { return outer * channels * inner; }
  std::size_t at(std::size_t o, std::size_t c, std::size_t i) const { return (o * channels + c) * inner + i; }
};

std::vector<float> quantized(const std::vector<float>& values, const Extents& extents, const BlockFloat& format) {
  std::vector<float> out(values.size());
  quantizeBlocks(values.data(), out.data(), extents.outer, extents.channels, extents.inner, format);
  return out;
}

std::vector<float> decoded(const BlockCodes& codes) {
  std::vector<float> values(codes.mantissas.size());
  const auto length = static_cast<std::size_t>(codes.format.block);
  for (std::size_t k = 0; k < values.size(); ++k) {
    const std::size_t i = k % codes.inner, c = k / codes.inner % codes.channels, o = k / codes.inner / codes.channels;
    const int exponent = codes.exponents[(o * codes.blocks() + c / length) * codes.inner + i];
    values[k] = std::ldexp(static_cast<float>(codes.mantissas[k]), exponent - codes.format.mantissaBits + 1);
  }
  return values;
}

// The definition, in doubles, with the exponent by frexp.
std::vector<float> byDefinition(const std::vector<float>& values, const Extents& extents, const BlockFloat& format) {
  std::vector<float> out(values.size());
  const int reach = 1 << (format.exponentBits - 1);
  const double most = (1 << format.mantissaBits) - 1;
  for (std::size_t o = 0; o < extents.outer; ++o)
    for (std::size_t i = 0; i < extents.inner; ++i)
      for (std::size_t first = 0; first < extents.channels; first += static_cast<std::size_t>(format.block)) {
        const std::size_t end = std::min(extents.channels, first + static_cast<std::size_t>(format.block));
        float largest = 0;
        for (std::size_t c = first; c < end; ++c) largest = std::max(largest, std::fabs(values[extents.at(o, c, i)]));
        int exponent = 0;
        std::frexp(largest, &exponent);
        exponent = largest == 0 ? -reach : std::clamp(exponent - 1, -reach, reach - 1);
        const double unit = std::ldexp(1.0, exponent - format.mantissaBits + 1);
        for (std::size_t c = first; c < end; ++c) {
          const double code = std::nearbyint(static_cast<double>(values[extents.at(o, c, i)]) / unit);
          out[extents.at(o, c, i)] = static_cast<float>(std::clamp(code, format.hasSign ? -most : 0.0, most) * unit);
        }
      }
  return out;
}

TEST(Bfp, isItsDefinition) {
  Random random(1);
  for (int round = 0; round < 300; ++round) {
    const Extents extents{1 + random.below(3), 1 + random.below(70), round % 3 == 0 ? 1 : 1 + random.below(600)};
    const BlockFloat format{static_cast<int>(1 + random.below(15)), static_cast<int>(2 + random.below(6)),
                            static_cast<int>(1 + random.below(48)), random.below(3) > 0};
    std::vector<float> values = test::normals(extents.count(), static_cast<std::uint64_t>(round), 1);
    for (float& value : values) {
      if (random.below(5) == 0) value = 0;  // as a ReLU leaves them
      if (random.below(4) == 0) value = std::ldexp(1.0f, static_cast<int>(random.below(9)) - 4);  // powers and ties
      if (random.below(50) == 0) value = std::ldexp(value, static_cast<int>(random.below(160)) - 80);
    }
    const std::vector<float> expected = byDefinition(values, extents, format);
    const std::vector<float> found = quantized(values, extents, format);
    const std::vector<float> codes =
        decoded(blockCodes(values.data(), extents.outer, extents.channels, extents.inner, format));
    std::vector<float> inPlace = values;
    quantizeBlocks(inPlace.data(), inPlace.data(), extents.outer, extents.channels, extents.inner, format);
    for (std::size_t k = 0; k < values.size(); ++k) {
      ASSERT_EQ(found[k], expected[k]) << "round " << round << ", value " << k << " of " << values[k];
      ASSERT_EQ(codes[k], expected[k]) << "as codes: round " << round << ", value " << k << " of " << values[k];
      ASSERT_EQ(inPlace[k], expected[k]) << "in place";
    }
  }
}

TEST(Bfp, isTheSameWithChannelsInnermost) {
  for (const std::size_t channels : {1u, 3u, 32u, 40u, 257u}) {
    const Extents first{2, channels, 35};
    const std::vector<float> values = test::normals(first.count(), channels, 1);
    const std::vector<float> expected = quantized(values, first, {});
    std::vector<float> turned(values.size());
    const auto innermost = [&](std::size_t o, std::size_t c, std::size_t i) { return (o * 35 + i) * channels + c; };
    const auto forAll = [&](const auto& visit) {
      for (std::size_t o = 0; o < 2; ++o)
        for (std::size_t c = 0; c < channels; ++c)
          for (std::size_t i = 0; i < 35; ++i) visit(first.at(o, c, i), innermost(o, c, i));
    };
    forAll([&](std::size_t from, std::size_t to) { turned[to] = values[from]; });
    const std::vector<float> found = quantized(turned, {2 * 35, channels, 1}, {});
    forAll([&](std::size_t from, std::size_t to) { ASSERT_EQ(found[to], expected[from]) << channels; });
  }
}

// A block whose largest value is far beyond another must not turn zeros into anything, as a shift by 32 bits and more
// does in the authors' C++.
TEST(Bfp, keepsZerosBesideLargeValues) {
  for (const float large : {0.5f, 4.0f, 7.9f, 1e10f, 3e38f}) {
    const std::vector<float> out = quantized({large, 0, -0.0f, 1e-30f, -1e-38f, 1e-45f, 0, 0}, {1, 8, 1}, {});
    for (std::size_t i = 1; i < out.size(); ++i) EXPECT_EQ(out[i], 0) << large;
  }
}

TEST(Bfp, standsWhatIsNoNumber) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  for (const std::size_t inner : {1u, 2u}) {
    std::vector<float> values;
    for (const float value : {nan, 1.0f, 0.3f, -0.7f})
      for (std::size_t i = 0; i < inner; ++i) values.push_back(value);
    std::vector<float> without = values;
    for (float& value : without)
      if (std::isnan(value)) value = 0;
    const std::vector<float> found = quantized(values, {1, 4, inner}, {}),
                             expected = quantized(without, {1, 4, inner}, {});
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (std::isnan(values[k]))
        EXPECT_TRUE(std::isnan(found[k]));
      else
        EXPECT_EQ(found[k], expected[k]) << "the others' exponent is as without it";
    }
    std::vector<float> endless(4 * inner, infinity);
    for (const float value : quantized(endless, {1, 4, inner}, {})) EXPECT_EQ(value, std::ldexp(15.0f, 63 - 3));
  }
}

TEST(Bfp, costsAMantissaAValueAndAnExponentABlock) {
  EXPECT_EQ(storedBits(1, 32, {.mantissaBits = 4}), 32 * 5 + 7);
  EXPECT_EQ(storedBits(1, 32, {.mantissaBits = 4, .hasSign = false}), 32 * 4 + 7);
  EXPECT_EQ(storedBits(49, 33, {.mantissaBits = 3, .exponentBits = 5, .block = 16}), 49 * (33 * 4 + 3 * 5));
  EXPECT_EQ(storedBits(5, 3, {.mantissaBits = 8, .block = 32}), 5 * (3 * 9 + 7)) << "fewer channels than a block";
  const Extents extents{2, 33, 7};
  const BlockFloat format{.mantissaBits = 4, .block = 8};
  const std::vector<float> values = test::normals(extents.count(), 4, 1);
  const BlockCodes codes = blockCodes(values.data(), extents.outer, extents.channels, extents.inner, format);
  EXPECT_EQ(storedBits(2 * 7, 33, format),
            static_cast<std::int64_t>(codes.mantissas.size() * 5 + codes.exponents.size() * 7));
}

TEST(Bfp, refusesWhatItCannotHold) {
  float value = 1;
  for (const BlockFloat& format :
       {BlockFloat{.mantissaBits = 0}, BlockFloat{.mantissaBits = 16}, BlockFloat{.exponentBits = 1},
        BlockFloat{.exponentBits = 8}, BlockFloat{.block = 0}})
    EXPECT_THROW(quantizeBlocks(&value, &value, 1, 1, 1, format), UsageError);
}

// golden/search/bfp.npz: x1_m4_k32_legacy is the authors' class for input x1, four mantissa bits besides the sign,
// blocks of 32, exponents of 7 bits. Exact. What their C++ (_cpp) does otherwise is known to be wrong or other ties.
class BfpGolden : public test::GoldenSet {};
OVER_GOLDEN_SETS(BfpGolden);

TEST_P(BfpGolden, everyBlockOfTheReference) {
  NEED_VECTORS("search/bfp.npz");
  const auto arrays = readNpz(readFile(path("search/bfp.npz")), "bfp.npz");
  int compared = 0, inputs = 0;
  for (const auto& [name, expected] : arrays) {
    if (name.ends_with("_cpp")) continue;
    if (!name.ends_with("_legacy")) {
      ++inputs;
      continue;
    }
    const std::size_t m = name.rfind("_m"), k = name.rfind("_k");
    if (m == std::string::npos || k == std::string::npos || !arrays.contains(name.substr(0, m))) {
      passOver("an array that is not known: " + name);
      continue;
    }
    const NumpyArray& input = arrays.at(name.substr(0, m));
    const auto extent = [&](std::size_t i) { return static_cast<std::size_t>(input.shape.at(i)); };
    const Extents extents{extent(0), extent(1), extent(2) * extent(3)};
    const BlockFloat format{.mantissaBits = std::stoi(name.substr(m + 2)), .block = std::stoi(name.substr(k + 2))};
    const std::vector<float> values(input.values.begin(), input.values.end());
    const std::vector<float> out = quantized(values, extents, format);
    const std::vector<float> codes =
        decoded(blockCodes(values.data(), extents.outer, extents.channels, extents.inner, format));
    for (std::size_t i = 0; i < out.size(); ++i) {
      ASSERT_EQ(static_cast<double>(out[i]), expected.values[i]) << name << ", value " << i;
      ASSERT_EQ(static_cast<double>(codes[i]), expected.values[i]) << name << ", value " << i << " as codes";
    }
    ++compared;
  }
  EXPECT_GT(inputs, 0);
  EXPECT_GT(compared, 0);
  RecordProperty("compared", compared);
}

}  // namespace
}  // namespace bitprism
