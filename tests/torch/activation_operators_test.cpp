#include "core/torch/graph/activation_operators.h"

#include <gtest/gtest.h>
#include <torch/script.h>

#include <cstdlib>
#include <cstring>

#include "app/example/example_images.h"
#include "core/base/error.h"
#include "core/quant/activations/block_activation.h"
#include "core/quant/activations/uniform_activation.h"
#include "core/quant/packed/packed_file.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/graph/activation_expansion.h"
#include "core/torch/graph/executor.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "core/torch/write/packed_writer.h"
#include "core/torch/write/torchscript_writer.h"
#include "tests/support/activation_forms.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

// Values over many exponents, with zeros, ties and powers of two among them.
at::Tensor values(const Shape& shape, bool negative) {
  at::manual_seed(5);
  at::Tensor x = at::randn(shape) * at::exp2(at::randint(-6, 3, shape, at::kFloat).floor());
  x = at::where(at::rand(shape) < 0.3, at::zeros({}), x);
  x = at::where(at::rand(shape) < 0.2, (x * 8).round() / 8, x);
  return negative ? x : x.relu();
}

TEST(ActivationOperators, giveOnOtherDevicesWhatOurKernelsGive) {
  for (const std::int64_t axis : {1, -1}) {
    const std::vector<ActivationScheme> forms = test::activationForms(6);
    for (std::size_t i = 0; i < forms.size(); ++i) {
      at::Tensor x = values(axis == 1 ? Shape{3, 6, 5, 7} : Shape{9, 6}, true);
      x.view(-1).narrow(0, 0, 4).copy_(torch::tensor({-0.0F, 1e30F, -1e30F, 1e-42F}));
      if (axis == 1 && i % 2) x = x.contiguous(at::MemoryFormat::ChannelsLast);
      EXPECT_TRUE(at::equal(quantizedActivation(x, forms[i], axis), quantizedByOperators(x, forms[i], axis))) << i;
    }
  }
  EXPECT_THROW(quantizedByOperators(at::zeros({1, 5, 2, 2}), test::activationForms(6).back(), 1), UsageError);
}

// A program of nothing but the quantizer.
Program programOf(const ActivationScheme& scheme, const Shape& shape, std::int64_t axis) {
  const auto rank = static_cast<std::int64_t>(shape.size());
  Program program;
  Shape open = shape;
  open[0] = -1;
  program.inputs.push_back({"input", open});
  program.slotCount = 1;
  Network network;  // one layer that reads the input, for its axis and channels
  network.program = program;
  Layer layer;
  layer.name = "layer";
  layer.kind = axis < 0 ? LayerKind::Linear : LayerKind::Convolution;
  layer.shape = {1, axis < 0 ? shape.back() : shape.at(1)};
  for (std::int64_t i = 2; axis > 0 && i < rank; ++i) layer.shape.push_back(1);
  network.program.tensors.push_back(
      floatTensor("weight", layer.shape, std::vector<float>(static_cast<std::size_t>(elementCount(layer.shape)), 1)));
  network.layers.push_back(layer);
  network.program.instructions.push_back({"aten::linear", "", {Slot{0}, TensorIndex{0}, None{}}, {1}, "layer"});
  network.program.slotCount = 2;
  QuantPlan plan = floatPlan(1);
  plan.activations = {scheme};
  Program with = withActivationQuantizers(network, plan);
  program.instructions = {with.instructions.at(0)};
  program.slotCount = with.slotCount;
  program.outputs = program.instructions[0].outputs;
  return program;
}

at::Tensor run(const Program& program, const at::Tensor& x) {
  const c10::InferenceMode inference;
  const Executor executor(program);
  return executor.run({x.clone(at::MemoryFormat::Preserve)}, executor.weights()).at(0);
}

TEST(ActivationOperators, computeTheSameBitsAsTheirPlainForm) {
  struct Form {
    Shape shape;
    std::int64_t axis;
  };
  int compared = 0;
  for (const Form& form : {Form{{3, 40, 5, 7}, 1}, Form{{2, 3, 9, 9}, 1}, Form{{2, 1, 4, 4}, 1}, Form{{3, 33, 11}, 1},
                           Form{{2, 34, 3, 4, 2}, 1}, Form{{5, 70}, 1}, Form{{5, 70}, -1}, Form{{2, 6, 65}, -1},
                           Form{{2, 2, 3, 40}, -1}}) {
    const auto channels = static_cast<std::size_t>(form.axis < 0 ? form.shape.back() : form.shape[1]);
    for (const ActivationScheme& scheme : test::activationForms(channels)) {
      if (scheme.isFloat()) continue;
      const Program ours = programOf(scheme, form.shape, form.axis);
      const Program plain = withPlainQuantizers(ours, false);
      for (const Instruction& instruction : plain.instructions)
        EXPECT_TRUE(instruction.op.starts_with("aten::")) << instruction.op;
      const at::Tensor x = values(form.shape, true);
      std::vector<at::Tensor> inputs = {x};
      if (x.dim() == 4) inputs.push_back(x.contiguous(at::MemoryFormat::ChannelsLast));
      const at::Tensor expected = run(ours, x);
      for (const at::Tensor& input : inputs) {
        const at::Tensor got = run(ours, input);
        EXPECT_TRUE(at::equal(got, expected));
        if (form.axis == 1) {
          EXPECT_EQ(got.strides(), input.strides());
        }
        EXPECT_TRUE(at::equal(run(plain, input), expected)) << toJson(scheme).dump() << shapeText(form.shape);
        ++compared;
      }
      EXPECT_EQ(activationOf(ours.instructions[0]).method, scheme.method);
    }
  }
  EXPECT_GT(compared, 50);
}

TEST(ActivationOperators, readTransposedMemory) {
  const ActivationScheme scheme = test::activationForms(6).back();
  const at::Tensor x = values({4, 6, 5, 3}, true), turned = x.transpose(2, 3);
  EXPECT_TRUE(at::equal(quantizedActivation(turned, scheme, 1), quantizedActivation(turned.contiguous(), scheme, 1)));
  const at::Tensor slice = x.narrow(3, 1, 2);
  EXPECT_TRUE(at::equal(quantizedActivation(slice, scheme, 1), quantizedActivation(slice.contiguous(), scheme, 1)));
}

TEST(ActivationOperators, refuseOperandsThatAreNoScheme) {
  const at::Tensor x = values({2, 3}, true);
  Program program = programOf(piecewiseScheme(4, 1, 2, true, ActivationRange::TopK), {2, 3}, 1);
  program.instructions[0].inputs[2] = 3.0;  // a break-point beyond the limit
  EXPECT_THROW(run(program, x), Error);
  EXPECT_THROW(activationOf(program.instructions[0]), InputError);
  program = programOf(test::activationForms(3).back(), {2, 3}, 1);
  EXPECT_THROW(run(program, values({2, 4}, true)), Error);
}

// Layers of the small network read 3, 6 and 5 channels.
std::vector<QuantPlan> plansOf(const Network& network) {
  std::vector<QuantPlan> plans;
  const std::size_t forms = test::activationForms(3).size();
  for (std::size_t i = 0; i < forms; ++i) {
    QuantPlan plan = floatPlan(network.layers.size());
    for (std::size_t l = 0; l < network.layers.size(); ++l)
      plan.activations.push_back(
          test::activationForms(static_cast<std::size_t>(inputChannels(network.layers[l])))[(i + l) % forms]);
    plans.push_back(plan);
  }
  return plans;
}

// A module is compiled from its second run on.
TEST(ActivationOperators, runAgainAndAgainAsTorchScript) {
  const Network network = test::smallNetwork();
  const test::TemporaryFolder folder;
  for (const QuantPlan& plan : plansOf(network)) {
    exportNetwork(network, plan, torchScriptWriter, folder / "a.pt", {.force = true});
    torch::jit::Module module = torch::jit::load(folder / "a.pt");
    module.eval();
    const c10::InferenceMode inference;
    const at::Tensor images = at::randn({4, 3, 8, 8});
    const at::Tensor first = module.forward({images}).toTensor();
    for (int run = 0; run < 4; ++run)
      EXPECT_LT((module.forward({images}).toTensor() - first).abs().max().item<float>(),
                1e-4 * first.abs().max().item<float>())
          << run;
  }
}

TEST(ActivationOperators, surviveEveryFormat) {
  const Network network = test::smallNetwork();
  const ImageSet images = test::randomImages(6, {3, 8, 8}, 4, 3);
  const Preprocessing preprocessing{.mean = {.5, .5, .5}, .deviation = {.25, .25, .25}};
  const test::TemporaryFolder folder;
  for (const QuantPlan& plan : plansOf(network)) {
    const std::vector<float> expected = logits(network, plan, images, preprocessing, 6);
    EXPECT_GT(test::relativeDifference(expected, logits(network, floatPlan(3), images, preprocessing, 6)), 1e-4);
    for (const auto& [format, file] : {std::pair(&onnxWriter, "a.onnx"), std::pair(&torchScriptWriter, "a.pt"),
                                       std::pair(&packedWriter, "a.bprm")}) {
      const ExportReport report = exportNetwork(network, plan, *format, folder / file, {.force = true});
      EXPECT_TRUE(report.verified);
      const Network back = readNetwork(folder / file, {.inputShape = {3, 8, 8}});
      EXPECT_EQ(back.layers.size(), 3u);
      EXPECT_LT(test::relativeDifference(expected, logits(back, floatPlan(3), images, preprocessing, 6)), 1e-5) << file;
      // And on from there.
      const ExportReport again = exportNetwork(back, floatPlan(3), onnxWriter, folder / "b.onnx", {.force = true});
      EXPECT_TRUE(again.verified);
      EXPECT_TRUE(exportNetwork(back, floatPlan(3), torchScriptWriter, folder / "b.pt", {.force = true}).verified);
      EXPECT_TRUE(exportNetwork(back, floatPlan(3), packedWriter, folder / "b.bprm", {.force = true}).verified);
      const Network twice = readNetwork(folder / "b.onnx");
      EXPECT_LT(test::relativeDifference(expected, logits(twice, floatPlan(3), images, preprocessing, 6)), 1e-5)
          << file;
    }
  }
}

TEST(ActivationOperators, areSharedByLayersThatReadTheSameValue) {
  // Two convolutions of the same input.
  Program program;
  program.inputs.push_back({"input", {-1, 3, 8, 8}});
  program.slotCount = 1;
  const int w1 = test::addTensor(program, "a.weight", {4, 3, 3, 3}, test::normals(108, 1)),
            w2 = test::addTensor(program, "b.weight", {4, 3, 3, 3}, test::normals(108, 2));
  const int a = test::addConvolution(program, 0, w1, None{}), b = test::addConvolution(program, 0, w2, None{});
  program.slotCount += 1;
  program.instructions.push_back(
      {"aten::add", "Tensor", {Slot{a}, Slot{b}, std::int64_t{1}}, {program.slotCount - 1}, ""});
  program.outputs = {program.slotCount - 1};
  program.outputNames = {"output"};
  const Network network = makeNetwork(program, "twins", "onnx");
  QuantPlan plan = floatPlan(2);
  const auto quantizers = [&] {
    const Program with = withActivationQuantizers(network, plan);
    return std::count_if(with.instructions.begin(), with.instructions.end(),
                         [](const Instruction& instruction) { return isActivationQuantizer(instruction.op); });
  };
  for (const ActivationScheme& scheme : test::activationForms(3)) {
    if (scheme.isFloat()) continue;
    plan.activations = {scheme, scheme};
    EXPECT_EQ(quantizers(), 1);
    plan.activations[1].bits = plan.activations[1].bits == 4 ? 5 : 4;
    EXPECT_EQ(quantizers(), 2);
  }
}

TEST(ActivationOperators, keepTheirGridsInOnnx) {
  const Network network = test::smallNetwork();
  const test::TemporaryFolder folder;
  QuantPlan plan = floatPlan(3);
  for (const Layer& layer : network.layers) {
    ActivationScheme scheme;
    scheme.bits = 8;
    for (std::int64_t c = 0; c < inputChannels(layer); ++c)
      scheme.channels.push_back(channelGrid(8, -0.1 * static_cast<double>(c), 2, false));
    plan.activations.push_back(scheme);
  }
  exportNetwork(network, plan, onnxWriter, folder / "a.onnx");
  const Network back = readNetwork(folder / "a.onnx");
  EXPECT_EQ(std::count_if(back.program.instructions.begin(), back.program.instructions.end(),
                          [](const Instruction& instruction) { return instruction.op == channelQuantizer; }),
            3);
  EXPECT_TRUE(back.notices.empty());
}

std::vector<ActivationOptions> everyOption() {
  std::vector<ActivationOptions> all;
  for (const ActivationRange range :
       {ActivationRange::MinMax, ActivationRange::Percentile, ActivationRange::LeastSquares,
        ActivationRange::BatchExtremes, ActivationRange::Aciq, ActivationRange::Kl, ActivationRange::Gdrq,
        ActivationRange::TopK})
    all.push_back({.range = range});
  all.push_back(
      {.range = ActivationRange::Aciq, .granularity = Granularity::Channel, .allocate = true, .correct = true});
  all.push_back({.range = ActivationRange::LeastSquares, .granularity = Granularity::Channel});
  all.push_back({.range = ActivationRange::TopK, .method = ActivationMethod::Pwlq});
  all.push_back({.method = ActivationMethod::Bfp, .own = BlockOptions{.block = 8}});
  return all;
}

TEST(ActivationOperators, doNotDependOnThreads) {
  const auto network = std::make_shared<const Network>(readNetwork("example"));
  const ImageSet images = drawExampleImages(ExamplePart::Evaluation, 200);
  AccuracyEvaluator one(network, images, examplePreprocessing(), 1), many(network, images, examplePreprocessing(), 3);
  const ActivationCalibration first = one.calibrateActivations(), second = many.calibrateActivations();
  for (const ActivationOptions& options : everyOption())
    for (std::size_t l = 0; l < network->layers.size(); ++l)
      EXPECT_EQ(first.scheme(l, 4, options), second.scheme(l, 4, options)) << optionsText(options);
  for (const ActivationOptions& options : everyOption()) {
    QuantPlan plan = floatPlan(network->layers.size());
    for (std::size_t l = 0; l < network->layers.size(); ++l) plan.activations.push_back(first.scheme(l, 4, options));
    const Score a = one.evaluate(plan, Task{}), b = many.evaluate(plan, Task{});
    EXPECT_EQ(a.accuracy, b.accuracy);
    EXPECT_EQ(a.kl, b.kl) << optionsText(options);
    EXPECT_GT(a.accuracy, 0.5) << optionsText(options);
  }
}

std::vector<float> quantizedByPython(const std::string& module, const std::vector<float>& input, const Shape& shape,
                                     const test::TemporaryFolder& folder) {
  writeFile(folder / "in.bin", {reinterpret_cast<const std::uint8_t*>(input.data()), input.size() * sizeof(float)});
  std::string command = std::string("/usr/bin/python3 '") + BITPRISM_SOURCE_DIR + "/tests/torch/run_torchscript.py' '" +
                        module + "' '" + (folder / "in.bin") + "' '" + (folder / "out.bin") + "'";
  for (const std::int64_t extent : shape) command.append(" ").append(std::to_string(extent));
  EXPECT_EQ(std::system(command.c_str()), 0);
  const Bytes bytes = readFile(folder / "out.bin");
  std::vector<float> result(bytes.size() / sizeof(float));
  std::memcpy(result.data(), bytes.data(), result.size() * sizeof(float));
  return result;
}

TEST(ActivationOperators, runInStockPyTorch) {
  if (std::system("/usr/bin/python3 -c 'import torch' >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "no PyTorch for Python (/usr/bin/python3 -c 'import torch')";
  const Network network = test::smallNetwork();
  const ImageSet images = test::randomImages(4, {3, 8, 8}, 4, 3);
  const test::TemporaryFolder folder;
  for (QuantPlan plan : plansOf(network)) {
    // One grid a tensor is LibTorch's own operator there, which rounds otherwise at ties.
    for (ActivationScheme& scheme : plan.activations)
      if (scheme.method == ActivationMethod::Uniform && !scheme.perChannel()) scheme = {};
    writeFile(folder / "small.pt", torchScriptBytes(network, plan));
    const std::vector<float> got =
        quantizedByPython(folder / "small.pt", test::inputsOf(images, {}, 4), {4, 3, 8, 8}, folder);
    EXPECT_LT(test::relativeDifference(logits(network, plan, images, {}, 4), got), 1e-5);
  }
}

}  // namespace
}  // namespace bitprism
