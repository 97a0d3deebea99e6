// Files of a few bytes that state tensors of any size: what a graph would take is weighed before memory is taken, in
// every format, and the file is refused in one sentence.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <limits>

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
      {"resized to long rows", small, sized("Resize", {1, 4, 6, 1 << 20}), "works on rows of 1048574 numbers"},
      {"tiled", small, sized("Tile", {1, 1, 2048, 2048}), "more than the"},
      {"padded", small, sized("Pad", {0, 0, 4000, 4000, 0, 0, 4000, 4000}), "more than the"},
      {"expanded", small, sized("Expand", {1, 4 << 20, 4, 6, 6}), "small.onnx"},
      {"filled", small, filled("ConstantOfShape", {16'000, 16'000}), "more than the"},
      {"a range", small, filled("Range", {0, 200'000'000, 1}), "more than the"},
      {"a long row",
       {1, 3, 5, 1 << 20},
       [](ModelBuilder&, const std::string& before) { return before; },
       "works on rows of 1048574 numbers, which with those before take"},
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

ConvolutionExtents wideConvolution(const Shape& input, const Shape& weight) {
  const std::vector<std::int64_t> ones(weight.size() - 2, 1), zeros(weight.size() - 2, 0);
  return {.input = input, .weight = weight, .stride = ones, .padding = zeros, .dilation = ones};
}

bool isTooMuchCode(const std::vector<ConvolutionExtents>& convolutions) {
  ConvolutionCode code;
  try {
    for (const ConvolutionExtents& convolution : convolutions) code.add(convolution, "conv");
    return false;
  } catch (const GraphRefused&) {
    return true;
  }
}

// Code adds up over a graph; equal convolutions share it.
TEST(WeighedGraphs, codeOfConvolutionsIsCountedTogether) {
  std::vector<ConvolutionExtents> different, equal(1000, wideConvolution({1, 3, 5, 50'000}, {4, 3, 3, 3}));
  for (std::int64_t channels = 1; channels <= 4; ++channels)
    different.push_back(wideConvolution({1, channels, 5, 50'000}, {4, channels, 3, 3}));
  EXPECT_FALSE(isTooMuchCode(different));
  EXPECT_FALSE(isTooMuchCode(equal));
  different.push_back(wideConvolution({1, 5, 5, 50'000}, {4, 5, 3, 3}));
  EXPECT_TRUE(isTooMuchCode(different));
}

// A U-Net for pictures of 8192 x 8192 in 5 levels, as satellites and microscopes give them.
TEST(WeighedGraphs, largePicturesNeedLittleCode) {
  std::vector<ConvolutionExtents> net;
  std::int64_t channels = 64, before = 3;
  for (std::int64_t side = 8192; side >= 512; side /= 2, before = channels, channels *= 2)
    for (const std::int64_t from : {before, channels, 2 * channels}) {
      net.push_back(wideConvolution({1, from, side, side}, {channels, from, 3, 3}));
      net.back().padding = {1, 1};
    }
  EXPECT_FALSE(isTooMuchCode(net));
}

TEST(WeighedGraphs, codeIsCountedWhereItIsWritten) {
  ConvolutionExtents stated = wideConvolution({1, 8, 5, 1'000'000}, {8, 8, 3, 3});
  EXPECT_TRUE(isTooMuchCode({stated}));
  ConvolutionExtents other = stated;
  other.stride = {1, 8};
  EXPECT_FALSE(isTooMuchCode({other}));
  other = stated;
  other.groups = 8;
  EXPECT_FALSE(isTooMuchCode({other}));
  other = stated;
  other.weight = {8, 8, 1, 1};
  EXPECT_FALSE(isTooMuchCode({other}));
  other = stated;
  other.transposed = true;
  EXPECT_FALSE(isTooMuchCode({other}));
  other = stated;
  other.input = {1, 8, 1'000'000, 5};
  EXPECT_FALSE(isTooMuchCode({other}));
  other.padding = {0, 500'000};
  EXPECT_TRUE(isTooMuchCode({other}));

  ConvolutionExtents sound = wideConvolution({1, 1, 960'000}, {4, 1, 9});
  EXPECT_FALSE(isTooMuchCode({sound}));
  sound.channelsFirst = false;
  EXPECT_TRUE(isTooMuchCode({sound}));
}

TEST(WeighedGraphs, boundsFollowTheMemoryForReading) {
  constexpr std::int64_t gibibyte = std::int64_t{1} << 30;
  const GraphBounds usual = graphBounds(0), asked = graphBounds(0, 3 * gibibyte), more = graphBounds(0, 16 * gibibyte);
  EXPECT_EQ(usual.bytesOfTensor, asked.bytesOfTensor);
  EXPECT_EQ(usual.bytesOfAll, asked.bytesOfAll);
  EXPECT_EQ(more.bytesOfTensor, 4 * gibibyte);
  EXPECT_EQ(more.bytesOfAll, 8 * gibibyte);
  // Weights are counted on both sides.
  EXPECT_EQ(graphBounds(gibibyte).bytesOfAll, graphBounds(gibibyte, 11 * gibibyte).bytesOfAll);
  EXPECT_LE(graphBounds(100, 512 << 20).bytesOfAll, 257 << 20);
  EXPECT_GT(graphBounds(std::numeric_limits<std::int64_t>::max(), 1).bytesOfAll, 0);
}

// One convolution on a picture of 3 x 512 x 2048, 12 MiB, of which it makes 64 channels, 256 MiB.
TEST(WeighedGraphs, largePicturesAreReadWithTheMemoryThatTheyNeed) {
  ModelBuilder model({1, 3, 512, 2048}, 17);
  model.node("Conv", {"x", model.constant(at::full({64, 3, 3, 3}, 0.01))}, "y");
  const Bytes bytes = model.bytes("y");
  const auto sentence = [&](std::int64_t mebibytes) {
    return sentenceOf([&] { readOnnx(bytes, "large.onnx", "", {}, mebibytes << 20); });
  };
  expectSentence(sentence(16), "less than the picture",
                 {"an input of 1 x 3 x 512 x 2048 numbers", "more than the", "--read-memory allows more"});
  expectSentence(sentence(128), "little memory", {"large.onnx", "more than the", "--read-memory allows more"});
  EXPECT_EQ(sentence(2560), "");
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
                 {"small.tflite", "aten::convolution at 'y'", "works on rows of"});
  test::TfliteWriter net;
  net.tensor("x", {1, 8, 8, 3});
  net.constant("size", {20'000, 20'000});
  net.tensor("y", {1, 20'000, 20'000, 3});
  net.node(23, {0, 1}, {2});
  expectSentence(sentenceOf([&] { readTflite(net.bytes({0}, {2}), "small.tflite", {}); }), "resized",
                 {"small.tflite", "RESIZE_BILINEAR at 'y'", "impossible size"});
}

// A file that states 458,753 images took 11 s until its sentence: the example was made image by image.
TEST(WeighedGraphs, tfliteMayStateManyImages) {
  constexpr std::int64_t images = 458'753;
  const auto sentence = [](std::int64_t given) {
    test::TfliteWriter net;
    const std::vector<float> weights(54, 0.1F);
    net.tensor("x", {images, 5, 5, 2});
    net.constant("w", {3, 3, 3, 2}, weights);
    net.tensor("y", {given, 3, 3, 3});
    net.node(3, {0, 1, -1}, {2}, 1, test::convolutionOptions(true, 2, 3));
    return sentenceOf([&] { readTflite(net.bytes({0}, {2}), "small.tflite", {}); });
  };
  expectSentence(sentence(1), "one image", {"small.tflite", "the file states 1 x 3 x 3 x 3"});
  EXPECT_EQ(sentence(images), "");
}

// A chain whose values are more than the bound together, but not at once.
TEST(WeighedGraphs, valuesAreForgottenOnceTheyAreRead) {
  constexpr int steps = 40;
  test::TfliteWriter net;
  net.tensor("x", {1, 256, 256, 16});
  const std::vector<float> weights(256, 0.1F);
  net.constant("w", {16, 1, 1, 16}, weights);
  std::int32_t before = 0;
  for (int i = 0; i < steps; ++i) {
    const std::int32_t next = net.tensor("y" + std::to_string(i), {1, 256, 256, 16});
    net.node(3, {before, 1, -1}, {next}, 1, test::convolutionOptions(true, 1));
    before = next;
  }
  const Bytes bytes = net.bytes({0}, {before});
  EXPECT_EQ(sentenceOf([&] { readTflite(bytes, "long.tflite", {}, 128 << 20); }), "");

  std::string code;
  for (int i = 0; i < steps; ++i) code += "    x = torch.relu(torch.add(x, 1))\n";
  const Bytes archive = test::netArchive({.code = test::netCode(code)});
  EXPECT_EQ(sentenceOf([&] { readTorchScript(archive, "long.pt", {3, 512, 512}, {}, 128 << 20); }), "");
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
  expectSentence(sentence({1, 1, 1, 1 << 18}), "long rows", {"small.pt2", "works on rows of 20971"});
}

TEST(WeighedGraphs, torchScriptIsRefusedBeforeItTakesMemory) {
  const auto sentence = [](const std::string& repeats) {
    const Bytes bytes = test::netArchive({.code = test::netCode("    x = torch.repeat(x, " + repeats + ")\n")});
    return sentenceOf([&] { readTorchScript(bytes, "small.pt", {3, 8, 8}); });
  };
  EXPECT_EQ(sentence("[1, 1, 2, 2]"), "");
  expectSentence(sentence("[1, 1, 4096, 4096]"), "repeated", {"small.pt", "aten::repeat at", "more than the"});
  expectSentence(sentence("[1, 1, 1, 262144]"), "long rows", {"small.pt", "works on rows of 20971"});
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

  // A view that takes no memory, whose numbers nobody could go through.
  Program program = test::smallNetwork().program;
  const int wide = program.slotCount++, sum = program.slotCount++;
  program.instructions.push_back(
      {"aten::unsqueeze", "", {Slot{program.outputs[0]}, std::int64_t{0}}, {program.slotCount++}, "raised"});
  const std::vector<std::int64_t> extents{std::int64_t{1} << 40, -1, -1};
  program.instructions.push_back({"aten::expand", "", {Slot{program.slotCount - 1}, extents, false}, {wide}, "wide"});
  program.instructions.push_back({"aten::sum", "", {Slot{wide}, None{}}, {sum}, "sum"});
  program.outputs = {sum};
  const Network network = makeNetwork(program, "small", "onnx");
  writeFile(folder / "wide.bprm", packNetwork(network, floatPlan(network.layers.size())));
  expectSentence(sentenceOf([&] { readNetwork(folder / "wide.bprm"); }), "a view",
                 {"wide.bprm", "operator aten::sum", "reads a tensor of 1099511627776 x"});
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
