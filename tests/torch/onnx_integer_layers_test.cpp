#include "core/torch/write/onnx_integer_layers.h"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include "core/quant/methods/quantizer.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_fences.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/integer_plan.h"

namespace bitprism {
namespace {

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

TEST(IntegerLayers, areThoseOfTheIntegerForm) {
  const Network network = test::residualNetwork();
  using enum FloatReason;
  EXPECT_EQ(reasonsOf(graphOf(network, test::integerPlan(network))), std::vector(5, None));
  EXPECT_EQ(reasonsOf(graphOf(network, test::integerPlan(network, 2, 4))), std::vector(5, None));
  EXPECT_EQ(reasonsOf(graphOf(network, withoutIntegerForm(test::integerPlan(network)))), std::vector(5, Weights));
}

TEST(IntegerLayers, haveAReasonWhereTheyAreNot) {
  const Network network = test::residualNetwork();
  using enum FloatReason;
  QuantPlan plan = test::integerPlan(network);
  plan.layers[1].method = Method::Kmeans;
  EXPECT_EQ(reasonsOf(graphOf(network, plan)), (std::vector{None, Weights, None, None, None}));
  plan = test::integerPlan(network);
  // The stem's result is rounded no more.
  std::erase_if(plan.integer.tensors, [](const TensorQuantization& tensor) { return tensor.slot == 2; });
  EXPECT_EQ(reasonsOf(graphOf(network, plan))[0], Output);
}

TEST(IntegerLayers, areCountedInOneSentence) {
  const Network network = test::residualNetwork();
  EXPECT_EQ(floatLayersNotice(graphOf(network, test::integerPlan(network))), "");
  QuantPlan plan = test::integerPlan(network);
  plan.layers[1].method = plan.layers[2].method = Method::Kmeans;
  const std::string notice = floatLayersNotice(graphOf(network, plan));
  EXPECT_EQ(notice.rfind("2 of 5 layers will run in floats, not in integers: 2 have weights", 0), 0u) << notice;
  EXPECT_TRUE(floatLayersNotice(onnx::GraphProto()).empty());
}

std::vector<std::string> fencedBy(const onnx::GraphProto& graph) {
  std::vector<std::string> readers;
  for (const onnx::NodeProto& node : graph.node()) {
    if (node.op_type() != "Max") continue;
    EXPECT_EQ(node.input_size(), 1);
    for (const onnx::NodeProto& reader : graph.node())
      if (reader.input_size() > 0 && reader.input(0) == node.output(0)) readers.push_back(reader.op_type());
  }
  return readers;
}

TEST(Fences, standWhereFloatsWouldBeDrawnIn) {
  const Network network = test::residualNetwork();
  const std::vector<std::string> one = {"QuantizeLinear"};
  EXPECT_TRUE(fencedBy(graphOf(network, test::integerPlan(network))).empty());
  QuantPlan plan = test::integerPlan(network);
  plan.layers[2] = {.bits = floatBits};
  EXPECT_EQ(fencedBy(graphOf(network, plan)), one);
  plan.layers[2] = {.method = Method::Kmeans, .bits = 4};
  EXPECT_EQ(fencedBy(graphOf(network, plan)), one);
  // A pool comes after the second layer.
  plan = test::integerPlan(network);
  plan.layers[1] = {.bits = floatBits};
  EXPECT_EQ(fencedBy(graphOf(network, plan)),
            (std::vector<std::string>{"QuantizeLinear", "MaxPool", "QuantizeLinear"}));
  // Without an integer form, nothing is drawn anywhere.
  EXPECT_TRUE(fencedBy(graphOf(network, withoutIntegerForm(plan))).empty());
}

TEST(Fences, keepPoolsBesideFloatsInFloats) {
  onnx::GraphProto graph;
  const auto add = [&](const std::string& op, const std::vector<std::string>& inputs, const std::string& output) {
    onnx::NodeProto* node = graph.add_node();
    node->set_op_type(op);
    for (const std::string& input : inputs) node->add_input(input);
    node->add_output(output);
  };
  add("Conv", {"in", "weights"}, "a");
  add("Relu", {"a"}, "b");
  add("MaxPool", {"b"}, "c");
  add("QuantizeLinear", {"c", "s", "z"}, "d");
  add("DequantizeLinear", {"d", "s", "z"}, "e");
  add("MaxPool", {"e"}, "f");  // of whole numbers that no integer kernel gave
  add("QuantizeLinear", {"f", "s", "z"}, "g");
  fenceFloatOperators(graph);
  std::vector<std::string> ops;
  for (const onnx::NodeProto& node : graph.node()) ops.push_back(node.op_type());
  EXPECT_EQ(ops, (std::vector<std::string>{"Conv", "Relu", "MaxPool", "Max", "QuantizeLinear", "DequantizeLinear",
                                           "Max", "MaxPool", "Max", "QuantizeLinear"}));
  EXPECT_EQ(fencedBy(graph), (std::vector<std::string>{"QuantizeLinear", "MaxPool", "QuantizeLinear"}));
  const onnx::GraphProto once = graph;
  fenceFloatOperators(graph);
  EXPECT_EQ(graph.node_size(), once.node_size()) << "fences are not fenced again";
}

TEST(SpeedNotices, sayHowFastTheFormIsKnownToBe) {
  const Network network = test::residualNetwork();
  const auto said = [&](const QuantPlan& plan) {
    std::string all;
    for (const std::string& notice : speedNotices(graphOf(network, plan), plan)) all += notice + "\n";
    return all;
  };
  EXPECT_EQ(said(floatPlan(5)), "");
  EXPECT_NE(said(uniformPlan(5, {.bits = 4})).find("not faster"), std::string::npos);
  EXPECT_NE(said(withoutIntegerForm(test::integerPlan(network))).find("slower than the float"), std::string::npos);
  EXPECT_NE(said(test::integerPlan(network)).find("VNNI"), std::string::npos);
  EXPECT_EQ(said(test::integerPlan(network, 7)), "");
}

}  // namespace
}  // namespace bitprism
