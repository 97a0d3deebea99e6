// Files of a few bytes that state tensors of any size: what a graph would take is weighed before memory is taken, in
// every format, and the file is refused in one sentence.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <functional>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/graph/graph_bounds.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/read/pt2_reader.h"
#include "core/torch/read/tflite_reader.h"
#include "core/torch/read/torchscript_reader.h"
#include "tests/support/command_line.h"
#include "tests/support/onnx_models.h"
#include "tests/support/pt2_archive.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "tests/support/tflite_writer.h"
#include "tests/support/torchscript_archive.h"

namespace bitprism {
namespace {

using test::ModelBuilder;

// The sentence of a reader, or "" when it reads.
std::string sentenceOf(const std::function<void()>& read) {
  prepareTorch();
  try {
    read();
    return "";
  } catch (const Error& problem) {
    return problem.what();
  }
}

void expectSentence(const std::string& sentence, const std::string& name, const std::vector<std::string>& words) {
  for (const std::string& part : words) EXPECT_NE(sentence.find(part), std::string::npos) << name << ": " << sentence;
  EXPECT_EQ(sentence.find('\n'), std::string::npos) << name << ": " << sentence;
}

// One operator with stated numbers between two convolutions of 4 channels.
struct StatedOnnx {
  const char* name;
  std::vector<std::int64_t> input;
  std::function<std::string(ModelBuilder&, const std::string& before)> add;  // gives the operator's result
  const char* words;
};

std::string onnxSentence(const StatedOnnx& stated) {
  ModelBuilder model(stated.input, 17);
  const auto convolution = [&](const std::string& input, std::int64_t channels, const std::string& output) {
    model.node("Conv", {input, model.constant(at::full({4, channels, 3, 3}, 0.01))}, output);
    return output;
  };
  const std::string result = stated.add(model, convolution("x", stated.input[1], "first"));
  if (result != "first") convolution(result, 4, "last");
  const Bytes bytes = model.bytes(result == "first" ? "first" : "last");
  return sentenceOf([&] { makeNetwork(readOnnx(bytes, "small.onnx", "", {}).program, "small", "onnx"); });
}

TEST(WeighedGraphs, onnxIsRefusedBeforeItTakesMemory) {
  const auto sized = [](const char* op, const std::vector<std::int64_t>& numbers) {
    return [op, numbers](ModelBuilder& model, const std::string& before) {
      std::vector<std::string> inputs{before};
      if (std::string(op) == "Resize") inputs.insert(inputs.end(), {"", ""});
      inputs.push_back(model.constant(numbers));
      model.node(op, inputs, "big");
      return std::string("big");
    };
  };
  const auto filled = [](const char* op, const std::vector<std::int64_t>& numbers) {
    return [op, numbers](ModelBuilder& model, const std::string& before) {
      std::vector<std::string> inputs;
      if (std::string(op) == "Range")
        for (const std::int64_t number : numbers)
          inputs.push_back(model.constant(at::scalar_tensor(number, at::kLong)));
      else
        inputs.push_back(model.constant(numbers));
      model.node(op, inputs, "values");
      ModelBuilder::set(model.node("Cast", {"values"}, "floats"), "to", std::int64_t{1});
      model.node("ReduceMean", {"floats"}, "mean");
      model.node("Add", {before, "mean"}, "big");
      return std::string("big");
    };
  };
  const std::vector<std::int64_t> small{1, 3, 8, 8};
  const StatedOnnx table[] = {
      {"resized", small, sized("Resize", {1, 4, 8000, 8000}), "more than the"},
      {"resized to long rows", small, sized("Resize", {1, 4, 6, 1 << 20}), "works on rows of 1048576 numbers"},
      {"tiled", small, sized("Tile", {1, 1, 2048, 2048}), "more than the"},
      {"padded", small, sized("Pad", {0, 0, 4000, 4000, 0, 0, 4000, 4000}), "more than the"},
      {"expanded", small, sized("Expand", {1, 4 << 20, 4, 6, 6}), "small.onnx"},
      {"filled", small, filled("ConstantOfShape", {16'000, 16'000}), "more than the"},
      {"a range", small, filled("Range", {0, 200'000'000, 1}), "more than the"},
      {"a long row",
       {1, 3, 5, 1 << 20},
       [](ModelBuilder&, const std::string& before) { return before; },
       "works on rows of 1048576 numbers, expected at most 131072 in all rows"},
      {"padding of a convolution", small,
       [](ModelBuilder& model, const std::string& before) {
         auto& node = model.node("Conv", {before, model.constant(at::full({4, 4, 3, 3}, 0.01))}, "big");
         ModelBuilder::set(node, "pads", std::vector<std::int64_t>{7000, 7000, 7000, 7000});
         return std::string("big");
       },
       "more than the"},
      {"strides of a transposed convolution", small,
       [](ModelBuilder& model, const std::string& before) {
         auto& node = model.node("ConvTranspose", {before, model.constant(at::full({4, 4, 3, 3}, 0.01))}, "big");
         ModelBuilder::set(node, "strides", std::vector<std::int64_t>{3000, 3000});
         return std::string("big");
       },
       "more than the"},
  };
  for (const StatedOnnx& stated : table) expectSentence(onnxSentence(stated), stated.name, {stated.words});
}

// Long rows add up over a graph; sequences in their usual order may be as long as they are.
TEST(WeighedGraphs, longRowsAreCountedTogether) {
  const ConvolutionExtents picture{.input = {1, 3, 5, 50'000},
                                   .weight = {4, 3, 3, 3},
                                   .stride = {1, 1},
                                   .padding = {0, 0},
                                   .dilation = {1, 1},
                                   .outputPadding = {0, 0}};
  LongRows rows;
  for (int i = 0; i < 2; ++i) EXPECT_NO_THROW(rows.add(picture, "conv"));
  EXPECT_THROW(rows.add(picture, "conv"), GraphRefused);

  LongRows usual;
  ConvolutionExtents large = picture;
  large.input = {1, 3, 4320, 7680};
  for (int i = 0; i < 1000; ++i) EXPECT_NO_THROW(usual.add(large, "conv"));

  ConvolutionExtents sound{.input = {1, 1, 960'000},
                           .weight = {4, 1, 9},
                           .stride = {5},
                           .padding = {0},
                           .dilation = {1},
                           .outputPadding = {0}};
  EXPECT_NO_THROW(usual.add(sound, "conv"));
  sound.channelsFirst = false;
  EXPECT_THROW(usual.add(sound, "conv"), GraphRefused);

  ConvolutionExtents turned = picture;
  turned.input = {1, 3, 4, 4};
  turned.stride = {1, 1'000'000};
  EXPECT_NO_THROW(usual.add(turned, "conv"));
  turned.transposed = true;
  EXPECT_THROW(usual.add(turned, "conv"), GraphRefused);
}

// The file of 2 KB that took 12 s and the process that read it.
Bytes wideTflite() {
  test::TfliteWriter net;
  const std::vector<float> weights(54, 0.1F);
  net.tensor("x", {1, 5, 4'194'309, 2});
  net.constant("w", {3, 3, 3, 2}, weights);
  net.tensor("y", {1, 3, 3, 3});
  net.node(3, {0, 1, -1}, {2}, 1, test::convolutionOptions(true, 2, 3));
  return net.bytes({0}, {2});
}

TEST(WeighedGraphs, tfliteIsRefusedBeforeItTakesMemory) {
  expectSentence(sentenceOf([] { readTflite(wideTflite(), "small.tflite", {}); }), "long rows",
                 {"small.tflite", "aten::convolution at 'y'", "works on rows of 4194309 numbers"});
  test::TfliteWriter net;
  net.tensor("x", {1, 8, 8, 3});
  net.constant("size", {20'000, 20'000});
  net.tensor("y", {1, 20'000, 20'000, 3});
  net.node(23, {0, 1}, {2});
  expectSentence(sentenceOf([&] { readTflite(net.bytes({0}, {2}), "small.tflite", {}); }), "resized",
                 {"small.tflite", "RESIZE_BILINEAR at 'y'", "impossible size"});
}

TEST(WeighedGraphs, exportedProgramsAreRefusedBeforeTheyTakeMemory) {
  const auto sentence = [](const std::vector<std::int64_t>& repeats) {
    test::Pt2Writer net;
    const std::string x = net.input("x", {{"s0", 2}, 3, 8, 8});
    const std::string w = net.floats("conv.weight", {4, 3, 3, 3}, std::vector<float>(108, 0.1F));
    net.range("s0", 1, nullptr);
    const std::string y =
        net.call("aten.repeat.default", {{"self", test::exportedRef(x)}, {"repeats", test::exportedInts(repeats)}});
    net.output(net.call("aten.conv2d.default", {{"input", test::exportedRef(y)}, {"weight", test::exportedRef(w)}}));
    return sentenceOf([&] { readPt2(net.package(), "small.pt2", {}); });
  };
  EXPECT_EQ(sentence({1, 1, 2, 2}), "");
  expectSentence(sentence({1, 1, 4096, 4096}), "repeated", {"small.pt2", "aten::repeat at 'v0'", "more than the"});
  expectSentence(sentence({1, 1, 1, 1 << 18}), "long rows", {"small.pt2", "works on rows of 2097152 numbers"});
}

TEST(WeighedGraphs, torchScriptIsRefusedBeforeItTakesMemory) {
  const auto sentence = [](const std::string& repeats) {
    const Bytes bytes = test::netArchive({.code = test::netCode("    x = torch.repeat(x, " + repeats + ")\n")});
    return sentenceOf([&] { readTorchScript(bytes, "small.pt", {3, 8, 8}); });
  };
  EXPECT_EQ(sentence("[1, 1, 2, 2]"), "");
  expectSentence(sentence("[1, 1, 4096, 4096]"), "repeated", {"small.pt", "aten::repeat at", "more than the"});
  expectSentence(sentence("[1, 1, 1, 262144]"), "long rows", {"small.pt", "works on rows of 2097152 numbers"});
}

TEST(WeighedGraphs, packedFilesAreRefusedBeforeTheyTakeMemory) {
  const test::TemporaryFolder folder;
  const auto sentence = [&](const std::vector<std::int64_t>& repeats) {
    Program program = test::smallNetwork().program;
    const int slot = program.slotCount++;
    for (Instruction& instruction : program.instructions)
      for (Operand& operand : instruction.inputs)
        if (operand == Operand(Slot{0})) operand = Slot{slot};
    program.instructions.insert(program.instructions.begin(), {"aten::repeat", "", {Slot{0}, repeats}, {slot}, "many"});
    const Network network = makeNetwork(program, "small", "onnx");
    writeFile(folder / "small.bprm", packNetwork(network, floatPlan(network.layers.size())));
    return sentenceOf([&] { readNetwork(folder / "small.bprm"); });
  };
  EXPECT_EQ(sentence({1, 1, 1, 1}), "");
  expectSentence(sentence({1, 1, 1 << 15, 1 << 15}), "repeated", {"small.bprm", "'aten::repeat'", "more than the"});
  expectSentence(sentence({1, 1, 1, 1 << 20}), "long rows", {"small.bprm", "works on rows of"});
}

// As a person meets it: nothing crashes, and what it takes stays near what any file takes.
TEST(WeighedGraphs, endInASentenceForWhoeverOpensThem) {
  const test::TemporaryFolder folder;
  writeFile(folder / "wide.tflite", wideTflite());
  for (const char* command : {"inspect", "evaluate"}) {
    std::vector<std::string> arguments{command, folder / "wide.tflite"};
    if (std::string(command) == "evaluate") arguments.insert(arguments.end(), {"--data", "synthetic"});
    const test::MeasuredResult result = test::runMeasured(arguments, folder.path());
    std::printf("%-10s exit %3d %6.1f s %6lld MiB  %s", command, result.code, result.seconds,
                static_cast<long long>(result.peakBytes >> 20), result.err.c_str());
    EXPECT_EQ(result.code, 3) << result.err;
    EXPECT_NE(result.err.find("works on rows of"), std::string::npos) << result.err;
    EXPECT_EQ(result.err.find("crashed"), std::string::npos) << result.err;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    EXPECT_LT(result.peakBytes, std::int64_t{3} << 29);
#endif
  }
}

}  // namespace
}  // namespace bitprism
