#include "core/network/program.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/network/network.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

using test::addConvolution;
using test::addTensor;
using test::normals;

Program withBatchNorm(bool readTwice) {
  Program program;
  program.inputs.push_back({"input", {-1, 2, 4, 4}});
  program.slotCount = 1;
  const int weight = addTensor(program, "conv.weight", {3, 2, 3, 3}, normals(54, 1));
  const int conv = addConvolution(program, 0, weight, None{});
  const int gamma = addTensor(program, "bn.weight", {3}, {1.5f, -0.5f, 2.f}),
            beta = addTensor(program, "bn.bias", {3}, {0.1f, 0.2f, 0.3f});
  const int mean = addTensor(program, "bn.mean", {3}, {0.5f, -1.f, 0.f}),
            variance = addTensor(program, "bn.var", {3}, {1.f, 4.f, 0.25f});
  const int norm = program.slotCount++;
  program.instructions.push_back({"aten::batch_norm",
                                  "",
                                  {Slot{conv}, TensorIndex{gamma}, TensorIndex{beta}, TensorIndex{mean},
                                   TensorIndex{variance}, false, 0.1, 1e-5, false},
                                  {norm},
                                  ""});
  program.outputs = {norm};
  if (readTwice) program.outputs.push_back(conv);
  return program;
}

TEST(FoldBatchNorm, multipliesTheWeightsAndGivesABias) {
  const Program program = withBatchNorm(false);
  const Program folded = withFoldedBatchNorm(program);
  ASSERT_EQ(folded.instructions.size(), 1u);
  EXPECT_EQ(folded.instructions[0].op, "aten::convolution");
  const Tensor& weight =
      folded.tensors[static_cast<std::size_t>(std::get<TensorIndex>(folded.instructions[0].inputs[1]).index)];
  const Tensor& bias =
      folded.tensors[static_cast<std::size_t>(std::get<TensorIndex>(folded.instructions[0].inputs[2]).index)];
  const double factor1 = -0.5 / std::sqrt(4 + 1e-5);
  EXPECT_FLOAT_EQ(weight.floats()[18], static_cast<float>(program.tensors[0].floats()[18] * factor1));
  EXPECT_FLOAT_EQ(bias.floats()[1], static_cast<float>(0.2 + 1.0 * factor1));
  EXPECT_EQ(weight.name, "conv.weight");
}

TEST(FoldBatchNorm, leavesAConvolutionAloneThatOthersRead) {
  EXPECT_EQ(withFoldedBatchNorm(withBatchNorm(true)).instructions.size(), 2u);
}

TEST(PrunedProgram, dropsWhatNobodyReads) {
  Program program = test::smallProgram();
  const std::size_t before = program.instructions.size();
  const int unused = addTensor(program, "unused", {6, 3, 3, 3}, normals(162, 9));
  addConvolution(program, 0, unused, None{});
  const Program result = pruned(program);
  EXPECT_EQ(result.instructions.size(), before);
  for (const Tensor& tensor : result.tensors) EXPECT_NE(tensor.name, "unused");
  checkProgram(result);
}

TEST(CheckProgram, refusesWhatIsReadBeforeItIsWritten) {
  Program program = test::smallProgram();
  std::swap(program.instructions[0], program.instructions[1]);
  EXPECT_THROW(checkProgram(program), InputError);
  Program twice = test::smallProgram();
  twice.instructions[1].outputs = twice.instructions[0].outputs;
  EXPECT_THROW(checkProgram(twice), InputError);
  Program outside = test::smallProgram();
  outside.instructions[0].inputs[1] = TensorIndex{99};
  EXPECT_THROW(checkProgram(outside), InputError);
}

TEST(MakeNetwork, findsLayersInOrderWithNamesAndShapes) {
  const Network network = test::smallNetwork();
  ASSERT_EQ(network.layers.size(), 3u);
  EXPECT_EQ(network.layers[0].name, "first");
  EXPECT_EQ(network.layers[1].shape, (Shape{5, 6, 3, 3}));
  EXPECT_EQ(network.layers[2].kind, LayerKind::Linear);
  EXPECT_EQ(network.weightCount(), 162 + 270 + 20);
  EXPECT_EQ(network.otherBytes, 4 * (6 + 4));
}

TEST(MakeNetwork, namesTheLayerWhoseWeightsAreNotFinite) {
  Program program = test::smallProgram();
  std::vector<float> values = normals(270, 3);
  values[5] = std::nanf("");
  values[7] = std::numeric_limits<float>::infinity();
  program.tensors[2] = floatTensor("second.weight", {5, 6, 3, 3}, values);
  try {
    makeNetwork(program, "bad", "onnx");
    FAIL() << "accepted NaN";
  } catch (const InputError& problem) {
    EXPECT_NE(std::string(problem.what()).find("'second' has 2 of 270"), std::string::npos) << problem.what();
  }
}

TEST(MakeNetwork, readsNamesOutOfExportersPaths) {
  Program program = test::smallProgram();
  program.tensors[0].name = "onnx::Conv_12";
  program.instructions[0].name = "/layer1/layer1.0/conv1/Conv";
  EXPECT_EQ(makeNetwork(program, "n", "onnx").layers[0].name, "layer1.0.conv1");
}

TEST(MakeNetwork, refusesANetworkWithoutLayers) {
  Program program;
  program.inputs.push_back({"input", {-1, 3}});
  program.slotCount = 1;
  program.outputs = {test::addUnary(program, "aten::relu", 0)};
  EXPECT_THROW(makeNetwork(program, "empty", "onnx"), InputError);
}

}  // namespace
}  // namespace bitprism
