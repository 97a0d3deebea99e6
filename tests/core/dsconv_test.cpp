#include "core/quant/methods/dsconv.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>

#include "core/quant/codes/block_grid.h"
#include "core/quant/methods/quantizer.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::layerOf;

double squares(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
  return sum;
}

TEST(Dsconv, giveTheExtremeTheLowestCode) {
  const Layer layer = layerOf({4, 40, 3, 3}, test::normals(4 * 40 * 9, 3));
  for (const int bits : {1, 2, 4, 8})
    for (const int block : {1, 7, 16, 32, 64}) {
      const QuantScheme scheme{.method = Method::Dsconv,
                               .bits = bits,
                               .correction = Correction::None,
                               .options = DsconvOptions{.block = block}};
      const QuantizedTensor tensor = quantize(layer, scheme);
      const BlockGrid grid(layer.shape, 0, block);
      EXPECT_EQ(tensor.scales.size(), static_cast<std::size_t>(4 * ((40 + block - 1) / block) * 9));
      grid.forEachBlock([&](std::size_t b, std::size_t begin, std::size_t size, std::size_t stride) {
        std::size_t extreme = begin;
        double product = 0, power = 0;
        for (std::size_t i = 0; i < size; ++i) {
          const std::size_t at = begin + i * stride;
          if (std::fabs((*layer.weights)[at]) > std::fabs((*layer.weights)[extreme])) extreme = at;
          product += static_cast<double>((*layer.weights)[at]) * tensor.codes[at];
          power += static_cast<double>(tensor.codes[at]) * tensor.codes[at];
        }
        EXPECT_EQ(tensor.codes[extreme], -(1 << (bits - 1)));
        EXPECT_NEAR(static_cast<double>(tensor.scales[b]), product / power, 1e-6 * std::fabs(product / power));
      });
    }
}

// One weight after the other, in float as the authors do it; every shape and both places of the channels.
TEST(Dsconv, roundsAsOneByOne) {
  std::uint64_t seed = 20;
  for (const Shape& shape :
       {Shape{3, 40, 3, 3}, Shape{5, 70}, Shape{6, 33, 1, 1}, Shape{4, 1, 3, 3}, Shape{2, 19, 5, 5}, Shape{9, 4, 7}})
    for (const std::int64_t channelAxis : {0, 1})
      for (const int bits : {1, 3, 4, 8})
        for (const int block : {1, 5, 16, 32}) {
          std::vector<float> weights = test::normals(static_cast<std::size_t>(elementCount(shape)), ++seed);
          for (std::size_t i = 0; i < weights.size(); i += 7)
            weights[i] = std::nearbyint(weights[i] * 40) / 40;  // ties
          const Layer layer = layerOf(shape, weights, channelAxis);
          const QuantizedTensor tensor = quantize(layer, {.method = Method::Dsconv,
                                                          .bits = bits,
                                                          .correction = Correction::None,
                                                          .options = DsconvOptions{.block = block}});
          const float low = static_cast<float>(-(1 << (bits - 1))), high = -low - 1;
          BlockGrid(shape, channelAxis, block)
              .forEachBlock([&](std::size_t b, std::size_t begin, std::size_t size, std::size_t stride) {
                float extreme = 0;
                for (std::size_t i = 0; i < size; ++i)
                  if (std::fabs(weights[begin + i * stride]) > std::fabs(extreme))
                    extreme = weights[begin + i * stride];
                double product = 0, power = 0;
                for (std::size_t i = 0; i < size; ++i) {
                  const float w = weights[begin + i * stride];
                  const float code = extreme == 0 ? 0 : std::clamp(std::nearbyint(low / extreme * w), low, high);
                  ASSERT_EQ(static_cast<float>(tensor.codes[begin + i * stride]), code) << shapeText(shape);
                  product += static_cast<double>(w) * static_cast<double>(code);
                  power += static_cast<double>(code) * static_cast<double>(code);
                }
                const double scale = power > 0 ? product / power : 0;
                ASSERT_NEAR(static_cast<double>(tensor.scales[b]), scale, 1e-7 * std::fabs(scale));
              });
        }
}

TEST(Dsconv, findsTheErrorWithoutMakingCodes) {
  for (const Shape& shape : {Shape{5, 40, 3, 3}, Shape{6, 70}, Shape{8, 1, 3, 3}, Shape{7}, Shape{4, 6, 2, 1}})
    for (const std::int64_t channelAxis : {0, 1})
      for (const Correction correction : {Correction::None, Correction::Mean, Correction::MeanStd, Correction::Gain})
        for (const bool refine : {false, true})
          for (const bool half : {false, true}) {
            if (channelAxis >= static_cast<std::int64_t>(shape.size())) continue;
            const Layer layer =
                layerOf(shape, test::normals(static_cast<std::size_t>(elementCount(shape)), 17), channelAxis);
            const QuantScheme scheme{.method = Method::Dsconv,
                                     .bits = 3,
                                     .correction = correction,
                                     .options = DsconvOptions{.block = 16, .halfScales = half, .refine = refine}};
            const QuantError made = quantError(*layer.weights, dequantize(quantize(layer, scheme)));
            const QuantError found = layerError(layer, scheme);
            EXPECT_NEAR(found.mse, made.mse, 1e-10 * made.mse) << shapeText(shape);
            EXPECT_EQ(found.maxError, made.maxError) << shapeText(shape);
          }
}

TEST(Dsconv, refinesToNoWorse) {
  const Layer layer = layerOf({6, 33, 3, 3}, test::normals(6 * 33 * 9, 5));
  for (int bits = 1; bits <= 8; ++bits) {
    QuantScheme scheme{
        .method = Method::Dsconv, .bits = bits, .correction = Correction::None, .options = DsconvOptions{.block = 16}};
    const double plain = squares(*layer.weights, dequantize(quantize(layer, scheme)));
    scheme.options.set(&DsconvOptions::refine, true);
    const double refined = squares(*layer.weights, dequantize(quantize(layer, scheme)));
    EXPECT_LE(refined, plain * (1 + 1e-6));
    if (bits <= 3) {
      EXPECT_LT(refined, 0.98 * plain);
    }
  }
}

// Blocks of few weights at few bits against all codes there are.
TEST(Dsconv, refinesTowardsTheBruteForceOptimum) {
  double best = 0, found = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const std::vector<float> values = test::normals(5, 100 + seed);
    std::int8_t codes[5];
    const float scale = roundBlock(values, 2, true, codes);
    double error = 0;
    for (int i = 0; i < 5; ++i)
      error +=
          std::pow(static_cast<double>(values[static_cast<std::size_t>(i)]) - static_cast<double>(scale) * codes[i], 2);
    double least = std::numeric_limits<double>::infinity();
    for (int all = 0; all < 1024; ++all) {
      double product = 0, power = 0, total = 0;
      for (int i = 0; i < 5; ++i) {
        const double q = (all >> (2 * i) & 3) - 2, w = static_cast<double>(values[static_cast<std::size_t>(i)]);
        product += w * q;
        power += q * q;
        total += w * w;
      }
      least = std::min(least, power > 0 ? total - product * product / power : total);
    }
    EXPECT_GE(error, least - 1e-6);
    best += least;
    found += error;
  }
  EXPECT_LT(found, 1.35 * best);
}

TEST(Dsconv, hasOneScaleAChannelWhereThereIsOneInput) {
  const Layer depthwise = layerOf({8, 1, 3, 3}, test::normals(72, 7));
  const QuantScheme scheme{.method = Method::Dsconv, .bits = 4, .correction = Correction::None};
  const QuantizedTensor tensor = quantize(depthwise, scheme);
  EXPECT_EQ(tensor.scales.size(), 8u);
  EXPECT_GT(layerError(depthwise, scheme).sqnrDb, 15);
  const Layer few = layerOf({8, 3, 3, 3}, test::normals(216, 8));
  EXPECT_EQ(quantize(few, scheme).scales.size(), 72u) << "fewer input channels than a block: one block each";
}

TEST(Dsconv, standsTheEdges) {
  const auto quantized = [](std::vector<float> weights, QuantScheme scheme) {
    const auto count = static_cast<std::int64_t>(weights.size());
    return quantize(layerOf({1, count}, std::move(weights)), scheme);
  };
  for (const bool refine : {false, true})
    for (int bits = 1; bits <= 8; ++bits) {
      const QuantScheme scheme{.method = Method::Dsconv,
                               .bits = bits,
                               .correction = Correction::None,
                               .options = DsconvOptions{.refine = refine}};
      const QuantizedTensor zeros = quantized({0, 0, 0, 0}, scheme);
      EXPECT_EQ(zeros.scales, std::vector<float>{0});
      EXPECT_EQ(zeros.codes, (std::vector<std::int8_t>(4, 0)));
      for (const float large : {3e38f, 3.4e38f, 1e-40f, 1e-45f, 2e-38f})
        for (const float value : dequantize(quantized({large, -large, large / 3, 0}, scheme)))
          EXPECT_TRUE(std::isfinite(value)) << large;
      EXPECT_NEAR(dequantize(quantized({-0.3f}, scheme))[0], -0.3f, 1e-7f);
      for (const float value : dequantize(quantized({0.3f, 0.3f, 0.3f}, scheme))) EXPECT_NEAR(value, 0.3f, 1e-7f);
    }
  const QuantizedTensor one =
      quantized({0.5f, -0.5f, 0.5f}, {.method = Method::Dsconv, .bits = 1, .correction = Correction::None});
  EXPECT_EQ(one.codes, (std::vector<std::int8_t>{-1, 0, -1})) << "weights of the other sign vanish";
}

// Halves are fractions of the largest scale: what they cannot hold is nothing beside that one, and none overflows.
TEST(Dsconv, holdsScalesOfEverySizeAsHalves) {
  for (const float unit : {1e-30f, 1e-6f, 1.0f, 1e30f}) {
    std::vector<float> weights = test::normals(8 * 32, 21, 1);
    for (std::size_t i = 0; i < weights.size(); ++i)
      weights[i] *= unit * std::ldexp(1.0f, -5 * static_cast<int>(i / 32));  // a block each, down to 2^-35
    const Layer layer = layerOf({8, 32}, weights);
    QuantScheme scheme{.method = Method::Dsconv, .bits = 4, .correction = Correction::None};
    const std::vector<float> whole = quantize(layer, scheme).scales;
    scheme.options.set(&DsconvOptions::halfScales, true);
    const std::vector<float> half = quantize(layer, scheme).scales;
    const float largest = std::fabs(whole[0]), factor = halfScaleFactor(whole);
    EXPECT_LE(largest, factor);
    EXPECT_GT(largest, factor / 2);
    for (std::size_t b = 0; b < whole.size(); ++b) {
      ASSERT_TRUE(std::isfinite(half[b]));
      const float size = std::fabs(whole[b]), error = std::fabs(half[b] - whole[b]);
      EXPECT_LE(error, std::max(size * 0x1p-11f, factor * 0x1p-25f) * 1.0001f) << unit << ' ' << b;
    }
  }
}

TEST(Dsconv, keepsHalfScalesExactly) {
  const Layer layer = layerOf({4, 40, 3, 3}, test::normals(4 * 40 * 9, 9));
  for (const Correction correction : {Correction::None, Correction::Gain}) {
    QuantScheme scheme{.method = Method::Dsconv, .bits = 4, .correction = correction};
    const double whole = layerError(layer, scheme).mse;
    scheme.options.set(&DsconvOptions::halfScales, true);
    EXPECT_NEAR(layerError(layer, scheme).mse, whole, 1e-3 * whole);
  }
}

}  // namespace
}  // namespace bitprism
