#include "core/quant/activations/activation_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/files/npy.h"
#include "core/quant/activations/block_activation.h"
#include "tests/support/golden_set.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

std::vector<float> quantized(const std::vector<float>& values, const ActivationScheme& scheme,
                             const ChannelLayout& layout) {
  std::vector<float> out(values.size());
  quantizeActivations(values, scheme, out, layout);
  std::vector<float> same = values;
  quantizeActivations(same, scheme, same, layout);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (std::isnan(out[i])) continue;
    EXPECT_EQ(out[i], same[i]) << "in place, " << i;
  }
  return out;
}

// [outer][channels][inner] <-> [outer][inner][channels]
std::vector<float> channelsInnermost(const std::vector<float>& values, const ChannelLayout& layout) {
  std::vector<float> turned(values.size());
  for (std::size_t o = 0; o < layout.outer; ++o)
    for (std::size_t c = 0; c < layout.channels; ++c)
      for (std::size_t i = 0; i < layout.inner; ++i)
        turned[(o * layout.inner + i) * layout.channels + c] = values[(o * layout.channels + c) * layout.inner + i];
  return turned;
}

float byGrid(float x, const ChannelGrid& grid) {
  const double code = std::clamp(std::nearbyint(static_cast<double>(x / grid.scale)) + grid.zeroPoint, 0.0,
                                 static_cast<double>(grid.highestCode()));
  const float level = static_cast<float>(code - grid.zeroPoint) * grid.scale;
  return level > 0 ? level + grid.shift : level;
}

float byPieces(float x, const ActivationScheme& scheme) {
  if (!scheme.hasSign && x < 0) x = 0;
  const float magnitude = std::abs(x), p = scheme.breakpoint;
  const auto piece = [&](float value, float step) {
    return static_cast<float>(
               std::min(std::nearbyint(static_cast<double>(value / step)), static_cast<double>(scheme.pieceCodes()))) *
           step;
  };
  const float level =
      magnitude <= p ? piece(magnitude, scheme.pieceStep(false)) : piece(magnitude - p, scheme.pieceStep(true)) + p;
  return std::copysign(level, x);
}

// With frexp, which is exact.
std::vector<float> byBlocks(const std::vector<float>& values, const ActivationScheme& scheme,
                            const ChannelLayout& layout) {
  std::vector<float> out(values.size());
  const int m = scheme.mantissaBits(), reach = 1 << (blockOptions(scheme).exponentBits - 1);
  for (std::size_t o = 0; o < layout.outer; ++o)
    for (std::size_t i = 0; i < layout.inner; ++i)
      for (std::size_t first = 0; first < layout.channels;
           first += static_cast<std::size_t>(blockOptions(scheme).block)) {
        const std::size_t end = std::min(layout.channels, first + static_cast<std::size_t>(blockOptions(scheme).block));
        const auto at = [&](std::size_t c) { return (o * layout.channels + c) * layout.inner + i; };
        float largest = 0;
        for (std::size_t c = first; c < end; ++c) largest = std::fmax(largest, std::abs(values[at(c)]));
        int exponent = -reach;
        if (largest > 0) {
          std::frexp(largest, &exponent);
          exponent = std::clamp(exponent - 1, -reach, reach - 1);
        }
        const double unit = std::ldexp(1.0, exponent - (m - 1)), highest = (1 << m) - 1;
        for (std::size_t c = first; c < end; ++c) {
          const double code = std::nearbyint(values[at(c)] / unit);
          out[at(c)] = static_cast<float>(std::clamp(code, scheme.hasSign ? -highest : 0, highest) * unit);
        }
      }
  return out;
}

ActivationScheme gridsOf(std::size_t channels) {
  ActivationScheme scheme;
  scheme.bits = 4;
  for (std::size_t c = 0; c < channels; ++c) {
    ChannelGrid grid = channelGrid(1 + static_cast<int>(c % 8), c % 3 == 0 ? 0 : -0.3 * static_cast<double>(c % 5 + 1),
                                   0.2 * static_cast<double>(c % 7 + 1), c % 2 == 0);
    if (c % 4 == 1) grid.shift = 0.01F * static_cast<float>(c);
    if (c % 11 == 6) grid = constantGrid(0.1 * static_cast<double>(c) - 1);
    scheme.channels.push_back(grid);
  }
  return scheme;
}

TEST(ActivationKernels, roundEveryChannelToItsGridInEitherOrderOfMemory) {
  for (const std::size_t channels : {1, 3, 40, 300}) {
    const ChannelLayout layout{2, channels, 35};
    const std::vector<float> values = test::normals(layout.outer * channels * layout.inner, channels, 1);
    const ActivationScheme scheme = gridsOf(channels);
    const std::vector<float> out = quantized(values, scheme, layout);
    for (std::size_t k = 0; k < out.size(); ++k)
      ASSERT_EQ(out[k], byGrid(values[k], scheme.channels[k / layout.inner % channels])) << k;
    EXPECT_EQ(quantized(channelsInnermost(values, layout), scheme, {layout.outer * layout.inner, channels, 1}),
              channelsInnermost(out, layout));
  }
}

TEST(ActivationKernels, roundToTwoPieces) {
  const std::vector<float> values = test::normals(4001, 3, 2);
  for (const int bits : {2, 3, 4, 8})
    for (const bool hasSign : {true, false}) {
      const ActivationScheme scheme = piecewiseScheme(bits, 1.3, 4.7, hasSign, ActivationRange::TopK);
      const std::vector<float> out = quantized(values, scheme, {1, 1, values.size()});
      for (std::size_t i = 0; i < out.size(); ++i) ASSERT_EQ(out[i], byPieces(values[i], scheme)) << values[i];
      // Every level is its own.
      std::vector<float> levels;
      for (const double level : activationLevels(scheme)) levels.push_back(static_cast<float>(level));
      const std::vector<float> again = quantized(levels, scheme, {1, 1, levels.size()});
      for (std::size_t i = 0; i < levels.size(); ++i) EXPECT_NEAR(again[i], levels[i], 1e-6);
      EXPECT_EQ(levels.size(), static_cast<std::size_t>((hasSign ? 4 : 2) * scheme.pieceCodes() + 1));
    }
}

TEST(ActivationKernels, shareExponentsInEitherOrderOfMemory) {
  for (const std::size_t channels : {1, 5, 32, 70}) {
    for (const int block : {1, 8, 32, 64}) {
      for (const bool hasSign : {true, false}) {
        const ChannelLayout layout{2, channels, 9};
        std::vector<float> values = test::normals(layout.outer * channels * layout.inner, 7 * channels, 1);
        for (std::size_t i = 0; i < values.size(); ++i) {
          values[i] *= std::ldexp(1.0F, static_cast<int>(i % 23) - 11);
          if (i % 5 == 0) values[i] = 0;
          if (!hasSign) values[i] = std::abs(values[i]);
        }
        const ActivationScheme scheme = blockScheme(4, hasSign, block, 7);
        const std::vector<float> out = quantized(values, scheme, layout);
        EXPECT_EQ(out, byBlocks(values, scheme, layout)) << channels << ' ' << block;
        EXPECT_EQ(quantized(channelsInnermost(values, layout), scheme, {layout.outer * layout.inner, channels, 1}),
                  channelsInnermost(out, layout));
      }
    }
  }
}

TEST(ActivationKernels, findTheExponentOfPowersOfTwoAndTheirNeighbours) {
  for (int exponent = -80; exponent <= 80; ++exponent)
    for (const float direction : {0.0F, 1.0F, -1.0F}) {
      float value = std::ldexp(1.0F, exponent);
      if (direction != 0) value = std::nextafter(value, direction * std::numeric_limits<float>::infinity());
      for (const int exponentBits : {2, 5, 7}) {
        const ActivationScheme scheme = blockScheme(5, true, 2, exponentBits);
        const std::vector<float> pair = {value, -0.3F * value};
        EXPECT_EQ(quantized(pair, scheme, {1, 2, 1}), byBlocks(pair, scheme, {1, 2, 1})) << exponent;
      }
    }
  const std::vector<float> tiny = {1e-42F, 0, std::numeric_limits<float>::denorm_min(), 0};
  EXPECT_EQ(quantized(tiny, blockScheme(4, true, 4, 7), {1, 4, 1}), (std::vector<float>{0, 0, 0, 0}));
}

TEST(ActivationKernels, keepWhatIsNotANumber) {
  const std::vector<ActivationScheme> schemes = {gridsOf(3), piecewiseScheme(4, 1, 2, true, ActivationRange::TopK),
                                                 piecewiseScheme(4, 1, 2, false, ActivationRange::TopK),
                                                 blockScheme(4, true, 3, 7), blockScheme(4, false, 3, 7)};
  for (const ActivationScheme& scheme : schemes)
    for (const bool innermost : {true, false}) {
      // One of them in every channel, at another position each.
      const std::vector<float> values = {nan, 0.5F, 0.25F, 0.5F, nan, 0.5F, 0.5F, 0.5F, nan};
      const ChannelLayout layout = innermost ? ChannelLayout{3, 3, 1} : ChannelLayout{1, 3, 3};
      const std::vector<float> out = quantized(values, scheme, layout);
      for (std::size_t i = 0; i < out.size(); ++i) EXPECT_EQ(std::isnan(out[i]), std::isnan(values[i])) << i;
    }
}

TEST(ActivationKernels, clipHugeNumbers) {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> values = {1e38F, -1e38F, infinity, -infinity};
  EXPECT_EQ(quantized(values, piecewiseScheme(3, 1, 4, true, ActivationRange::TopK), {1, 1, 4}),
            (std::vector<float>{4, -4, 4, -4}));
  EXPECT_EQ(quantized(values, piecewiseScheme(3, 1, 4, false, ActivationRange::TopK), {1, 1, 4}),
            (std::vector<float>{4, 0, 4, 0}));
  const float largest = std::ldexp(15.0F, 60);  // m = 4, E = 63
  EXPECT_EQ(quantized(values, blockScheme(5, true, 4, 7), {1, 4, 1}),
            (std::vector<float>{largest, -largest, largest, -largest}));
}

TEST(ActivationKernels, wantTheLayoutOfChannels) {
  std::vector<float> values(6, 1);
  EXPECT_THROW(quantizeActivations(values, gridsOf(3), values), UsageError);
  EXPECT_THROW(quantizeActivations(values, blockScheme(4, true, 3, 7), values), UsageError);
  EXPECT_THROW(quantizeActivations(values, gridsOf(3), values, {3, 2, 1}), UsageError);
  EXPECT_NO_THROW(quantizeActivations(values, gridsOf(3), values, {2, 3, 1}));
}

// golden/search/bfp.npz: x1_m4_k32_legacy is the authors' class for input x1, mantissa 4 (sign aside), block 32,
// exponents of 7 bits.
class ActivationKernelsGolden : public test::GoldenSet {};
OVER_GOLDEN_SETS(ActivationKernelsGolden);

TEST_P(ActivationKernelsGolden, everyBlockOfTheReference) {
  NEED_VECTORS("search/bfp.npz");
  const auto arrays = readNpz(readFile(path("search/bfp.npz")), "bfp.npz");
  int compared = 0;
  for (const auto& [name, expected] : arrays) {
    if (!name.ends_with("_legacy")) continue;
    const std::size_t m = name.rfind("_m"), k = name.rfind("_k");
    if (m == std::string::npos || k == std::string::npos || !arrays.contains(name.substr(0, m))) {
      passOver("an array that is not known: " + name);
      continue;
    }
    const NumpyArray& input = arrays.at(name.substr(0, m));
    const int mantissa = std::stoi(name.substr(m + 2)), block = std::stoi(name.substr(k + 2));
    const auto extent = [&](std::size_t i) { return static_cast<std::size_t>(input.shape.at(i)); };
    const ChannelLayout layout{extent(0), extent(1), extent(2) * extent(3)};
    const std::vector<float> values(input.values.begin(), input.values.end());
    if (mantissa + 1 < leastActivationBits(ActivationMethod::Bfp) || mantissa + 1 > maximumActivationBits) {
      // Mantissas of 8 bits and a sign are more than a scheme holds; data that is never negative has them.
      if (*std::min_element(values.begin(), values.end()) < 0) continue;
    }
    const bool hasSign = mantissa < maximumActivationBits;
    const std::vector<float> out =
        quantized(values, blockScheme(hasSign ? mantissa + 1 : mantissa, hasSign, block, 7), layout);
    for (std::size_t i = 0; i < out.size(); ++i)
      ASSERT_EQ(out[i], static_cast<float>(expected.values[i])) << name << ", value " << i;
    ++compared;
  }
  EXPECT_GT(compared, 0);
  RecordProperty("compared", compared);
}

}  // namespace
}  // namespace bitprism
