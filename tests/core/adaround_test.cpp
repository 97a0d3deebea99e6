#include "core/quant/methods/adaround.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/quant/measures/output_error.h"
#include "core/quant/methods/uniform.h"
#include "tests/support/least_rounding.h"
#include "tests/support/random_inputs.h"

namespace bitprism {
namespace {

using test::layerWithInputs;
using test::leastRounding;
using test::outputLoss;

QuantScheme schemeOf(int bits, bool symmetric = true, RangeRule range = RangeRule::MinMax) {
  return {
      .method = Method::Adaround, .bits = bits, .symmetric = symmetric, .range = range, .correction = Correction::None};
}

QuantScheme uniformOf(QuantScheme scheme) {
  scheme.method = Method::Uniform;
  return scheme;
}

TEST(Adaround, comesNearTheBestOfAllRoundings) {
  double adaround = 0, nearest = 0, best = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed)
    for (const int bits : {2, 3, 4}) {
      const auto layer = layerWithInputs(1, 2, 6 + seed % 5, seed);
      const QuantizedTensor tensor = quantize(layer, schemeOf(bits), layer.inputs.get());
      const double least = leastRounding(layer, tensor), found = outputLoss(layer, dequantize(tensor));
      const double plain =
          outputLoss(layer, dequantize(quantize(layer, uniformOf(schemeOf(bits)), layer.inputs.get())));
      EXPECT_GE(found, least * (1 - 1e-5));
      EXPECT_LE(found, plain * (1 + 1e-5));
      best += least;
      adaround += found;
      nearest += plain;
    }
  EXPECT_LE(adaround, 1.05 * best);
  EXPECT_GE(nearest, 2 * best);
  RecordProperty("ratio", std::to_string(adaround / best));
}

TEST(Adaround, losesLessThanNearestRounding) {
  for (const auto& [groups, outputs, size] : {std::tuple{1, 8, 40}, {2, 4, 60}}) {
    const auto layer = layerWithInputs(groups, outputs, size, 7, 2);
    for (const int bits : {1, 2, 3, 4, 8})
      for (const bool symmetric : {true, false})
        for (const RangeRule range : {RangeRule::MinMax, RangeRule::LeastSquares})
          for (const Granularity granularity : {Granularity::Channel, Granularity::Tensor}) {
            QuantScheme scheme = schemeOf(bits, symmetric, range);
            scheme.granularity = granularity;
            const QuantizedTensor tensor = quantize(layer, scheme, layer.inputs.get()),
                                  plain = quantize(layer, uniformOf(scheme), layer.inputs.get());
            EXPECT_EQ(tensor.scales, plain.scales);
            EXPECT_EQ(tensor.zeroPoints, plain.zeroPoints);
            EXPECT_EQ(tensor.offsets, plain.offsets);
            EXPECT_GT(outputSqnrDb(layer, layer.inputs.get(), dequantize(tensor)),
                      outputSqnrDb(layer, layer.inputs.get(), dequantize(plain)) + 0.5)
                << bits << symmetric << rangeName(range);
          }
  }
}

// No weight leaves its two neighbours, and none that a single change would improve.
TEST(Adaround, restsAtARounding) {
  const auto layer = layerWithInputs(1, 6, 40, 11);
  const QuantizedTensor tensor = quantize(layer, schemeOf(3), layer.inputs.get());
  const std::vector<float> rounded = dequantize(tensor);
  const double loss = outputLoss(layer, rounded);
  int others = 0;
  for (std::size_t i = 0; i < rounded.size(); ++i) {
    const float scale = tensor.scales[i / 40], steps = (*layer.weights)[i] / scale;
    EXPECT_LT(std::fabs(steps - rounded[i] / scale), 1 + 1e-5f);
    others += std::nearbyint(steps) != std::nearbyint(rounded[i] / scale) ? 1 : 0;
    std::vector<float> changed = rounded;
    changed[i] += std::floor(steps) == std::nearbyint(rounded[i] / scale) ? scale : -scale;
    EXPECT_GE(outputLoss(layer, changed), loss * (1 - 1e-4));
  }
  EXPECT_GT(others, 20);
}

TEST(Adaround, leavesDeadInputsAtTheNearest) {
  const auto layer = layerWithInputs(1, 4, 30, 5, 30);
  EXPECT_EQ(quantize(layer, schemeOf(4), layer.inputs.get()).codes,
            quantize(layer, uniformOf(schemeOf(4)), layer.inputs.get()).codes);
}

TEST(Adaround, remembersItsSolutionWithoutCorrection) {
  const auto layer = layerWithInputs(1, 4, 30, 5);
  QuantScheme scheme = schemeOf(3);
  const QuantizedTensor plain = quantize(layer, scheme, layer.inputs.get());
  ASSERT_NE(layer.inputs->known(scheme), nullptr);
  scheme.correction = Correction::Mean;
  const QuantizedTensor corrected = quantize(layer, scheme, layer.inputs.get());
  EXPECT_EQ(corrected.codes, plain.codes);
  EXPECT_EQ(corrected.scheme, scheme);
  EXPECT_EQ(corrected.offsets.size(), 4u);
  EXPECT_EQ(layer.inputs->known(scheme), nullptr);
}

TEST(Adaround, saysWhatIsMissing) {
  auto layer = layerWithInputs(1, 4, 30, 5);
  layer.inputs = nullptr;
  try {
    quantize(layer, schemeOf(4), layer.inputs.get());
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "layer 'layer': adaround needs calibration images, for moments of the layer's input");
  }
}

}  // namespace
}  // namespace bitprism
