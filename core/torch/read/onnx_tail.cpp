#include "core/torch/read/onnx_tail.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>
#include <onnx/onnx_pb.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/onnx_tail_names.h"
#include "core/torch/graph/onnx_types.h"

namespace bitprism {
namespace {

using Renamed = std::map<std::string, std::string>;

constexpr int deepestTail = 32;  // graphs within graphs

bool ofOnnx(const ::onnx::NodeProto& node) {
  return node.domain().empty() || node.domain() == "ai.onnx";
}

bool oneOf(const std::string& name, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* known) { return name == known; });
}

// A node that reads other names, also in the graphs inside it where these do not write the name themselves.
void rename(::onnx::NodeProto& node, const Renamed& names, int depth = 0) {
  for (std::string& input : *node.mutable_input())
    if (const auto found = names.find(input); found != names.end()) input = found->second;
  if (depth > deepestTail) return;
  for (auto& attribute : *node.mutable_attribute()) {
    if (!attribute.has_g()) continue;
    Renamed inner = names;
    ::onnx::GraphProto& graph = *attribute.mutable_g();
    for (const auto& input : graph.input()) inner.erase(input.name());
    for (const auto& tensor : graph.initializer()) inner.erase(tensor.name());
    for (const auto& own : graph.node())
      for (const std::string& output : own.output()) inner.erase(output);
    for (auto& own : *graph.mutable_node()) rename(own, inner, depth + 1);
    for (auto& output : *graph.mutable_output())
      if (const auto found = inner.find(output.name()); found != inner.end()) output.set_name(found->second);
  }
}

// Whether a node, or one inside it, has numbers in another file.
bool readsFiles(const ::onnx::NodeProto& node, int depth = 0) {
  const auto outside = [](const ::onnx::TensorProto& tensor) {
    return tensor.data_location() == ::onnx::TensorProto::EXTERNAL;
  };
  if (depth > deepestTail) return true;
  return std::any_of(node.attribute().begin(), node.attribute().end(), [&](const auto& attribute) {
    if (attribute.has_t() && outside(attribute.t())) return true;
    if (!attribute.has_g()) return false;
    const ::onnx::GraphProto& graph = attribute.g();
    return std::any_of(graph.initializer().begin(), graph.initializer().end(), outside) ||
           std::any_of(graph.node().begin(), graph.node().end(),
                       [&](const auto& inner) { return readsFiles(inner, depth + 1); });
  });
}

std::optional<at::ScalarType> scalarType(int type) {
  switch (type) {
    case ::onnx::TensorProto::FLOAT:
      return at::kFloat;
    case ::onnx::TensorProto::FLOAT16:
      return at::kHalf;
    case ::onnx::TensorProto::BFLOAT16:
      return at::kBFloat16;
    case ::onnx::TensorProto::DOUBLE:
      return at::kDouble;
    case ::onnx::TensorProto::INT64:
      return at::kLong;
    case ::onnx::TensorProto::INT32:
      return at::kInt;
    case ::onnx::TensorProto::INT16:
      return at::kShort;
    case ::onnx::TensorProto::INT8:
      return at::kChar;
    case ::onnx::TensorProto::UINT8:
      return at::kByte;
    case ::onnx::TensorProto::BOOL:
      return at::kBool;
    default:
      return {};
  }
}

const ::onnx::AttributeProto* attributeNamed(const ::onnx::NodeProto& node, const char* name) {
  for (const auto& attribute : node.attribute())
    if (attribute.name() == name) return &attribute;
  return nullptr;
}

// The type of a node's output where the operator says it; -1: it is that of input 0, -2: of input 1, and so on.
int outputType(const ::onnx::NodeProto& node, int output) {
  if (!ofOnnx(node)) return 0;
  const std::string& op = node.op_type();
  const auto* to = attributeNamed(node, "to");
  const auto* value = attributeNamed(node, "value");
  if (op == "Cast") return to ? static_cast<int>(to->i()) : 0;
  if (oneOf(op, {"Shape", "Size", "NonZero", "ArgMax", "ArgMin", "NonMaxSuppression"}))
    return ::onnx::TensorProto::INT64;
  if (oneOf(op, {"TopK", "MaxPool", "Unique"}) && output > 0) return ::onnx::TensorProto::INT64;
  if (oneOf(op,
            {"Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "And", "Or", "Xor", "Not", "IsNaN", "IsInf"}))
    return ::onnx::TensorProto::BOOL;
  if (op == "Constant") return value && value->has_t() ? value->t().data_type() : 0;
  if (op == "ConstantOfShape")
    return value && value->has_t() ? value->t().data_type() : int{::onnx::TensorProto::FLOAT};
  if (oneOf(op, {"Where", "DequantizeLinear", "CastLike"})) return -2;
  if (op == "OneHot") return -3;
  if (oneOf(op, {"If", "Loop", "Scan", "QuantizeLinear", "DynamicQuantizeLinear", "ConvInteger", "MatMulInteger",
                 "EyeLike"}) ||
      op.starts_with("QLinear"))
    return 0;
  return -1;
}

}  // namespace

OnnxTail::OnnxTail(const ::onnx::ModelProto& model) : model_(model) {
  for (const auto& node : model.graph().node())
    for (const std::string& output : node.output()) writers_.emplace(output, &node);
}

void OnnxTail::obstruct(const std::string& why) {
  if (obstacle_.empty()) obstacle_ = why;
}

void OnnxTail::add(const ::onnx::NodeProto& node, const std::string& name, const std::set<std::string>& inputs,
                   const Find& find, const std::string& why) {
  if (nodes_.empty()) why_ = why;
  const auto meet = [&](const std::string& input) {
    if (input.empty() || written_.contains(input) || !met_.insert(input).second) return;
    const Recorded& value = find(input);
    if (value.items || !value.value || !valueOf(value).isTensor())
      obstruct(text("'", name, "' reads '", input, "', which is not one tensor"));
    else
      (value.dynamic() ? reads_ : constants_).emplace_back(input, value);
  };
  for (const std::string& input : node.input()) meet(input);  // in the node's order, then those of its graphs
  for (const std::string& input : inputs) meet(input);
  for (const std::string& output : node.output())
    if (!output.empty()) written_.insert(output);
  if (readsFiles(node)) obstruct(text("'", name, "' has constants in another file"));
  for (const auto& function : model_.functions())
    if (function.domain() == node.domain() && function.name() == node.op_type())
      obstruct(text("'", node.op_type(), "' is a function of the file"));
  nodes_.emplace_back(&node, name);
}

// Then what stands before is a beginning rather than a network with an end.
bool OnnxTail::hasMostWeights() const {
  std::set<std::string> own;
  for (const auto& [name, value] : constants_) own.insert(name);
  double inside = 0, all = 0;
  for (const auto& tensor : model_.graph().initializer()) {
    const auto type = scalarType(tensor.data_type());
    if (tensor.dims_size() < 2 || !type || !at::isFloatingType(*type)) continue;
    double count = 1;
    for (const std::int64_t extent : tensor.dims()) count *= static_cast<double>(extent);
    all += count;
    if (own.contains(tensor.name())) inside += count;
  }
  return 2 * inside > all;
}

// 0: unknown.
int OnnxTail::elementType(std::string name) const {
  const ::onnx::GraphProto& graph = model_.graph();
  for (std::size_t hops = 0; hops <= writers_.size(); ++hops) {
    for (const auto* values : {&graph.input(), &graph.value_info(), &graph.output()})
      for (const auto& value : *values)
        if (value.name() == name && value.type().tensor_type().elem_type() != 0)
          return value.type().tensor_type().elem_type();
    for (const auto& tensor : graph.initializer())
      if (tensor.name() == name) return tensor.data_type();
    const auto writer = writers_.find(name);
    if (writer == writers_.end()) return 0;
    const auto& outputs = writer->second->output();
    const auto output = static_cast<int>(std::find(outputs.begin(), outputs.end(), name) - outputs.begin());
    const int type = outputType(*writer->second, output);
    if (type >= 0) return type;
    if (-1 - type >= writer->second->input_size()) return 0;
    name = writer->second->input(-1 - type);
  }
  return 0;
}

// The numbers of a constant as the file has them; they are read as 32-bit floats and 64-bit integers.
std::string OnnxTail::constantBytes(const std::string& name, const Recorded& value, int type) {
  const ::onnx::TensorProto* proto = nullptr;
  for (const auto& tensor : model_.graph().initializer())
    if (tensor.name() == name) proto = &tensor;
  if (const auto writer = writers_.find(name); writer != writers_.end() && writer->second->op_type() == "Constant")
    if (const auto* given = attributeNamed(*writer->second, "value"); given && given->has_t()) proto = &given->t();
  if (proto && proto->has_raw_data() && proto->data_location() != ::onnx::TensorProto::EXTERNAL)
    return proto->raw_data();
  const auto scalar = scalarType(type);
  if (!scalar) {
    obstruct(text("the constant '", name, "' is of type ", type, ", which cannot be written"));
    return {};
  }
  const at::Tensor tensor = valueOf(value).toTensor().to(*scalar).contiguous();
  return {static_cast<const char*>(tensor.data_ptr()), static_cast<std::size_t>(tensor.nbytes())};
}

std::shared_ptr<const ProgramTail> OnnxTail::finish(const std::vector<std::string>& inputNames,
                                                    std::vector<Recorded>& outputs, std::vector<std::string>& names) {
  const auto inputCount = static_cast<int>(inputNames.size());
  Renamed known;  // the names by which the program gives what is read
  ::onnx::ModelProto model;
  model.set_ir_version(model_.ir_version());
  model.set_producer_name(sourceProducer(model_));
  for (const auto& opset : model_.opset_import()) *model.add_opset_import() = opset;
  ::onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name("tail");
  for (const auto& [name, value] : reads_) {
    std::string given;
    if (value.slot < inputCount) given = inputNames[static_cast<std::size_t>(value.slot)];
    for (std::size_t i = 0; given.empty() && i < outputs.size(); ++i)
      if (outputs[i].slot == value.slot) given = names[i];
    if (given.empty()) {
      outputs.push_back(value);
      names.push_back(given = name);
    }
    known[name] = given;
    int type = elementType(name);
    const at::Tensor example = valueOf(value).toTensor();
    if (type == 0 && example.scalar_type() == at::kBool) type = ::onnx::TensorProto::BOOL;
    const auto writer = writers_.find(name);
    const bool plain = writer == writers_.end() || writer->second->op_type().find("uantize") == std::string::npos;
    if (type == 0 && plain && example.is_floating_point()) type = ::onnx::TensorProto::FLOAT;
    if (!scalarType(type)) obstruct(text("the element type of '", name, "' is not known"));
    const auto same = [&](const auto& input) { return input.name() == given; };
    if (std::any_of(graph.input().begin(), graph.input().end(), same)) continue;
    auto* input = graph.add_input();
    input->set_name(given);
    input->mutable_type()->mutable_tensor_type()->set_elem_type(type);
  }
  const bool nothing =
      std::none_of(outputs.begin(), outputs.end(), [&](const Recorded& output) { return output.slot >= inputCount; });
  if (nothing || hasMostWeights()) throw InputError(why_);
  for (const auto& [name, value] : constants_) {
    int type = elementType(name);
    const at::Tensor tensor = valueOf(value).toTensor();
    if (type == 0)
      type = tensor.scalar_type() == at::kBool   ? int{::onnx::TensorProto::BOOL}
             : tensor.scalar_type() == at::kLong ? int{::onnx::TensorProto::INT64}
                                                 : int{::onnx::TensorProto::FLOAT};
    ::onnx::TensorProto* constant = graph.add_initializer();
    constant->set_name(name);
    constant->set_data_type(type);
    for (const std::int64_t extent : tensor.sizes()) constant->add_dims(extent);
    constant->set_raw_data(constantBytes(name, value, type));
  }
  ProgramTail tail;
  std::set<std::string> operators;
  for (const auto& [node, name] : nodes_) {
    ::onnx::NodeProto& copy = *graph.add_node();
    copy = *node;
    copy.set_name(name);
    rename(copy, known);
    if (operators.insert(node->op_type()).second)
      tail.operators += (tail.operators.empty() ? "" : ", ") + node->op_type();
  }
  for (const auto& output : model_.graph().output())
    if (written_.contains(output.name()) || std::find(names.begin(), names.end(), output.name()) != names.end())
      *graph.add_output() = output;
  tail.suppression = suppression(known, outputs, names);
  tail.obstacle = obstacle_;
  const std::string bytes = model.SerializeAsString();
  tail.model.assign(bytes.begin(), bytes.end());
  return std::make_shared<const ProgramTail>(std::move(tail));
}

// Of the first non-maximum suppression, if it reads outputs of the program.
std::optional<Suppression> OnnxTail::suppression(const Renamed& known, const std::vector<Recorded>& outputs,
                                                 const std::vector<std::string>& names) const {
  const auto first = std::find_if(nodes_.begin(), nodes_.end(), [](const auto& node) {
    return ofOnnx(*node.first) && node.first->op_type() == "NonMaxSuppression";
  });
  if (first == nodes_.end() || first->first->input_size() < 2) return {};
  const ::onnx::NodeProto& node = *first->first;
  Suppression result;
  std::vector<std::int64_t> shapes[2];
  for (const int i : {0, 1}) {
    const auto name = known.find(node.input(i));
    const auto at = name == known.end() ? names.end() : std::find(names.begin(), names.end(), name->second);
    if (at == names.end()) return {};
    (i == 0 ? result.boxes : result.scores) = static_cast<int>(at - names.begin());
    const at::Tensor example = valueOf(outputs[static_cast<std::size_t>(at - names.begin())]).toTensor();
    if (!example.is_floating_point()) return {};
    shapes[i] = example.sizes().vec();
  }
  if (shapes[0].size() != 3 || shapes[1].size() != 3 || shapes[0][2] != 4 || shapes[0][1] != shapes[1][2]) return {};
  const auto* centred = attributeNamed(node, "center_point_box");
  result.centred = centred && centred->i() != 0;
  // ONNX counts rows first; PyTorch passes its own boxes, columns first, which suppresses the same ones.
  result.rowsFirst = !result.centred && sourceProducer(model_).find("pytorch") == std::string::npos;
  const auto number = [&](int input) {
    if (input >= node.input_size()) return 0.0;
    for (const auto& [name, value] : constants_)
      if (name == node.input(input) && valueOf(value).toTensor().numel() == 1)
        return valueOf(value).toTensor().item<double>();
    return 0.0;
  };
  result.overlap = number(3);
  result.leastScore = number(4);
  return result;
}

std::string OnnxTail::notice(const ProgramTail& tail, const std::vector<std::string>& outputNames) const {
  std::string outputs;
  for (const std::string& name : outputNames) outputs += text(outputs.empty() ? "'" : ", '", name, "'");
  std::int64_t weights = 0;
  for (const auto& [name, value] : constants_)
    if (valueOf(value).toTensor().is_floating_point() && valueOf(value).toTensor().dim() > 1)
      weights += valueOf(value).toTensor().numel();
  std::string sentence = text("From ", nodes_.front().first->op_type(), " at '", nodes_.front().second,
                              "' on, extents depend on the data: the network ends before it, with ", outputs, ". ");
  sentence += tail.obstacle.empty()
                  ? text("What follows (", tail.operators, ") is kept as it is and written again to ONNX.")
                  : text("What follows (", tail.operators, ") is not written again, because ", tail.obstacle, ".");
  if (weights > 0) sentence += text(" It has ", weights, " weights, which stay as they are.");
  return sentence;
}

}  // namespace bitprism
