#include "core/torch/write/onnx_wiring.h"

#include <onnx/onnx_pb.h>

namespace bitprism {
namespace {

using ::onnx::NodeProto;
using ::onnx::TensorProto;

bool holdsCodes(const TensorProto& tensor) {
  return tensor.data_type() != TensorProto::FLOAT && tensor.data_type() != TensorProto::FLOAT16 &&
         tensor.data_type() != TensorProto::INT64 && tensor.data_type() != TensorProto::BOOL;
}

}  // namespace

OnnxWiring::OnnxWiring(const ::onnx::GraphProto& graph) {
  for (const auto& tensor : graph.initializer()) constants_[tensor.name()] = &tensor;
  for (const NodeProto& node : graph.node()) {
    for (const std::string& output : node.output()) givers_[output] = &node;
    for (const std::string& input : node.input()) readers_[input].push_back(&node);
  }
}

const NodeProto* OnnxWiring::giver(const std::string& value) const {
  const auto found = givers_.find(value);
  return found == givers_.end() ? nullptr : found->second;
}

const TensorProto* OnnxWiring::constant(const std::string& value) const {
  const auto found = constants_.find(value);
  return found == constants_.end() ? nullptr : found->second;
}

std::vector<const NodeProto*> OnnxWiring::readers(const std::string& value) const {
  const auto found = readers_.find(value);
  return found == readers_.end() ? std::vector<const NodeProto*>() : found->second;
}

const TensorProto* OnnxWiring::codesOf(const std::string& value, bool& plain, int depth) const {
  constexpr int deepest = 16;
  const NodeProto* node = giver(value);
  if (!node || depth > deepest) return nullptr;
  if (const TensorProto* codes = constant(node->input(0)); codes && holdsCodes(*codes)) {
    plain = plain && node->op_type() == "DequantizeLinear";
    return codes;
  }
  if (node->op_type() == "DequantizeLinear" && giver(node->input(0)) && giver(node->input(0))->op_type() == "Cast")
    return constant(giver(node->input(0))->input(0));
  plain = false;
  for (const std::string& input : node->input())
    if (const TensorProto* codes = codesOf(input, plain, depth + 1)) return codes;
  return nullptr;
}

}  // namespace bitprism
