#pragma once

#include <ATen/ATen.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "core/base/file.h"

namespace bitprism::test {

// Builds ONNX models by hand, as other exporters write them. The input is called "x".
class ModelBuilder {
 public:
  // An extent below 0 is left open.
  explicit ModelBuilder(const std::vector<std::int64_t>& inputShape, std::int64_t opset = 13) {
    model_.set_ir_version(8);
    model_.add_opset_import()->set_version(opset);
    describe(*graph().add_input(), "x", inputShape);
  }

  onnx::GraphProto& graph() { return *model_.mutable_graph(); }

  std::string tensor(const std::string& name, const at::Tensor& values) {
    fill(*graph().add_initializer(), name, values);
    return name;
  }

  // A tensor of a name of its own.
  std::string constant(const at::Tensor& values) {
    return tensor("tensor_" + std::to_string(graph().initializer_size()), values);
  }
  std::string constant(const std::vector<std::int64_t>& values) { return constant(at::tensor(values, at::kLong)); }

  onnx::NodeProto& node(const std::string& op, const std::vector<std::string>& inputs, const std::string& output) {
    return nodeIn(graph(), op, inputs, {output});
  }

  static onnx::NodeProto& nodeIn(onnx::GraphProto& graph, const std::string& op, const std::vector<std::string>& inputs,
                                 const std::vector<std::string>& outputs) {
    auto* proto = graph.add_node();
    const std::size_t dot = op.rfind('.');  // "com.microsoft.Gelu" is an operator of that domain
    proto->set_op_type(dot == std::string::npos ? op : op.substr(dot + 1));
    if (dot != std::string::npos) proto->set_domain(op.substr(0, dot));
    proto->set_name("node_" + outputs.at(0));
    for (const std::string& input : inputs) proto->add_input(input);
    for (const std::string& output : outputs) proto->add_output(output);
    return *proto;
  }

  using Value = std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<double>,
                             std::vector<std::string>, onnx::GraphProto>;

  static void set(onnx::NodeProto& node, const std::string& name, const Value& value) {
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
      attribute->set_type(onnx::AttributeProto::INT);
      attribute->set_i(*whole);
    } else if (const auto* number = std::get_if<double>(&value)) {
      attribute->set_type(onnx::AttributeProto::FLOAT);
      attribute->set_f(static_cast<float>(*number));
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      attribute->set_type(onnx::AttributeProto::STRING);
      attribute->set_s(*text);
    } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value)) {
      attribute->set_type(onnx::AttributeProto::INTS);
      for (const std::int64_t item : *integers) attribute->add_ints(item);
    } else if (const auto* numbers = std::get_if<std::vector<double>>(&value)) {
      attribute->set_type(onnx::AttributeProto::FLOATS);
      for (const double item : *numbers) attribute->add_floats(static_cast<float>(item));
    } else if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
      attribute->set_type(onnx::AttributeProto::STRINGS);
      for (const std::string& item : *texts) attribute->add_strings(item);
    } else {
      attribute->set_type(onnx::AttributeProto::GRAPH);
      *attribute->mutable_g() = std::get<onnx::GraphProto>(value);
    }
  }

  static void describe(onnx::ValueInfoProto& info, const std::string& name, const std::vector<std::int64_t>& shape,
                       onnx::TensorProto::DataType type = onnx::TensorProto::FLOAT) {
    info.set_name(name);
    auto* tensor = info.mutable_type()->mutable_tensor_type();
    tensor->set_elem_type(type);
    tensor->mutable_shape();  // a single number, as long as no extents follow
    for (const std::int64_t extent : shape) {
      auto* dim = tensor->mutable_shape()->add_dim();
      if (extent < 0)
        dim->set_dim_param("N");
      else
        dim->set_dim_value(extent);
    }
  }

  static void fill(onnx::TensorProto& proto, const std::string& name, const at::Tensor& values) {
    proto.set_name(name);
    for (const std::int64_t extent : values.sizes()) proto.add_dims(extent);
    const auto [type, bytes] = values.scalar_type() == at::kLong   ? std::pair(onnx::TensorProto::INT64, 8)
                               : values.scalar_type() == at::kBool ? std::pair(onnx::TensorProto::BOOL, 1)
                               : values.scalar_type() == at::kByte ? std::pair(onnx::TensorProto::UINT8, 1)
                                                                   : std::pair(onnx::TensorProto::FLOAT, 4);
    proto.set_data_type(type);
    proto.set_raw_data(values.contiguous().data_ptr(), static_cast<std::size_t>(values.numel() * bytes));
  }

  Bytes bytes(const std::vector<std::string>& outputs) {
    graph().clear_output();
    graph().set_name("graph");
    for (const std::string& output : outputs) graph().add_output()->set_name(output);
    const auto foreign = std::find_if(graph().node().begin(), graph().node().end(),
                                      [](const auto& node) { return !node.domain().empty(); });
    if (foreign != graph().node().end() && model_.opset_import_size() == 1) {
      auto* opset = model_.add_opset_import();
      opset->set_domain(foreign->domain());
      opset->set_version(1);
    }
    const std::string data = model_.SerializeAsString();
    return {data.begin(), data.end()};
  }
  Bytes bytes(const std::string& output) { return bytes(std::vector<std::string>{output}); }

 private:
  onnx::ModelProto model_;
};

}  // namespace bitprism::test
