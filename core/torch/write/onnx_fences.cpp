#include "core/torch/write/onnx_fences.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "core/torch/write/onnx_integer_layers.h"
#include "core/torch/write/onnx_wiring.h"

namespace bitprism {
namespace {

using ::onnx::GraphProto;
using ::onnx::NodeProto;

const std::set<std::string> layers = {"Conv", "ConvTranspose", "Gemm", "MatMul"};
const std::set<std::string> activations = {"Relu", "Clip"};
// Operators that compute on whole numbers if all that they read are such.
const std::set<std::string> followers = {"MaxPool", "Concat",  "Add",       "AveragePool", "GlobalAveragePool",
                                         "Reshape", "Flatten", "Transpose", "Mul"};

class FencedGraph {
 public:
  explicit FencedGraph(const GraphProto& graph) : graph_(graph), wiring_(graph) {}

  // The nodes before whose first input a fence stands.
  std::set<const NodeProto*> fences() {
    for (const NodeProto& node : graph_.node()) {
      if (layers.contains(node.op_type()) && !hasIntegerKernel(node) && isGivenBy(node.input(0), "DequantizeLinear"))
        fenceResult(node);
      else if (node.op_type() == "MaxPool" && !isWhole(node.input(0)))
        fencePool(node);
    }
    return fences_;
  }

 private:
  bool isGivenBy(const std::string& value, const char* op) const {
    const NodeProto* giver = wiring_.giver(value);
    return giver && giver->op_type() == op;
  }

  bool hasIntegerKernel(const NodeProto& node) const {
    const auto layer = integerLayer(wiring_, node);
    return layer && layer->reason == FloatReason::None;
  }

  const NodeProto* beforeActivations(const std::string& value) const {
    const NodeProto* node = wiring_.giver(value);
    while (node && activations.contains(node->op_type())) node = wiring_.giver(node->input(0));
    return node;
  }

  // Whether integer kernels gave the value.
  bool isWhole(const std::string& value) {
    const auto known = whole_.find(value);
    if (known != whole_.end()) return known->second;
    whole_[value] = false;  // of loops, which no graph has
    bool whole = false;
    if (const NodeProto* node = wiring_.giver(value); node && node->op_type() == "DequantizeLinear") {
      node = beforeActivations(node->input(0));  // codes of fewer than 8 bits are clipped
      if (node && node->op_type() == "QuantizeLinear") {
        node = beforeActivations(node->input(0));
        whole = node && (layers.contains(node->op_type()) ? hasIntegerKernel(*node) : followsWhole(*node));
      }
    }
    return whole_[value] = whole;
  }

  bool followsWhole(const NodeProto& node) {
    return followers.contains(node.op_type()) &&
           std::all_of(node.input().begin(), node.input().end(),
                       [&](const std::string& input) { return wiring_.constant(input) || isWhole(input); });
  }

  // Before the quantizers that read the node's result, perhaps after activation functions.
  bool fenceResult(const NodeProto& node) {
    bool fenced = false;
    for (const NodeProto* reader : wiring_.readers(node.output(0))) {
      if (reader->op_type() == "QuantizeLinear")
        fenced = fences_.insert(reader).second || fenced;
      else if (activations.contains(reader->op_type()))
        fenced = fenceResult(*reader) || fenced;
    }
    return fenced;
  }

  // A quantizer moves up from behind the pool, and a dequantizer down from before it.
  void fencePool(const NodeProto& node) {
    if (fenceResult(node) && isGivenBy(node.input(0), "DequantizeLinear")) fences_.insert(&node);
  }

  const GraphProto& graph_;
  const OnnxWiring wiring_;
  std::map<std::string, bool> whole_;
  std::set<const NodeProto*> fences_;
};

}  // namespace

void fenceFloatOperators(GraphProto& graph) {
  const auto fences = FencedGraph(graph).fences();
  if (fences.empty()) return;
  google::protobuf::RepeatedPtrField<NodeProto> nodes;
  for (NodeProto& node : *graph.mutable_node()) {
    if (fences.contains(&node)) {
      NodeProto* fence = nodes.Add();
      fence->set_op_type("Max");
      fence->set_name(node.output(0) + "_fence");
      fence->add_input(node.input(0));
      fence->add_output(fence->name());
      node.set_input(0, fence->name());
    }
    nodes.Add()->Swap(&node);
  }
  graph.mutable_node()->Swap(&nodes);
}

}  // namespace bitprism
