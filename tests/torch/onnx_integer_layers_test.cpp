#include "core/torch/write/onnx_integer_layers.h"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include "core/quant/methods/quantizer.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/command_line.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

QuantPlan planFor(const Network& network, const QuantScheme& scheme) {
  QuantPlan plan = uniformPlan(network.layers.size(), scheme);
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    plan.activations.push_back(activationScheme(8, l == 0 ? -2.5 : 0, 3, false, ActivationRange::MinMax));
  return plan;
}

onnx::GraphProto graphOf(const Network& network, const QuantPlan& plan) {
  const Bytes bytes = onnxBytes(network, plan);
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return model.graph();
}

std::vector<FloatReason> reasonsOf(const onnx::GraphProto& graph) {
  std::vector<FloatReason> reasons;
  for (const IntegerLayer& layer : integerLayers(graph)) reasons.push_back(layer.reason);
  return reasons;
}

// conv, conv, mean, linear: a quantizer follows the first convolution alone.
TEST(IntegerLayers, areThoseBetweenQuantizersWithNothingInBetween) {
  const Network network = test::smallNetwork();
  using enum FloatReason;
  EXPECT_EQ(reasonsOf(graphOf(network, planFor(network, {.bits = 8, .correction = Correction::None}))),
            (std::vector{None, Output, Output}));
  EXPECT_EQ(reasonsOf(graphOf(network, planFor(network, {.bits = 8, .correction = Correction::Mean}))),
            (std::vector{Weights, Weights, Weights}));
  EXPECT_EQ(reasonsOf(graphOf(network, planFor(network, {.bits = 4, .correction = Correction::None}))),
            (std::vector{Codes, Codes, Codes}));
  QuantPlan partly = planFor(network, {.bits = 8, .correction = Correction::None});
  partly.activations[0] = ActivationScheme();
  EXPECT_EQ(reasonsOf(graphOf(network, partly)), (std::vector{Input, Output, Output}));
}

TEST(IntegerLayers, areCountedInOneSentence) {
  const Network network = test::smallNetwork();
  const std::string mean =
      floatLayersNotice(graphOf(network, planFor(network, {.bits = 8, .correction = Correction::Mean})));
  EXPECT_EQ(mean.rfind("3 of 3 layers will run in floats, not in integers: 3 have a correction", 0), 0u) << mean;
  EXPECT_NE(mean.find("--correction none"), std::string::npos);
  const std::string none =
      floatLayersNotice(graphOf(network, planFor(network, {.bits = 8, .correction = Correction::None})));
  EXPECT_EQ(none, "2 of 3 layers will run in floats, not in integers: 2 are not followed by a quantizer");
  EXPECT_TRUE(floatLayersNotice(onnx::GraphProto()).empty());
}

TEST(IntegerLayers, areSpokenOfWhereInputsAreQuantized) {
  const test::TemporaryFolder folder;
  const auto told = [&](const std::string& options) {
    const test::CommandResult result = test::runCommand(
        "export example --data example --bits 8 " + options + " --force --out " + (folder / "e.onnx"), folder.path());
    EXPECT_EQ(result.code, 0) << result.err;
    return result.err;
  };
  EXPECT_NE(told("--activation-bits 8 --correction mean").find("will run in floats"), std::string::npos);
  EXPECT_EQ(told("--correction mean").find("will run in floats"), std::string::npos);
}

}  // namespace
}  // namespace bitprism
