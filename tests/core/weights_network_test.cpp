#include "core/weights/weights_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/graphless.h"
#include "core/quant/methods/equalization.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/weight_codes.h"
#include "core/search/space_rules.h"
#include "core/weights/safetensors.h"
#include "core/weights/weight_overlay.h"
#include "tests/support/small_network.h"
#include "tests/support/weight_files.h"

namespace bitprism {
namespace {

NamedTensors tensorsOf(const std::vector<test::WrittenTensor>& tensors) {
  return readSafetensors(accessTo(test::safetensorsFile(tensors), "file"));
}

test::WrittenTensor drawn(const std::string& name, const Shape& shape, std::uint64_t seed, double deviation = 0.2) {
  return test::writtenFloats(name, shape,
                             test::normals(static_cast<std::size_t>(elementCount(shape)), seed, deviation));
}

Network fileNetwork() {
  return weightsNetwork(tensorsOf({drawn("conv.weight", {6, 3, 3, 3}, 1), drawn("conv.bias", {6}, 2),
                                   drawn("embed.weight", {9, 4}, 3), drawn("head.weight", {4, 8}, 4)}),
                        "file");
}

TEST(WeightsNetwork, HasALayerForEveryMatrix) {
  const Network network = fileNetwork();
  ASSERT_EQ(network.layers.size(), 3U);
  EXPECT_EQ(network.layers[0].name, "conv");
  EXPECT_EQ(network.layers[0].kind, LayerKind::Convolution);
  EXPECT_EQ(network.layers[1].kind, LayerKind::Embedding);
  EXPECT_EQ(network.layers[2].kind, LayerKind::Linear);
  EXPECT_EQ(network.parameters, 162 + 6 + 36 + 32);
  EXPECT_EQ(*network.layers[0].weights, test::normals(162, 1));
  EXPECT_FALSE(network.notices.empty());
  EXPECT_FALSE(hasGraph(network));
}

TEST(WeightsNetwork, IsRefusedWhereItWouldRun) {
  const Network network = fileNetwork();
  EXPECT_THROW(equalized(network), UsageError);
  EXPECT_THROW(requireGraph(network, "run"), UsageError);
  EXPECT_TRUE(residualTies(network).empty());
  EXPECT_THROW(withWeights(network, tensorsOf({drawn("conv.weight", {6, 3, 3, 3}, 5)}), "file"), UsageError);
}

TEST(WeightsNetwork, RefusesWhatIsNoWeights) {
  EXPECT_THROW(weightsNetwork(tensorsOf({drawn("bias", {4}, 1)}), "file"), InputError);
  std::vector<float> values(4, 1);
  values[2] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(weightsNetwork(tensorsOf({test::writtenFloats("w", {2, 2}, values)}), "file"), InputError);
}

// Whatever the method and the bits, the file gives exactly the weights of the plan, and everything else as it was.
TEST(WeightCodes, AreReadBackAsTheWeightsOfThePlan) {
  const Network network = fileNetwork();
  for (const Method method : {Method::Uniform, Method::Aciq, Method::Pwlq})
    for (const int bits : {1, 2, 3, 4, 8, 16, 32})
      for (const bool symmetric : {true, false}) {
        if (method != Method::Uniform && (bits < 2 || bits > 8 || !symmetric)) continue;
        const QuantScheme scheme{.method = method, .bits = bits, .symmetric = symmetric};
        QuantPlan plan;
        plan.layers.assign(3, scheme);
        const NamedTensors back =
            withFloatsOfCodes(readSafetensors(accessTo(weightCodesFile(network, plan), "file")), "file");
        ASSERT_EQ(back.tensors.size(), network.program.tensors.size());
        for (const Layer& layer : network.layers) {
          const StoredTensor& tensor = back.tensors[static_cast<std::size_t>(layer.tensor)];
          EXPECT_EQ(tensor.name, network.program.tensors[static_cast<std::size_t>(layer.tensor)].name);
          EXPECT_EQ(readFloats(tensor), *quantizedWeights(layer, scheme)) << methodName(method) << ' ' << bits;
        }
        EXPECT_EQ(readFloats(back.tensors[1]), network.program.tensors[1].floats());
      }
}

TEST(WeightCodes, RefuseDescriptionsThatDoNotFit) {
  QuantPlan plan;
  plan.layers.assign(3, QuantScheme{.bits = 4});
  const Bytes good = weightCodesFile(fileNetwork(), plan);
  const std::pair<std::string, std::string> changes[] = {{"\\\"bits\\\":4", "\\\"bits\\\":3"},
                                                         {"\\\"bits\\\":4", "\\\"bits\\\":9"},
                                                         {"\\\"channel_axis\\\":0", "\\\"channel_axis\\\":7"},
                                                         {"\\\"shape\\\":[6,3", "\\\"shape\\\":[6,4"},
                                                         {"\\\"version\\\":1", "\\\"version\\\":2"}};
  for (const auto& [from, to] : changes) {
    Bytes bad = good;
    const auto at = std::search(bad.begin(), bad.end(), from.begin(), from.end());
    ASSERT_NE(at, bad.end()) << from;
    std::copy(to.begin(), to.end(), at);
    EXPECT_THROW(withFloatsOfCodes(readSafetensors(accessTo(bad, "file")), "file"), InputError) << to;
  }
}

std::vector<test::WrittenTensor> ofSmallNetwork(std::uint64_t seed, const std::string& prefix = "") {
  return {drawn(prefix + "first.weight", {6, 3, 3, 3}, seed), drawn(prefix + "first.bias", {6}, seed + 1),
          drawn(prefix + "second.weight", {5, 6, 3, 3}, seed + 2), drawn(prefix + "head.weight", {4, 5}, seed + 3),
          drawn(prefix + "head.bias", {4}, seed + 4)};
}

// Weights of the same network drawn otherwise, laid over it, give that network.
TEST(WeightOverlays, GiveTheNetworkOfTheFile) {
  const Network base = makeNetwork(test::smallProgram(1), "small", "onnx"),
                other = makeNetwork(test::smallProgram(50), "small", "onnx");
  ASSERT_NE(base.hash, other.hash);
  for (const char* prefix : {"", "module.", "model.module."}) {
    const OverlaidNetwork laid = withWeights(base, tensorsOf(ofSmallNetwork(50, prefix)), "file");
    EXPECT_EQ(laid.network.hash, other.hash) << prefix;
    EXPECT_EQ(laid.overlay.placed.size(), 5U);
    EXPECT_TRUE(laid.overlay.left.empty());
    EXPECT_TRUE(laid.overlay.missing.empty());
    EXPECT_EQ(laid.overlay.placed[0].rule, *prefix ? "name without prefix" : "name");
  }
}

TEST(WeightOverlays, GoByShapeAndOrderWhereNamesDiffer) {
  const Network base = makeNetwork(test::smallProgram(1), "small", "onnx"),
                other = makeNetwork(test::smallProgram(50), "small", "onnx");
  std::vector<test::WrittenTensor> tensors = ofSmallNetwork(50);
  const char* names[] = {"a.weight", "a.bias", "b.weight", "c.weight", "c.bias"};
  for (std::size_t i = 0; i < tensors.size(); ++i) tensors[i].name = names[i];
  const OverlaidNetwork laid = withWeights(base, tensorsOf(tensors), "file");
  EXPECT_EQ(laid.network.hash, other.hash);
  for (const Placement& each : laid.overlay.placed) EXPECT_EQ(each.rule, "shape and order");
}

TEST(WeightOverlays, NameWhatIsLeftAndMissingAndRefuseOtherShapes) {
  const Network base = makeNetwork(test::smallProgram(1), "small", "onnx");
  std::vector<test::WrittenTensor> tensors = ofSmallNetwork(50);
  tensors.erase(tensors.begin() + 1);
  tensors.push_back(drawn("extra.weight", {7, 7}, 9));
  const OverlaidNetwork laid = withWeights(base, tensorsOf(tensors), "file");
  EXPECT_EQ(laid.overlay.left, (std::vector<std::string>{"extra.weight"}));
  EXPECT_EQ(laid.overlay.missing, (std::vector<std::string>{"first.bias"}));
  try {
    withWeights(base, tensorsOf({drawn("first.weight", {6, 3, 5, 5}, 1)}), "file");
    FAIL();
  } catch (const InputError& problem) {
    const std::string message = problem.what();
    EXPECT_NE(message.find("6 x 3 x 5 x 5"), std::string::npos) << message;
    EXPECT_NE(message.find("6 x 3 x 3 x 3"), std::string::npos) << message;
  }
  EXPECT_THROW(withWeights(base, tensorsOf({drawn("x", {99, 98}, 1)}), "file"), InputError);
}

// A network without batch norm takes weights of training with it: conv, then bn, equals the folded convolution.
TEST(WeightOverlays, FoldTheBatchNormOfTheFile) {
  const Network base = makeNetwork(test::smallProgram(1), "small", "onnx");
  std::vector<test::WrittenTensor> tensors = ofSmallNetwork(50);
  const std::vector<float> gamma = test::normals(6, 70, 1), beta = test::normals(6, 71, 1),
                           mean = test::normals(6, 72, 1), weights = test::normals(162, 50),
                           bias = test::normals(6, 51);
  std::vector<float> variance = test::normals(6, 73, 1);
  for (float& value : variance) value = value * value + 0.1F;
  tensors.insert(
      tensors.begin() + 2,
      {test::writtenFloats("norm.weight", {6}, gamma), test::writtenFloats("norm.bias", {6}, beta),
       test::writtenFloats("norm.running_mean", {6}, mean), test::writtenFloats("norm.running_var", {6}, variance)});
  const OverlaidNetwork laid = withWeights(base, tensorsOf(tensors), "file");
  EXPECT_TRUE(laid.overlay.left.empty());
  const ConstantArray<float>& folded = *laid.network.layers[0].weights;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const std::size_t c = i / 27;
    EXPECT_NEAR(folded[i], weights[i] * gamma[c] / std::sqrt(variance[c] + 1e-5), 1e-6);
  }
  bool found = false;
  for (const Tensor& tensor : laid.network.program.tensors) {
    if (tensor.name != "first.bias") continue;
    found = true;
    for (std::size_t c = 0; c < 6; ++c)
      EXPECT_NEAR(tensor.floats()[c], beta[c] + (bias[c] - mean[c]) * gamma[c] / std::sqrt(variance[c] + 1e-5), 1e-5);
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace bitprism
