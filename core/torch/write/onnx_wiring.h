#pragma once

#include <map>
#include <string>
#include <vector>

namespace onnx {
class GraphProto;
class NodeProto;
class TensorProto;
}  // namespace onnx

namespace bitprism {

// Which node of a graph gives a value, which read it, and which values are constants. The graph outlives it and does
// not change meanwhile.
class OnnxWiring {
 public:
  explicit OnnxWiring(const ::onnx::GraphProto& graph);

  const ::onnx::NodeProto* giver(const std::string& value) const;       // null: an input of the graph, or a constant
  const ::onnx::TensorProto* constant(const std::string& value) const;  // null: it is none
  std::vector<const ::onnx::NodeProto*> readers(const std::string& value) const;

  // The constant codes that become this value: by DequantizeLinear alone, perhaps after a Cast of a smaller container
  // (plain stays as it is), or by anything else (plain becomes false). Null: none.
  const ::onnx::TensorProto* codesOf(const std::string& value, bool& plain, int depth = 0) const;

 private:
  std::map<std::string, const ::onnx::NodeProto*> givers_;
  std::map<std::string, std::vector<const ::onnx::NodeProto*>> readers_;
  std::map<std::string, const ::onnx::TensorProto*> constants_;
};

}  // namespace bitprism
