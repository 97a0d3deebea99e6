#include "core/torch/write/torchscript_writer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>

#include "core/base/error.h"
#include "core/quant/activations/uniform_activation.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "tests/support/operator_cases.h"
#include "tests/support/random_images.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

Network readBack(const Bytes& bytes, const Shape& shape) {
  const test::TemporaryFolder folder;
  writeFile(folder / "exported.pt", bytes);
  return readNetwork(folder / "exported.pt", {.inputShape = shape});
}

Shape imageShape(const Network& network) {
  const Shape& shape = network.program.inputs.at(0).shape;
  return {shape.begin() + 1, shape.end()};
}

void expectSame(const Network& network, const Network& back) {
  EXPECT_TRUE(test::sameInstructions(network.program.instructions, back.program.instructions));
  ASSERT_EQ(network.layers.size(), back.layers.size());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    EXPECT_EQ(network.layers[l].name, back.layers[l].name);
    EXPECT_EQ(*network.layers[l].weights, *back.layers[l].weights);
  }
}

TEST(TorchScriptWriter, givesBackTheSameNetwork) {
  const Network network = test::smallNetwork();
  expectSame(network, readBack(torchScriptBytes(network, floatPlan(3)), {3, 8, 8}));
}

TEST(TorchScriptWriter, givesBackTheExample) {
  const Network network = readNetwork("example");
  const Network back = readBack(torchScriptBytes(network, floatPlan(network.layers.size())), imageShape(network));
  expectSame(network, back);
  EXPECT_EQ(network.program.tensors.size(), back.program.tensors.size());
  EXPECT_EQ(network.otherBytes, back.otherBytes);
}

TEST(TorchScriptWriter, holdsDequantizedWeights) {
  const Network network = test::smallNetwork();
  const QuantPlan plan = withBits({.symmetric = false}, {3, halfBits, 8});
  const Network back = readBack(torchScriptBytes(network, plan), {3, 8, 8});
  for (std::size_t l = 0; l < 3; ++l)
    EXPECT_EQ(*back.layers[l].weights, *quantizedWeights(network.layers[l], plan.layers[l]));
}

TEST(TorchScriptWriter, saysEveryOperator) {
  const ImageSet images = test::randomImages(3, {3, 8, 8}, 4, 3);
  for (const test::OperatorCase& item : test::operatorCases()) {
    const Network network = makeNetwork(item.program, item.name, "onnx");
    const QuantPlan plan = floatPlan(network.layers.size());
    const Network back = readBack(torchScriptBytes(network, plan), {3, 8, 8});
    EXPECT_LT(test::relativeDifference(logits(network, plan, images, {}, 3),
                                       logits(back, floatPlan(back.layers.size()), images, {}, 3)),
              1e-6)
        << item.name;
  }
}

QuantPlan withQuantizedInputs(const Network& network) {
  QuantPlan plan = uniformPlan(network.layers.size(), {.bits = 6});
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    plan.activations.push_back(activationScheme(5, l == 0 ? -2.5 : 0, 3, false, ActivationRange::MinMax));
  return plan;
}

TEST(TorchScriptWriter, keepsQuantizedActivations) {
  const Network network = test::smallNetwork();
  const QuantPlan plan = withQuantizedInputs(network);
  const Network back = readBack(torchScriptBytes(network, plan), {3, 8, 8});
  const auto& instructions = back.program.instructions;
  EXPECT_EQ(std::count_if(instructions.begin(), instructions.end(),
                          [](const Instruction& instruction) { return instruction.op == activationQuantizer; }),
            3);
  const ImageSet images = test::randomImages(5, {3, 8, 8}, 4, 3);
  EXPECT_LT(test::relativeDifference(logits(network, plan, images, {}, 5), logits(back, floatPlan(3), images, {}, 5)),
            1e-6);
}

TEST(TorchScriptWriter, spellsNamesThatAreNoIdentifiers) {
  Program program = test::smallProgram();
  program.tensors[0].name = "features.0.weight";
  program.tensors[1].name = "features..0/bias";
  program.tensors[2].name = "a \"quoted\" name.weight";
  program.tensors[3].name = "forward";
  program.tensors[4].name = "forward.weight";
  const Network network = makeNetwork(program, "odd", "onnx");
  const Network back = readBack(torchScriptBytes(network, floatPlan(3)), {3, 8, 8});
  ASSERT_EQ(back.layers.size(), 3u);
  EXPECT_EQ(back.layers[0].name, "features.0");
  for (std::size_t l = 0; l < 3; ++l) EXPECT_EQ(*network.layers[l].weights, *back.layers[l].weights);
}

TEST(TorchScriptWriter, refusesAPlanOfAnotherLength) {
  EXPECT_THROW(torchScriptBytes(test::smallNetwork(), floatPlan(2)), UsageError);
}

TEST(TorchScriptWriter, exportsEveryRealNetwork) {
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  const test::TemporaryFolder folder;
  for (const auto& entry : std::filesystem::directory_iterator(data + "/networks")) {
    if (entry.path().extension() != ".onnx" && entry.path().extension() != ".pt") continue;
    const bool large = entry.path().filename().string().starts_with("squeezenet");
    const Shape shape = large ? Shape{3, 227, 227} : Shape{3, 32, 32};
    const Network network = readNetwork(entry.path().string(), {.inputShape = shape});
    const ExportReport report = exportNetwork(network, uniformPlan(network.layers.size(), {.bits = 4}),
                                              torchScriptWriter, folder / "out.pt", {.force = true});
    EXPECT_LT(report.maxLogitDifference, 1e-6) << entry.path();
    const Network back = readNetwork(folder / "out.pt", {.inputShape = shape});
    EXPECT_TRUE(test::sameInstructions(network.program.instructions, back.program.instructions)) << entry.path();
  }
}

std::vector<float> runByPython(const std::string& module, const std::vector<float>& input, const Shape& shape,
                               const test::TemporaryFolder& folder) {
  writeFile(folder / "in.bin", {reinterpret_cast<const std::uint8_t*>(input.data()), input.size() * sizeof(float)});
  std::string command = std::string("/usr/bin/python3 '") + BITPRISM_SOURCE_DIR + "/tests/torch/run_torchscript.py' '" +
                        module + "' '" + (folder / "in.bin") + "' '" + (folder / "out.bin") + "'";
  for (const std::int64_t extent : shape) command += " " + std::to_string(extent);
  EXPECT_EQ(std::system(command.c_str()), 0);
  const Bytes bytes = readFile(folder / "out.bin");
  std::vector<float> result(bytes.size() / sizeof(float));
  std::memcpy(result.data(), bytes.data(), result.size() * sizeof(float));
  return result;
}

TEST(TorchScriptWriter, runsInStockPyTorchAtAnyBatch) {
  if (std::system("/usr/bin/python3 -c 'import torch' >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "no PyTorch for Python (/usr/bin/python3 -c 'import torch')";
  const test::TemporaryFolder folder;
  const Network network = readNetwork("example");
  const QuantPlan plan = uniformPlan(network.layers.size(), {.bits = 4});
  writeFile(folder / "example.pt", torchScriptBytes(network, plan));
  for (const std::int64_t count : {1, 7}) {
    const ImageSet images = test::randomImages(count, {3, 32, 32}, 10, 5);
    const std::vector<float> got =
        runByPython(folder / "example.pt", test::inputsOf(images, {}, count), {count, 3, 32, 32}, folder);
    EXPECT_LT(test::relativeDifference(logits(network, plan, images, {}, count), got), 1e-5) << count;
  }
  // PyTorch multiplies by the inverse of the scale where ONNX divides by it, so a code may differ by one here and
  // there.
  const Network small = test::smallNetwork();
  const QuantPlan quantized = withQuantizedInputs(small);
  writeFile(folder / "small.pt", torchScriptBytes(small, quantized));
  const ImageSet images = test::randomImages(4, {3, 8, 8}, 4, 3);
  const std::vector<float> got = runByPython(folder / "small.pt", test::inputsOf(images, {}, 4), {4, 3, 8, 8}, folder);
  EXPECT_LT(test::relativeDifference(logits(small, quantized, images, {}, 4), got), 0.02);
}

}  // namespace
}  // namespace bitprism
