#include "core/torch/write/onnx_writer.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/plan/quant_plan.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "tests/support/every_scheme.h"
#include "tests/support/operator_cases.h"
#include "tests/support/random_images.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

Network readBack(const Bytes& bytes) {
  const test::TemporaryFolder folder;
  writeFile(folder / "exported.onnx", bytes);
  return readNetwork(folder / "exported.onnx");
}

double differenceAfterRoundTrip(const Network& network, const QuantPlan& plan) {
  const ImageSet images = test::randomImages(5, {3, 8, 8}, 4, 3);
  const Network back = readBack(onnxBytes(network, plan));
  return test::relativeDifference(logits(network, plan, images, {}, 5),
                                  logits(back, floatPlan(back.layers.size()), images, {}, 5));
}

TEST(OnnxWriter, givesBackTheFloatNetwork) {
  const Network network = test::smallNetwork();
  const Network back = readBack(onnxBytes(network, floatPlan(3)));
  ASSERT_EQ(back.layers.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(back.layers[i].name, network.layers[i].name);
    EXPECT_EQ(*back.layers[i].weights, *network.layers[i].weights);
  }
  EXPECT_EQ(back.program.inputs, network.program.inputs);
  EXPECT_EQ(back.program.outputNames, network.program.outputNames);
  EXPECT_LT(differenceAfterRoundTrip(network, floatPlan(3)), 1e-6);
}

TEST(OnnxWriter, keepsTheDequantizedWeightsOfEveryScheme) {
  const Network network = test::smallNetwork();
  for (int bits = 1; bits <= 8; ++bits) {
    for (const bool symmetric : {true, false}) {
      for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel}) {
        for (const Correction correction : {Correction::None, Correction::Mean}) {
          const QuantPlan plan = uniformPlan(3, {.bits = bits,
                                                 .symmetric = symmetric,
                                                 .granularity = granularity,
                                                 .range = RangeRule::MinMax,
                                                 .correction = correction});
          EXPECT_LT(differenceAfterRoundTrip(network, plan), 1e-5)
              << bits << " bits, symmetric " << symmetric << ", " << granularityName(granularity) << ", "
              << correctionName(correction);
        }
      }
    }
  }
}

TEST(OnnxWriter, keepsTheWeightsOfEveryMethod) {
  const Network network = test::smallNetwork();
  for (const int bits : {1, 2, 4, 8})
    for (const QuantScheme& scheme : test::everyScheme(bits))
      EXPECT_LT(differenceAfterRoundTrip(network, uniformPlan(3, scheme)), 2e-5) << toJson(scheme).dump();
}

TEST(OnnxWriter, mixesBitWidthsAndFloatLayers) {
  const Network network = test::smallNetwork();
  EXPECT_LT(differenceAfterRoundTrip(network, withBits({}, {3, floatBits, 7})), 1e-5);
  EXPECT_LT(differenceAfterRoundTrip(network, withBits({.range = RangeRule::Percentile}, {3, halfBits, 7})), 1e-5);
}

TEST(OnnxWriter, keepsHalfFloatsToTheBit) {
  const Network network = test::smallNetwork();
  const Bytes bytes = onnxBytes(network, uniformPlan(3, {.bits = halfBits}));
  const Network back = readBack(bytes);
  ASSERT_EQ(back.layers.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(back.layers[i].name, network.layers[i].name);
    EXPECT_EQ(*back.layers[i].weights, *quantizedWeights(network.layers[i], {.bits = halfBits}));
  }
  EXPECT_NEAR(static_cast<double>(onnxBytes(network, floatPlan(3)).size() - bytes.size()),
              static_cast<double>(2 * network.weightCount()), 400);
}

TEST(OnnxWriter, keepsTheNamesOfQuantizedLayers) {
  const Network network = test::smallNetwork();
  const Network back = readBack(onnxBytes(network, uniformPlan(3, {.bits = 4, .symmetric = false})));
  ASSERT_EQ(back.layers.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(back.layers[i].name, network.layers[i].name);
}

TEST(OnnxWriter, packsTwoCodesOfFourBitsInAByte) {
  const Network network = test::smallNetwork();
  const std::size_t eight = onnxBytes(network, uniformPlan(3, {.bits = 8})).size();
  const std::size_t four = onnxBytes(network, uniformPlan(3, {.bits = 4})).size();
  EXPECT_NEAR(static_cast<double>(eight - four), static_cast<double>(network.weightCount()) / 2,
              48);  // opset 21 spells some operators longer
}

TEST(OnnxWriter, refusesAnOperatorItCannotSay) {
  test::CaseBuilder builder;
  builder.add("aten::erfinv", "", {builder.x()});
  const Network network = makeNetwork(builder.done("erfinv").program, "odd", "onnx");
  try {
    onnxBytes(network, floatPlan(1));
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "cannot write ONNX: operator aten::erfinv at 'node2' has no ONNX equivalent");
  }
}

TEST(OnnxWriter, refusesAPlanOfAnotherLength) {
  EXPECT_THROW(onnxBytes(test::smallNetwork(), floatPlan(2)), UsageError);
}

}  // namespace
}  // namespace bitprism
