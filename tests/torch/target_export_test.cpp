// Files for targets: their form, and what a small interpreter of Quant nodes computes of them. What ONNX Runtime makes
// of files for it: tests/judge.

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>
#include <torch/torch.h>

#include <cmath>
#include <cstring>
#include <map>

#include "core/base/error.h"
#include "core/quant/plan/integer_calibration.h"
#include "core/quant/plan/integer_network.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/measure/plan_runner.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "core/torch/write/packed_writer.h"
#include "tests/support/random_images.h"
#include "tests/support/residual_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

// The plan that the target takes with ranges from the network's own values, and weights of these bits, one after
// another.
QuantPlan targetPlan(const std::shared_ptr<const Network>& network, const TargetProfile& target,
                     const std::vector<int>& weightBits, int activationBits = 8) {
  const ImageSet images = test::randomImages(8, {3, 8, 8}, 4, 11);
  AccuracyEvaluator evaluator(network, images, {}, 1);
  const ActivationOptions options = fitted(target, ActivationOptions{.range = ActivationRange::MinMax});
  const ActivationCalibration inputs = evaluator.calibrateActivations();
  QuantPlan plan;
  for (std::size_t l = 0; l < network->layers.size(); ++l) {
    plan.layers.push_back(
        fitted(target, Quantization{}, network->layers[l].kind, true).at(weightBits[l % weightBits.size()]));
    plan.activations.push_back(inputs.scheme(l, activationBits, options));
  }
  IntegerCalibration calibration{integerGrids(*network, plan), {}, {}};
  std::vector<int> slots;
  for (const IntegerGrid& grid : calibration.grids) slots.push_back(grid.widest);
  calibration.values = evaluator.slotStatistics(slots);
  for (const Layer& layer : network->layers)
    calibration.inputSums.emplace_back(static_cast<std::size_t>(layer.groups), 0.5F);
  return withIntegerForm(plan, *network, calibration, options);
}

onnx::ModelProto modelOf(const Network& network, const QuantPlan& plan, Target target) {
  const OnnxFile file = onnxFile(network, plan, {.target = target});
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromArray(file.model.data(), static_cast<int>(file.model.size())));
  return model;
}

std::map<std::string, const onnx::TensorProto*> constantsOf(const onnx::GraphProto& graph) {
  std::map<std::string, const onnx::TensorProto*> constants;
  for (const auto& tensor : graph.initializer()) constants[tensor.name()] = &tensor;
  return constants;
}

const onnx::AttributeProto* attribute(const onnx::NodeProto& node, const std::string& name) {
  for (const auto& each : node.attribute())
    if (each.name() == name) return &each;
  return nullptr;
}

std::vector<std::int64_t> integers(const onnx::NodeProto& node, const std::string& name) {
  const onnx::AttributeProto* found = attribute(node, name);
  return found ? std::vector<std::int64_t>(found->ints().begin(), found->ints().end()) : std::vector<std::int64_t>();
}

// Quant as its description has it, in double precision.
at::Tensor quant(const onnx::NodeProto& node, const at::Tensor& x, const at::Tensor& scale, const at::Tensor& zero,
                 double bits) {
  EXPECT_EQ(node.domain(), "qonnx.custom_op.general");
  EXPECT_EQ(attribute(node, "rounding_mode")->s(), "ROUND");
  const bool hasSign = attribute(node, "signed")->i() != 0, narrow = attribute(node, "narrow")->i() != 0;
  const double lowest = hasSign ? -std::exp2(bits - 1) + (narrow ? 1 : 0) : 0,
               highest = hasSign ? std::exp2(bits - 1) - 1 : std::exp2(bits) - 1 - (narrow ? 1 : 0);
  const at::Tensor steps = (x.to(at::kDouble) / scale.to(at::kDouble) + zero.to(at::kDouble)).clamp(lowest, highest);
  return ((steps.round() - zero) * scale.to(at::kDouble)).to(at::kFloat);
}

// Runs the operators of residualNetwork() on one input.
at::Tensor interpreted(const onnx::GraphProto& graph, const at::Tensor& input) {
  std::map<std::string, at::Tensor> values{{graph.input(0).name(), input}};
  for (const auto& tensor : graph.initializer()) {
    const std::vector<std::int64_t> shape(tensor.dims().begin(), tensor.dims().end());
    const bool real = tensor.data_type() == onnx::TensorProto::FLOAT;
    at::Tensor value = at::empty(shape, real ? at::kFloat : at::kLong);
    EXPECT_EQ(tensor.raw_data().size(), value.nbytes()) << tensor.name();
    std::memcpy(value.data_ptr(), tensor.raw_data().data(), tensor.raw_data().size());
    values[tensor.name()] = value;
  }
  for (const onnx::NodeProto& node : graph.node()) {
    const auto at = [&](int i) { return values.at(node.input(i)); };
    const bool third = node.input_size() > 2 && !node.input(2).empty();
    at::Tensor result;
    if (node.op_type() == "Quant") {
      result = quant(node, at(0), at(1), at(2), at(3).item<double>());
    } else if (node.op_type() == "Conv") {
      std::vector<std::int64_t> pads = integers(node, "pads");
      pads.resize(2);
      result = at::conv2d(at(0), at(1), third ? at(2) : at::Tensor(), integers(node, "strides"), pads,
                          integers(node, "dilations"), attribute(node, "group")->i());
    } else if (node.op_type() == "Gemm") {
      result = at::linear(at(0), at(1), third ? at(2) : at::Tensor());
    } else if (node.op_type() == "Identity") {
      result = at(0);
    } else if (node.op_type() == "Relu") {
      result = at(0).relu();
    } else if (node.op_type() == "Add") {
      result = at(0) + at(1);
    } else if (node.op_type() == "MaxPool") {
      result = at::max_pool2d(at(0), integers(node, "kernel_shape"), integers(node, "strides"));
    } else if (node.op_type() == "Concat") {
      result = at::cat({at(0), at(1)}, attribute(node, "axis")->i());
    } else if (node.op_type() == "GlobalAveragePool") {
      result = at(0).mean({2, 3}, true);
    } else if (node.op_type() == "ReduceMean") {
      result = at(0).mean({2, 3}, attribute(node, "keepdims") ? attribute(node, "keepdims")->i() != 0 : true);
    } else if (node.op_type() == "Flatten" || node.op_type() == "Reshape") {
      result = at(0).flatten(1);
    } else {
      ADD_FAILURE() << "the interpreter knows no " << node.op_type();
      return {};
    }
    values[node.output(0)] = result;
  }
  return values.at(graph.output(0).name());
}

double relative(const at::Tensor& expected, const at::Tensor& got) {
  return ((expected - got).abs().max() / expected.abs().max()).item<double>();
}

TEST(QonnxFile, computesWhatThePlanDoes) {
  const c10::InferenceMode inference;
  const auto network = std::make_shared<const Network>(test::residualNetwork());
  const TargetProfile& target = targetProfile(Target::Qonnx);
  torch::manual_seed(3);
  const at::Tensor input = at::randn({4, 3, 8, 8});
  for (const auto& [weightBits, activationBits] :
       {std::pair(std::vector<int>{8}, 8), std::pair(std::vector<int>{2, 3, 5, 6, 7}, 8),
        std::pair(std::vector<int>{4}, 5), std::pair(std::vector<int>{3, 8}, 3)}) {
    const QuantPlan plan = targetPlan(network, target, weightBits, activationBits);
    EXPECT_NO_THROW(checkPlan(target, *network, plan));
    const onnx::ModelProto model = modelOf(*network, plan, Target::Qonnx);
    const PlannedNetwork planned = simulated({network, plan, {}});
    PlanRunner runner(planned.network);
    const at::Tensor expected = runner.run({input}, runner.prepare(planned.plan)).at(0);
    EXPECT_LT(relative(expected, interpreted(model.graph(), input)), 1e-3) << weightBits[0];
    int quants = 0;
    for (const auto& node : model.graph().node()) {
      quants += node.op_type() == "Quant";
      EXPECT_TRUE(node.op_type().find("Linear") == std::string::npos) << node.op_type();
    }
    EXPECT_GE(quants, 5 + static_cast<int>(plan.integer.tensors.size()));
    EXPECT_EQ(model.opset_import(1).domain(), "qonnx.custom_op.general");
    EXPECT_EQ(model.opset_import(0).version(), 17);
  }
}

TEST(QonnxFile, holdsWeightsAlone) {
  const c10::InferenceMode inference;
  const auto network = std::make_shared<const Network>(test::residualNetwork());
  const QuantPlan plan = uniformPlan(5, {.bits = 3, .correction = Correction::None});
  EXPECT_NO_THROW(checkPlan(targetProfile(Target::Qonnx), *network, plan));
  torch::manual_seed(4);
  const at::Tensor input = at::randn({2, 3, 8, 8});
  PlanRunner runner(network);
  const at::Tensor expected = runner.run({input}, runner.prepare(plan)).at(0);
  EXPECT_LT(relative(expected, interpreted(modelOf(*network, plan, Target::Qonnx).graph(), input)), 1e-5);
}

// Reading back and comparing is a part of exporting.
TEST(TargetFile, isReadAgainForEveryTarget) {
  const auto network = std::make_shared<const Network>(test::residualNetwork());
  const test::TemporaryFolder folder;
  for (const TargetProfile& target : targetProfiles()) {
    if (!target.integers) continue;
    for (const int bits : {2, 4, 7, 8}) {
      if (!target.hasWidth(bits, true)) continue;
      const QuantPlan plan = targetPlan(network, target, {bits});
      const ExportReport report =
          exportNetwork(*network, plan, onnxWriter, folder / "a.onnx", {.force = true, .target = target.target});
      EXPECT_TRUE(report.verified) << target.name;
      EXPECT_LT(report.maxLogitDifference, 1e-3) << target.name << bits;
      ASSERT_EQ(report.layers.size(), 5U) << target.name;
      for (const TargetLayer& layer : report.layers) EXPECT_TRUE(layer.integers) << target.name << layer.reason;
    }
  }
}

TEST(TargetFile, hasSignedCodesWithZeroPointZeroForTensorRt) {
  const auto network = std::make_shared<const Network>(test::residualNetwork());
  for (const Target target : {Target::TensorRt, Target::EspDl}) {
    const onnx::ModelProto model = modelOf(*network, targetPlan(network, targetProfile(target), {8}), target);
    const auto constants = constantsOf(model.graph());
    std::map<std::string, std::string> givers;
    int quantizers = 0;
    for (const auto& node : model.graph().node()) {
      for (const auto& output : node.output()) givers[output] = node.op_type();
      if (node.op_type() == "Conv" || node.op_type() == "Gemm") {
        EXPECT_EQ(givers[node.input(0)], "DequantizeLinear");
        EXPECT_EQ(givers[node.input(1)], "DequantizeLinear");
      }
      if (target == Target::EspDl && node.op_type().ends_with("QuantizeLinear")) {
        const std::string& raw = constants.at(node.input(1))->raw_data();
        float scale = 0;
        std::memcpy(&scale, raw.data(), sizeof scale);
        EXPECT_EQ(std::log2(scale), std::nearbyint(std::log2(scale))) << node.name();
      }
      if (node.op_type() != "QuantizeLinear") continue;
      ++quantizers;
      const onnx::TensorProto& zero = *constants.at(node.input(2));
      EXPECT_EQ(zero.data_type(), onnx::TensorProto::INT8);
      EXPECT_EQ(zero.raw_data(), std::string(1, '\0'));
    }
    EXPECT_GE(quantizers, 5);
  }
}

TEST(TargetFile, keepsFourBitsInTheirContainerForQnn) {
  const auto network = std::make_shared<const Network>(test::residualNetwork());
  const onnx::ModelProto model = modelOf(*network, targetPlan(network, targetProfile(Target::Qnn), {4}), Target::Qnn);
  constexpr int int4Type = 22;
  int narrow = 0;
  for (const auto& tensor : model.graph().initializer())
    narrow += tensor.name().ends_with(".weight") && tensor.data_type() == int4Type;
  EXPECT_EQ(narrow, 5);
  for (const auto& node : model.graph().node()) EXPECT_NE(node.op_type(), "Cast");
}

TEST(TargetFile, isRefusedWhereItsPlanBreaksARule) {
  const Network network = test::residualNetwork();
  const test::TemporaryFolder folder;
  const QuantPlan plan = uniformPlan(5, {.bits = 5});
  EXPECT_THROW(exportNetwork(network, plan, onnxWriter, folder / "a.onnx", {.target = Target::TensorRt}), UsageError);
  EXPECT_THROW(exportNetwork(network, plan, packedWriter, folder / "a.bprm", {.target = Target::Ort}), UsageError);
  EXPECT_NO_THROW(exportNetwork(network, plan, onnxWriter, folder / "a.onnx", {.target = Target::OrtFloat}));
}

}  // namespace
}  // namespace bitprism
