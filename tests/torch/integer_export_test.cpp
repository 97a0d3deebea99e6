// The integer form of plans as ONNX, read back and measured here. What ONNX Runtime makes of it: tests/judge.

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>
#include <torch/torch.h>

#include <algorithm>
#include <map>

#include "app/workflow/plan_file.h"
#include "app/workflow/study.h"
#include "core/base/error.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/plan/integer_calibration.h"
#include "core/quant/plan/integer_network.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/measure/plan_runner.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "core/torch/write/packed_writer.h"
#include "tests/support/command_line.h"
#include "tests/support/random_images.h"
#include "tests/support/residual_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

constexpr int int2Type = 26, int4Type = 22;

// Ranges from the network's own values on random images.
QuantPlan calibratedPlan(const std::shared_ptr<const Network>& network, const ImageSet& images, int bits,
                         int activationBits = 8, Correction correction = Correction::Mean) {
  AccuracyEvaluator evaluator(network, images, {}, 1);
  const ActivationCalibration inputs = evaluator.calibrateActivations();
  QuantPlan plan = uniformPlan(network->layers.size(), {.bits = bits, .correction = correction});
  for (std::size_t l = 0; l < network->layers.size(); ++l)
    plan.activations.push_back(inputs.scheme(l, activationBits, {.range = ActivationRange::MinMax}));
  IntegerCalibration calibration{integerGrids(*network, plan), {}, {}};
  std::vector<int> slots;
  for (const IntegerGrid& grid : calibration.grids) slots.push_back(grid.widest);
  calibration.values = evaluator.slotStatistics(slots);
  calibration.inputSums.assign(network->layers.size(), {});
  for (std::size_t l = 0; l < network->layers.size(); ++l)
    calibration.inputSums[l].assign(static_cast<std::size_t>(network->layers[l].groups), 0.5f);
  return withIntegerForm(plan, *network, calibration, {.range = ActivationRange::MinMax});
}

onnx::ModelProto modelOf(const Bytes& bytes) {
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return model;
}

struct Wires {
  std::map<std::string, const onnx::NodeProto*> givers;
  std::map<std::string, std::vector<const onnx::NodeProto*>> readers;
  std::map<std::string, const onnx::TensorProto*> constants;

  explicit Wires(const onnx::GraphProto& graph) {
    for (const auto& tensor : graph.initializer()) constants[tensor.name()] = &tensor;
    for (const auto& node : graph.node()) {
      for (const auto& output : node.output()) givers[output] = &node;
      for (const auto& input : node.input()) readers[input].push_back(&node);
    }
  }
  const onnx::NodeProto* giver(const std::string& value) const {
    const auto found = givers.find(value);
    return found == givers.end() ? nullptr : found->second;
  }
};

class IntegerExport : public testing::Test {
 protected:
  const std::shared_ptr<const Network> network = std::make_shared<const Network>(test::residualNetwork());
  const ImageSet images = test::randomImages(24, {3, 8, 8}, 4, 5);
};

TEST_F(IntegerExport, standsBetweenQuantizersWithNothingInBetween) {
  const onnx::ModelProto model = modelOf(onnxBytes(*network, calibratedPlan(network, images, 8)));
  const Wires wires(model.graph());
  int layers = 0;
  for (const auto& node : model.graph().node()) {
    if (node.op_type() != "Conv" && node.op_type() != "Gemm") continue;
    ++layers;
    for (const auto& input : node.input()) {
      ASSERT_NE(wires.giver(input), nullptr);
      EXPECT_EQ(wires.giver(input)->op_type(), "DequantizeLinear") << input;
    }
    const auto* codes = wires.constants.at(wires.giver(node.input(1))->input(0));
    EXPECT_EQ(codes->data_type(), onnx::TensorProto::INT8);
    EXPECT_EQ(wires.constants.at(wires.giver(node.input(2))->input(0))->data_type(), onnx::TensorProto::INT32);
    // QGemm wants zero points, though they are zero.
    EXPECT_EQ(wires.giver(node.input(1))->input_size(), node.op_type() == "Gemm" ? 3 : 2);
    std::string value = node.output(0);
    if (node.op_type() == "Gemm") continue;
    if (wires.readers.at(value).at(0)->op_type() == "Relu") value = wires.readers.at(value).at(0)->output(0);
    for (const auto* reader : wires.readers.at(value)) EXPECT_EQ(reader->op_type(), "QuantizeLinear") << value;
  }
  EXPECT_EQ(layers, 5);
  for (const auto& node : model.graph().node()) {
    if (node.op_type() != "Add" && node.op_type() != "MaxPool" && node.op_type() != "Concat") continue;
    for (const auto& input : node.input()) EXPECT_EQ(wires.giver(input)->op_type(), "DequantizeLinear") << input;
  }
}

// bias scale = input scale x weight scale, to the bit.
TEST_F(IntegerExport, hasBiasesInStepsOfTheProduct) {
  const onnx::ModelProto model = modelOf(onnxBytes(*network, calibratedPlan(network, images, 8)));
  const Wires wires(model.graph());
  const auto floatsOf = [&](const std::string& name) {
    const std::string& raw = wires.constants.at(name)->raw_data();
    std::vector<float> values(raw.size() / 4);
    std::memcpy(values.data(), raw.data(), raw.size());
    return values;
  };
  for (const auto& node : model.graph().node()) {
    if (node.op_type() != "Conv" && node.op_type() != "Gemm") continue;
    const auto input = floatsOf(wires.giver(node.input(0))->input(1)),
               weight = floatsOf(wires.giver(node.input(1))->input(1)),
               bias = floatsOf(wires.giver(node.input(2))->input(1));
    ASSERT_EQ(weight.size(), bias.size());
    for (std::size_t c = 0; c < bias.size(); ++c) EXPECT_EQ(bias[c], input.at(0) * weight[c]);
  }
}

TEST_F(IntegerExport, keepsNarrowCodesInNarrowContainers) {
  for (const auto& [bits, type, opset] :
       {std::tuple(2, int2Type, 25), std::tuple(3, int4Type, 21), std::tuple(4, int4Type, 21),
        std::tuple(5, int{onnx::TensorProto::INT8}, 17)}) {
    const onnx::ModelProto model = modelOf(onnxBytes(*network, calibratedPlan(network, images, bits)));
    EXPECT_EQ(model.opset_import(0).version(), opset);
    for (const auto& tensor : model.graph().initializer())
      if (tensor.name() == "branch.weight") {
        EXPECT_EQ(tensor.data_type(), type);
        EXPECT_EQ(tensor.raw_data().size(), 576u * (type == int2Type ? 1 : type == int4Type ? 2 : 4) / 4);
      }
  }
}

TEST_F(IntegerExport, clipsNarrowActivationsAsCodes) {
  const onnx::ModelProto model = modelOf(onnxBytes(*network, calibratedPlan(network, images, 8, 4)));
  const Wires wires(model.graph());
  int clips = 0;
  for (const auto& node : model.graph().node())
    if (node.op_type() == "Clip") {
      ++clips;
      EXPECT_EQ(wires.giver(node.input(0))->op_type(), "QuantizeLinear");
      EXPECT_EQ(wires.constants.at(node.input(2))->raw_data(), std::string(1, 15));
    }
  EXPECT_GT(clips, 0);
}

TEST_F(IntegerExport, readsBackAsItWasSimulated) {
  for (const auto& [bits, activations] :
       {std::pair(8, 8), std::pair(4, 8), std::pair(2, 8), std::pair(8, 4), std::pair(6, 5)}) {
    const QuantPlan plan = calibratedPlan(network, images, bits, activations);
    const test::TemporaryFolder folder;
    const ExportReport report = exportNetwork(*network, plan, onnxWriter, folder / "e.onnx");
    EXPECT_LT(report.maxLogitDifference, 1e-5) << bits << ' ' << activations;
    const Network back = readNetwork(folder / "e.onnx");
    EXPECT_LT(test::relativeDifference(logits(*network, plan, images, {}, 24),
                                       logits(back, floatPlan(back.layers.size()), images, {}, 24)),
              1e-5);
    ASSERT_EQ(back.layers.size(), network->layers.size());
    for (std::size_t l = 0; l < back.layers.size(); ++l) EXPECT_EQ(back.layers[l].name, network->layers[l].name);
  }
}

TEST_F(IntegerExport, isMeasuredAsItIsWritten) {
  AccuracyEvaluator evaluator(network, images, {}, 1);
  const QuantPlan plan = calibratedPlan(network, images, 4, 4);
  const Score alone = evaluator.evaluate(plan, Task{});
  const PlannedNetwork run = simulated({network, plan, {}});
  EXPECT_EQ(alone, evaluator.evaluate(run, Task{}));
  EXPECT_NE(alone, evaluator.evaluate(withoutIntegerForm(plan), Task{}));
  const std::vector<Score> together = evaluator.evaluateEach({withoutIntegerForm(plan), plan}, Task{});
  EXPECT_EQ(together[1], alone);
  PlanRunner runner(network);
  EXPECT_THROW(runner.prepare(plan), UsageError);
}

TEST_F(IntegerExport, isLeftOutOfOtherFormats) {
  const QuantPlan plan = calibratedPlan(network, images, 8);
  const test::TemporaryFolder folder;
  const ExportReport report = exportNetwork(*network, plan, packedWriter, folder / "e.bprm");
  EXPECT_EQ(report.fileBytes, modelSize(*network, plan).total());
  EXPECT_TRUE(std::any_of(report.notices.begin(), report.notices.end(),
                          [](const std::string& notice) { return notice.find("integer form") != std::string::npos; }));
}

// Weights alone: no operator that a runtime leaves for every run.
TEST_F(IntegerExport, leavesNothingToRunWhereOnlyWeightsAreQuantized) {
  for (const int bits : {2, 4, 8})
    for (const bool symmetric : {true, false}) {
      const onnx::ModelProto model =
          modelOf(onnxBytes(*network, uniformPlan(network->layers.size(), {.bits = bits, .symmetric = symmetric})));
      for (const auto& node : model.graph().node()) EXPECT_NE(node.op_type(), "DequantizeLinear") << bits;
    }
}

TEST(IntegerExportCommand, isTheFastFormWhereNothingElseIsSaid) {
  const test::TemporaryFolder folder;
  const auto exported = [&](const std::string& options) {
    const test::CommandResult result = test::runCommand(
        "export example --data example " + options + " --force --out " + (folder / "e.onnx"), folder.path());
    EXPECT_EQ(result.code, 0) << result.err;
    const onnx::ModelProto model = modelOf(readFile(folder / "e.onnx", 1 << 26));
    const Wires wires(model.graph());
    bool integers = true;
    for (const auto& node : model.graph().node())
      if (node.op_type() == "Conv") integers = integers && wires.giver(node.input(1))->op_type() == "DequantizeLinear";
    return std::pair(integers, result.err);
  };
  const auto [fast, notices] = exported("--bits 8 --activation-bits 8");
  EXPECT_TRUE(fast);
  EXPECT_EQ(notices.find("will run in floats"), std::string::npos) << notices;
  const auto [slow, slowNotices] = exported("--bits 8 --activation-bits 8 --no-integer");
  EXPECT_FALSE(slow);
  EXPECT_NE(slowNotices.find("slower than the float"), std::string::npos) << slowNotices;
  EXPECT_FALSE(exported("--bits 8").first);
  EXPECT_FALSE(exported("--bits 2 --activation-bits 8").first);  // symmetric grids lose too much
  EXPECT_TRUE(exported("--bits 2 --activation-bits 8 --integer").first);
}

TEST(IntegerExportCommand, evaluatesWhatItWrites) {
  const test::TemporaryFolder folder;
  const std::string plan = folder / "p.json";
  ASSERT_EQ(test::runCommand("export example --data example --bits 8 --activation-bits 8 --format plan --out " + plan,
                             folder.path())
                .code,
            0);
  const auto score = [&](const std::string& options) {
    const test::CommandResult result =
        test::runCommand("evaluate example --data example --json " + options, folder.path());
    EXPECT_EQ(result.code, 0) << result.err;
    return parseJson(result.out, "out")["loss"];
  };
  EXPECT_EQ(score("--plan " + plan), score("--bits 8 --activation-bits 8"));
  EXPECT_NE(score("--plan " + plan), score("--bits 8 --activation-bits 8 --no-integer"));
}

TEST(IntegerExportCommand, refusesAnIntegerFormThatCannotBe) {
  const test::TemporaryFolder folder;
  const auto problem = [&](const std::string& options) {
    const test::CommandResult result =
        test::runCommand("export example --data example --out " + (folder / "e.onnx") + " " + options, folder.path());
    EXPECT_NE(result.code, 0);
    return result.err;
  };
  EXPECT_NE(problem("--bits 8 --integer").find("needs quantized inputs"), std::string::npos);
  EXPECT_NE(problem("--bits 8 --integer --activation-bits 8 --format packed").find("does not hold"), std::string::npos);
  EXPECT_NE(problem("--bits 4 --method kmeans --activation-bits 8 --integer").find("no layer"), std::string::npos);
}

// Sizes where weights outweigh the graph, of the forms that `export --bits` chooses among.
TEST(ExportSize, isCloseToThePlansAtTwoAndFourBits) {
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  const auto affine = [](int bits, bool symmetric) {
    return QuantScheme{
        .bits = bits, .symmetric = symmetric, .range = RangeRule::LeastSquares, .correction = Correction::Gain};
  };
  const auto allocated = [](int bits) {
    return QuantScheme{.method = Method::Aciq, .bits = bits, .options = AciqOptions{.allocate = true}};
  };
  const QuantScheme pieces{.method = Method::Pwlq, .bits = 3};  // and one for the region
  for (const char* name : {"squeezenet11_imagenet", "resnet56_cifar10"}) {
    const Network network = readNetwork(data + "/networks/" + name + ".onnx");
    for (const QuantScheme& scheme :
         {affine(2, true), affine(2, false), affine(4, true), affine(4, false), allocated(2), allocated(4), pieces}) {
      const QuantPlan plan = uniformPlan(network.layers.size(), scheme);
      const auto promised = static_cast<double>(modelSize(network, plan).total());
      const auto written = static_cast<double>(onnxBytes(network, plan).size());
      std::printf("%s, %s at %d bits: %.0f bytes, %.3f of the plan\n", name, methodName(scheme.method), scheme.bits,
                  written, written / promised);
      // Channels of 5 bits take 8 in ONNX, and a small network's graph weighs beside them.
      const bool smallAllocated = scheme.method == Method::Aciq && network.weightCount() < 1000000;
      EXPECT_LT(written, (smallAllocated ? 1.4 : 1.25) * promised)
          << name << ", " << methodName(scheme.method) << ' ' << scheme.bits;
    }
  }
}

}  // namespace
}  // namespace bitprism
