// Weights in other places than the second operand of a convolution or linear operator, and weights used more than once.

#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/quant/activations/activation_calibration.h"
#include "core/quant/activations/uniform_activation.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/packed/packed_file.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/measure/plan_runner.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "core/torch/write/packed_writer.h"
#include "core/torch/write/torchscript_writer.h"
#include "tests/support/every_scheme.h"
#include "tests/support/test_paths.h"
#include "tests/support/weight_cases.h"

namespace bitprism {
namespace {

Network read(const test::WeightCase& item) {
  return makeNetwork(readOnnx(item.bytes, item.name, "", {}).program, "case", "onnx");
}

at::Tensor outputOf(const Network& network, const QuantPlan& plan, const at::Tensor& input) {
  PlanRunner runner(std::make_shared<const Network>(network));
  return runner.run({input}, runner.prepare(plan)).at(0);
}

double sqnrDb(const at::Tensor& wanted, const at::Tensor& given) {
  const at::Tensor a = wanted.to(at::kDouble), b = given.to(at::kDouble);
  return 10 * std::log10(a.square().sum().item<double>() / (a - b).square().sum().item<double>());
}

QuantPlan eightBits(const Network& network) {
  return uniformPlan(network.layers.size(), {.bits = 8});
}

TEST(LayerWeights, areFoundWhereverTheyStand) {
  const c10::InferenceMode inference;
  for (const test::WeightCase& item : test::allWeightCases()) {
    SCOPED_TRACE(item.name);
    const Network network = read(item);
    ASSERT_EQ(network.layers.size(), item.layers.size());
    for (std::size_t l = 0; l < item.layers.size(); ++l) {
      EXPECT_EQ(network.layers[l].kind, item.layers[l].kind);
      EXPECT_EQ(network.layers[l].shape, item.layers[l].shape);
      EXPECT_EQ(network.layers[l].channelAxis, 0);
    }
    EXPECT_EQ(network.weightCount(), item.weights);
    EXPECT_TRUE(network.loose.empty());
  }
}

TEST(LayerWeights, computeWhatTheFileSays) {
  const c10::InferenceMode inference;
  int compared = 0;
  for (const test::WeightCase& item : test::productCases()) {
    if (!item.reference) continue;
    SCOPED_TRACE(item.name);
    const Network network = read(item);
    for (const std::int64_t batch : {1, 2, 5}) {
      const at::Tensor input = test::inputOf(item, network.program.inputs[0].shape, batch);
      const at::Tensor wanted = item.reference(input), given = outputOf(network, floatPlan(1), input);
      ASSERT_EQ(given.sizes(), wanted.sizes());
      EXPECT_TRUE(at::allclose(given, wanted, 1e-4, 1e-5)) << (given - wanted).abs().max();
      ++compared;
    }
  }
  EXPECT_GT(compared, 40);
}

// W [in, out / groups, kernel] as the file has it, one output channel after another.
std::vector<std::vector<float>> channelsByHand(const at::Tensor& weights, std::int64_t groups) {
  const std::int64_t inputs = weights.size(0) / groups, each = weights.size(1);
  std::vector<std::vector<float>> channels;
  for (std::int64_t g = 0; g < groups; ++g)
    for (std::int64_t j = 0; j < each; ++j) {
      channels.emplace_back();
      for (std::int64_t i = 0; i < inputs; ++i) {
        const at::Tensor kernel = weights[g * inputs + i][j].contiguous().flatten();
        channels.back().insert(channels.back().end(), kernel.data_ptr<float>(),
                               kernel.data_ptr<float>() + kernel.numel());
      }
    }
  return channels;
}

TEST(GroupedTransposedConvolution, hasAScaleForEveryOutputChannel) {
  const c10::InferenceMode inference;
  const test::L shapes[] = {{8, 1, 4, 4}, {8, 3, 3, 2}, {6, 1, 3, 3}, {4, 3, 3}};
  const std::int64_t groupsOf[] = {8, 2, 2, 4};
  for (std::size_t k = 0; k < std::size(shapes); ++k) {
    const std::int64_t groups = groupsOf[k];
    test::L input(shapes[k].size(), 5);
    input[0] = -1;
    input[1] = shapes[k][0];
    const Network network = read(test::transposedCase("case", input, shapes[k], groups));
    const Layer& layer = network.layers.at(0);
    const auto channels = channelsByHand(test::spreadTransposed(shapes[k], groups, 11).weights, groups);
    ASSERT_EQ(layer.channels(), static_cast<std::int64_t>(channels.size()));
    const QuantizedTensor tensor = quantize(layer, {.bits = 8, .correction = Correction::None});
    ASSERT_EQ(tensor.scales.size(), channels.size());
    const std::vector<float> rounded = dequantize(tensor);
    const std::size_t size = channels[0].size();
    for (std::size_t o = 0; o < channels.size(); ++o) {
      float largest = 0;
      for (std::size_t i = 0; i < size; ++i) {
        EXPECT_EQ((*layer.weights)[o * size + i], channels[o][i]);
        largest = std::max(largest, std::fabs(channels[o][i]));
      }
      EXPECT_NEAR(tensor.scales[o], largest / 127, largest / 127 * 0.01);
      for (std::size_t i = 0; i < size; ++i)
        EXPECT_LE(std::fabs(rounded[o * size + i] - channels[o][i]), 0.51F * tensor.scales[o]);
    }
  }
}

TEST(GroupedTransposedConvolution, losesNoChannelAtEightBits) {
  const c10::InferenceMode inference;
  for (const test::WeightCase& item : test::transposedCases()) {
    const Network network = read(item);
    const at::Tensor input = test::inputOf(item, network.program.inputs[0].shape, 3);
    const at::Tensor wanted = outputOf(network, floatPlan(1), input);
    EXPECT_GT(sqnrDb(wanted, outputOf(network, eightBits(network), input)), 38) << item.name;
    QuantPlan whole = eightBits(network);
    whole.layers[0].granularity = Granularity::Tensor;
    EXPECT_LT(sqnrDb(wanted, outputOf(network, whole, input)), 25) << item.name << ": the case says nothing";
  }
}

TEST(GroupedTransposedConvolution, isWrittenByEveryMethodInEveryFormat) {
  const test::TemporaryFolder folder;
  int written = 0;
  for (const test::WeightCase& item : {test::transposedCases()[0], test::transposedCases()[4]}) {
    const Network network = read(item);
    for (const QuantScheme& scheme : test::everyScheme(4)) {
      const QuantPlan plan = uniformPlan(1, scheme);
      for (const NetworkWriter* format : networkWriters()) {
        // Reads back what it wrote and compares with the plan, or throws.
        const ExportReport report = exportNetwork(network, plan, *format, folder / "out", {.force = true});
        EXPECT_TRUE(report.verified);
        if (format == &packedWriter) {
          EXPECT_EQ(report.fileBytes, modelSize(network, plan).total());
        }
        ++written;
      }
    }
  }
  EXPECT_GT(written, 100);
}

TEST(GroupedTransposedConvolution, hasItsInputQuantizedByChannelInEveryFormat) {
  const c10::InferenceMode inference;
  const test::TemporaryFolder folder;
  for (const test::WeightCase& item : test::transposedCases()) {
    SCOPED_TRACE(item.name);
    const Network network = read(item);
    const auto channels = static_cast<std::size_t>(network.program.inputs[0].shape[1]);
    ASSERT_EQ(inputChannels(network.layers[0]), network.program.inputs[0].shape[1]);
    QuantPlan plan = eightBits(network);
    plan.activations = {channelScheme(std::vector<double>(channels, 0.02), std::vector<std::int64_t>(channels, 128),
                                      std::vector<std::int64_t>(channels, 8), {})};
    const at::Tensor input = test::inputOf(item, network.program.inputs[0].shape, 2);
    EXPECT_FALSE(outputOf(network, plan, input).equal(outputOf(network, eightBits(network), input)));
    for (const NetworkWriter* format : networkWriters())
      EXPECT_TRUE(exportNetwork(network, plan, *format, folder / "out", {.force = true}).verified);
  }
}

TEST(LayerWeights, areWrittenInEveryFormatAndFoundAgain) {
  const test::TemporaryFolder folder;
  for (const test::WeightCase& item : test::allWeightCases()) {
    SCOPED_TRACE(item.name);
    const Network network = read(item);
    for (const QuantPlan& plan : {floatPlan(network.layers.size()), eightBits(network)})
      for (const NetworkWriter* format : networkWriters()) {
        const Shape& shape = network.program.inputs[0].shape;
        if (format == &torchScriptWriter && shape[0] > 0) continue;  // its files say nothing of such inputs
        exportNetwork(network, plan, *format, folder / "out", {.force = true});
        const Network back = readNetwork(folder / "out", {.inputShape = Shape(shape.begin() + 1, shape.end())});
        EXPECT_EQ(back.weightCount(), network.weightCount());
        ASSERT_EQ(back.layers.size(), network.layers.size());
        for (std::size_t l = 0; l < back.layers.size(); ++l) {
          // ONNX has both directions' matrices as one, which our graph joins and does not name.
          const bool joined = item.name.ends_with("both ways") && format == &onnxWriter && !plan.isFloat();
          if (!joined) {
            EXPECT_EQ(back.layers[l].name, network.layers[l].name);
          }
          EXPECT_EQ(back.layers[l].shape, network.layers[l].shape);
          EXPECT_EQ(*back.layers[l].weights, *quantizedWeights(network.layers[l], plan.layers[l]));
        }
      }
  }
}

std::size_t bigInitializers(const Bytes& bytes, std::int64_t numbers) {
  onnx::ModelProto model;
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return 0;
  std::size_t count = 0;
  for (const auto& tensor : model.graph().initializer()) {
    std::int64_t product = 1;
    for (const auto extent : tensor.dims()) product *= extent;
    count += product >= numbers;
  }
  return count;
}

TEST(TiedWeights, areStoredAndCountedOnce) {
  const c10::InferenceMode inference;
  for (const test::WeightCase& item :
       {test::tiedEmbeddingCase(400, 32), test::tiedGemmCase(true), test::tiedGemmCase(false)}) {
    SCOPED_TRACE(item.name);
    const Network network = read(item);
    const bool large = item.wholeBelow > 0;
    const std::int64_t numbers = large ? 400 * 32 : 96;
    const QuantPlan plain = floatPlan(network.layers.size()), rounded = eightBits(network);
    EXPECT_EQ(network.weightCount(), item.weights);
    EXPECT_LT(network.parameters, item.weights + 32);
    const Bytes floats = onnxBytes(network, plain), codes = onnxBytes(network, rounded);
    EXPECT_EQ(bigInitializers(floats, numbers), 1u);
    EXPECT_EQ(bigInitializers(codes, numbers), 1u);
    EXPECT_LT(floats.size(), item.bytes.size() + 1500);
    EXPECT_LT(torchScriptBytes(network, plain).size(), item.bytes.size() + 12000);
    if (!large) continue;
    EXPECT_LT(codes.size(), item.bytes.size() / 2);
    EXPECT_LT(packNetwork(network, rounded).size(), item.bytes.size() / 2);
    EXPECT_LT(floatBytes(network), static_cast<std::int64_t>(item.bytes.size()) + 1000);
  }
}

TEST(TiedWeights, thatAreOnlyEqualStayApart) {
  const c10::InferenceMode inference;
  test::NetworkBuilder b({-1, 6});
  const at::Tensor values = test::seededWeights({6, 6});
  const std::string first = b.add("MatMul", {"x", b.constant(values)});
  const Bytes bytes = b.model().bytes(b.add("MatMul", {first, b.constant(values)}));
  EXPECT_EQ(makeNetwork(readOnnx(bytes, "case", "", {}).program, "case", "onnx").layers.size(), 2u);
}

TEST(TiedWeights, inABodyThatRunsManyTimesAreOne) {
  const c10::InferenceMode inference;
  onnx::GraphProto body;
  body.set_name("body");
  test::ModelBuilder::describe(*body.add_input(), "i", {}, onnx::TensorProto::INT64);
  test::ModelBuilder::describe(*body.add_input(), "on", {}, onnx::TensorProto::BOOL);
  test::ModelBuilder::describe(*body.add_input(), "state", {-1, 6});
  test::ModelBuilder::fill(*body.add_initializer(), "w", test::seededWeights({6, 6}));
  test::ModelBuilder::nodeIn(body, "MatMul", {"state", "w"}, {"next"});
  test::ModelBuilder::nodeIn(body, "Identity", {"on"}, {"still"});
  test::ModelBuilder::describe(*body.add_output(), "still", {}, onnx::TensorProto::BOOL);
  test::ModelBuilder::describe(*body.add_output(), "next", {-1, 6});
  test::NetworkBuilder b({-1, 6});
  const std::string times = b.constant(at::scalar_tensor(3, at::kLong)),
                    on = b.constant(at::scalar_tensor(true, at::kBool));
  const Bytes bytes = b.model().bytes(b.add("Loop", {times, on, "x"}, {{"body", body}}));
  const Network network = makeNetwork(readOnnx(bytes, "case", "", {}).program, "case", "onnx");
  EXPECT_EQ(network.layers.size(), 1u);
  EXPECT_EQ(network.weightCount(), 36);
}

TEST(LooseWeights, areNamedWithTheReason) {
  const c10::InferenceMode inference;
  test::NetworkBuilder b({-1, 5, 6});
  const std::string place = b.model().tensor("position", test::seededWeights({1, 5, 6}));
  const std::string placed = b.add("Add", {"x", place});
  const std::string last = b.add("MatMul", {placed, b.normals({6, 4})});
  const Network network = makeNetwork(readOnnx(b.model().bytes(last), "case", "", {}).program, "case", "onnx");
  ASSERT_EQ(network.loose.size(), 1u);
  EXPECT_EQ(network.loose[0].name, "position");
  EXPECT_EQ(network.loose[0].shape, (Shape{1, 5, 6}));
  EXPECT_EQ(network.loose[0].reason, "read by aten::add at 'node_v0', which is not a layer");
  EXPECT_EQ(network.layers.size(), 1u);
}

TEST(LooseWeights, areWhatAProductHasThatIsNoLayer) {
  const c10::InferenceMode inference;
  for (const char* equation : {"bii,ij->bj", "bi,jk->bik", "bij,jk->ik"}) {
    test::NetworkBuilder b({-1, 6, 6});
    const std::string first = b.add("MatMul", {"x", b.normals({6, 6})});
    const bool flat = std::string(equation).starts_with("bi,");
    const std::string input = flat ? b.add("ReduceSum", {first, b.integers({2})}, {{"keepdims", 0}}) : first;
    const std::string last = b.add("Einsum", {input, b.normals({6, 6})}, {{"equation", equation}});
    Network network;
    try {
      network = makeNetwork(readOnnx(b.model().bytes(last), "case", "", {}).program, "case", "onnx");
    } catch (const InputError& problem) {
      ADD_FAILURE() << equation << ": " << problem.what();
      continue;
    }
    EXPECT_EQ(network.layers.size(), 1u) << equation;
    ASSERT_EQ(network.loose.size(), 1u) << equation;
    EXPECT_NE(network.loose[0].reason.find("aten::einsum"), std::string::npos) << network.loose[0].reason;
  }
}

TEST(ActivationsOfTables, areRefusedInASentence) {
  const c10::InferenceMode inference;
  const Network network = read(test::embeddingCase());
  QuantPlan plan = eightBits(network);
  plan.activations.resize(2);
  plan.activations[0] = activationScheme(8, -1, 1, false, {});
  try {
    withActivationQuantizers(network, plan);
    FAIL() << "whole numbers were quantized";
  } catch (const UsageError& problem) {
    EXPECT_NE(std::string(problem.what()).find("holds embedding weights and has no input"), std::string::npos)
        << problem.what();
  }
  const ActivationCalibration calibration({InputStatistics(), InputStatistics()}, {true, false});
  EXPECT_TRUE(calibration.scheme(0, 8, {}).isFloat());
  EXPECT_FALSE(calibration.scheme(1, 8, {}).isFloat());
  const test::TemporaryFolder folder;
  plan.activations = {{}, activationScheme(8, -3, 3, false, {})};
  for (const NetworkWriter* format : networkWriters())
    EXPECT_TRUE(exportNetwork(network, plan, *format, folder / "out", {.force = true}).verified);
}

// Files from before grouped weights were stored output channels first, and before embeddings were layers.
TEST(OlderPackedFiles, keepTheirMeaning) {
  const c10::InferenceMode inference;
  const Network depthwise = read(test::transposedCases()[0]);
  Network old = depthwise;
  old.layers[0].channelAxis = 1;
  const PackedNetwork back = unpackNetwork(packNetwork(old, eightBits(old)), "old");
  ASSERT_EQ(back.network.layers.size(), 1u);
  EXPECT_EQ(back.network.layers[0].channelAxis, 0);
  EXPECT_EQ(*back.network.layers[0].weights, *quantizedWeights(old.layers[0], {.bits = 8}));

  const Network whole = read(test::embeddingCase());
  Network partly = whole;
  partly.layers.erase(partly.layers.begin());
  partly.otherBytes += 4 * 120;
  const PackedNetwork more = unpackNetwork(packNetwork(partly, eightBits(partly)), "old");
  ASSERT_EQ(more.plan.layers.size(), 2u);
  EXPECT_TRUE(more.plan.layers[0].isFloat());
  EXPECT_EQ(more.plan.layers[1].bits, 8);
  EXPECT_EQ(*more.network.layers[0].weights, *whole.layers[0].weights);
}

}  // namespace
}  // namespace bitprism
