#include "core/quant/methods/ocs.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/uniform.h"
#include "core/quant/packed/packed_layout.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::layerOf;
using test::normals;

// Shape [4, 6, 3, 1] or [6, 4, 3, 1]; input channel 2 holds the outliers, 4 smaller ones.
Layer outlierLayer(std::int64_t axis, std::uint64_t seed = 1) {
  std::vector<float> weights = normals(72, seed, 0.1);
  for (std::size_t o = 0; o < 4; ++o)
    for (std::size_t k = 0; k < 3; ++k) {
      const auto at = [&](std::size_t input) { return (axis == 0 ? o * 6 + input : input * 4 + o) * 3 + k; };
      weights[at(2)] *= 20;
      weights[at(4)] *= 6;
    }
  return layerOf(axis == 0 ? Shape{4, 6, 3, 1} : Shape{6, 4, 3, 1}, weights, axis);
}

QuantScheme ocs(int bits, double expand, Granularity granularity, RangeRule range = RangeRule::MinMax) {
  return {.method = Method::Ocs,
          .bits = bits,
          .granularity = granularity,
          .range = range,
          .correction = Correction::None,
          .options = OcsOptions{.expand = expand}};
}

TEST(Ocs, splitsTheChannelOfTheLargestWeightAnewEachTime) {
  // |w| 8, 3, 1: halves of 8 are still the largest until both are quarters, then the quarters are.
  const Layer layer = layerOf({1, 3}, {1, -8, 3});
  for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel}) {
    EXPECT_EQ(channelsToSplit(layer, ocs(4, 1.0, granularity)), (std::vector<std::int64_t>{1, 1, 1}));
    EXPECT_EQ(channelsToSplit(layer, ocs(4, 0.3, granularity)), (std::vector<std::int64_t>{1}));
    EXPECT_TRUE(channelsToSplit(layer, ocs(4, 0, granularity)).empty());
  }
  const Layer mixed = layerOf({1, 5}, {1, -8, 5, 0, 0});  // 8, then 5, then a half of 8
  EXPECT_EQ(channelsToSplit(mixed, ocs(4, 0.6, Granularity::Tensor)), (std::vector<std::int64_t>{1, 2, 1}));
}

TEST(Ocs, splitsForAllRowsWhereEachHasAGrid) {
  // The widest row alone would split channel 0; two rows gain more by channel 1.
  const Layer layer = layerOf({3, 3}, {10, 9, 0.1f, 1, 8, 0.1f, 1, 8, 0.1f});
  EXPECT_EQ(channelsToSplit(layer, ocs(4, 0.3, Granularity::Tensor)), (std::vector<std::int64_t>{0}));
  EXPECT_EQ(channelsToSplit(layer, ocs(4, 0.3, Granularity::Channel)), (std::vector<std::int64_t>{1}));
}

// With nothing clipped the copies' codes add up to plain rounding at the split grid.
TEST(Ocs, codesAddUpToPlainRounding) {
  for (const std::int64_t axis : {0, 1})
    for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel})
      for (const double expand : {0.1, 0.5, 1.0})
        for (int bits = 2; bits <= 8; ++bits)
          for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const Layer layer = outlierLayer(axis, seed);
            const QuantScheme scheme = ocs(bits, expand, granularity);
            const QuantizedTensor tensor = quantize(layer, scheme);
            const std::vector<float> rounded = dequantize(tensor);
            for (std::size_t i = 0; i < rounded.size(); ++i) {
              const std::size_t channel = axis == 0 ? i / 18 : i / 3 % 4;
              const float scale = tensor.scales[tensor.scales.size() > 1 ? channel : 0];
              EXPECT_NEAR(rounded[i], scale * std::nearbyint((*layer.weights)[i] / scale), 1e-4 * scale)
                  << axis << ' ' << expand << ' ' << bits << ' ' << i;
            }
          }
}

TEST(Ocs, halvesExactTiesToo) {
  // Scale 1 from the unsplit 7; the split channel holds every half step.
  std::vector<float> weights{7, 0};
  for (int i = -28; i < 28; ++i) weights.insert(weights.end(), {0, static_cast<float>(i) / 2});
  const Layer layer = layerOf({static_cast<std::int64_t>(weights.size() / 2), 2}, weights);
  const QuantizedTensor tensor = quantize(layer, ocs(4, 0.5, Granularity::Tensor));
  ASSERT_EQ(tensor.more.inputs, (std::vector<std::int64_t>{1}));
  ASSERT_EQ(tensor.scales[0], 1);
  const std::vector<float> rounded = dequantize(tensor);
  for (std::size_t i = 1; i < weights.size(); i += 2) EXPECT_EQ(rounded[i], std::nearbyint(weights[i])) << weights[i];
}

TEST(Ocs, makesTheRangeAndTheErrorSmaller) {
  for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel}) {
    const Layer layer = outlierLayer(0);
    const QuantScheme split = ocs(4, 0.3, granularity),
                      uniform = {.bits = 4, .granularity = granularity, .correction = Correction::None};
    EXPECT_LT(layerError(layer, split).mse, 0.6 * layerError(layer, uniform).mse);
    EXPECT_EQ(dequantize(quantize(layer, ocs(4, 0, granularity))), dequantize(quantize(layer, uniform)));
  }
  const Layer layer = outlierLayer(0);
  EXPECT_FLOAT_EQ(quantize(layer, ocs(4, 0.1, Granularity::Tensor)).scales[0] * 2,
                  quantize(layer, ocs(4, 0, Granularity::Tensor)).scales[0]);
}

TEST(Ocs, clipsByTheRangeRule) {
  for (const RangeRule range : {RangeRule::LeastSquares, RangeRule::Percentile})
    for (int bits = 2; bits <= 4; ++bits) {
      QuantScheme scheme = ocs(bits, 0.2, Granularity::Channel, range);
      if (range == RangeRule::Percentile) scheme.percentile = 90;
      const Layer layer = outlierLayer(1);
      const QuantizedTensor tensor = quantize(layer, scheme);
      const std::vector<float> minMax = quantize(layer, ocs(bits, 0.2, Granularity::Channel)).scales;
      for (std::size_t row = 0; row < minMax.size(); ++row) EXPECT_LE(tensor.scales[row], minMax[row] * 2);
      EXPECT_NE(tensor.scales, minMax);
      for (const auto* codes : {&tensor.codes, &tensor.more.codes})
        for (const std::int8_t code : *codes) {
          EXPECT_GE(code, -(1 << (bits - 1)));
          EXPECT_LT(code, 1 << (bits - 1));
        }
    }
}

TEST(Ocs, isNeverWorseThanTwoLevelsAtOneBit) {
  for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel})
    for (const double expand : {0.2, 1.0}) {
      const Layer layer = outlierLayer(0, 3);
      const QuantScheme uniform{.bits = 1, .granularity = granularity, .correction = Correction::None};
      EXPECT_LT(layerError(layer, ocs(1, expand, granularity)).mse, layerError(layer, uniform).mse);
    }
}

TEST(Ocs, countsAreThoseOfTheLayout) {
  for (const std::int64_t axis : {0, 1})
    for (const double expand : {0.0, 0.02, 0.5, 1.0})
      for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel})
        for (const int bits : {1, 3, 8}) {
          const Layer layer = outlierLayer(axis);
          const QuantScheme scheme = ocs(bits, expand, granularity);
          const QuantizedTensor tensor = quantize(layer, scheme);
          const LayerSections sections = layerSections(layer.shape, axis, scheme);
          const auto packed = [&](const std::vector<std::int8_t>& codes) {
            return static_cast<std::int64_t>((codes.size() * static_cast<std::size_t>(bits) + 7) / 8);
          };
          EXPECT_EQ(sections.splits, static_cast<std::int64_t>(tensor.more.inputs.size()));
          EXPECT_EQ(sections.moreCodes, packed(tensor.more.codes));
          EXPECT_EQ(sections.codes, packed(tensor.codes));
          EXPECT_EQ(sections.scales, static_cast<std::int64_t>(tensor.scales.size()));
          EXPECT_EQ(sections.offsets, static_cast<std::int64_t>(tensor.offsets.size()));
          EXPECT_EQ(sections.moreScales, static_cast<std::int64_t>(tensor.more.scales.size()));
        }
}

TEST(Ocs, survivesExtremes) {
  for (const float value : {0.0f, 0.25f, 3e38f, -3e38f, 1e-45f})
    for (int bits = 1; bits <= 8; ++bits)
      for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel}) {
        std::vector<float> weights(12, value);
        if (value != 0.25f) weights[4] = 0.1f;
        const QuantizedTensor tensor = quantize(layerOf({3, 4}, weights), ocs(bits, 0.5, granularity));
        for (const float rounded : dequantize(tensor)) EXPECT_TRUE(std::isfinite(rounded)) << value << ' ' << bits;
      }
  EXPECT_EQ(quantize(layerOf({5}, normals(5, 1)), ocs(4, 0.5, Granularity::Tensor)).more.inputs.size(), 0u);
  QuantScheme affine = ocs(4, 0.1, Granularity::Tensor);
  affine.symmetric = false;
  EXPECT_THROW(quantize(outlierLayer(0), affine), UsageError);
}

}  // namespace
}  // namespace bitprism
