#include "core/torch/write/onnx_tail_writer.h"

#include <google/protobuf/io/coded_stream.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <climits>
#include <set>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/onnx_tail_names.h"

namespace bitprism {
namespace {

constexpr int deepestMessage = 64, deepestGraph = 32;
constexpr std::int64_t writtenOpsets[] = {17, 21, 25};  // those of plain files and of codes of fewer bits
constexpr std::int64_t axesAsInput = 18;                // of reductions other than the sum

using Names = std::map<std::string, std::string>;

[[noreturn]] void damaged(const std::string& why) {
  throw InputError(text("cannot write the end of the network: its ONNX model ", why, ", expected a complete one"));
}

bool ofOnnx(const ::onnx::NodeProto& node) {
  return node.domain().empty() || node.domain() == "ai.onnx";
}

::onnx::ModelProto modelOf(const ProgramTail& tail) {
  ::onnx::ModelProto model;
  if (tail.model.size() > INT_MAX) damaged("is larger than 2 GB");
  google::protobuf::io::CodedInputStream stream(tail.model.data(), static_cast<int>(tail.model.size()));
  stream.SetRecursionLimit(deepestMessage);
  if (tail.model.empty() || !model.ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage() ||
      model.graph().node_size() == 0)
    damaged("is truncated or of another kind");
  return model;
}

std::int64_t opsetOf(const ::onnx::ModelProto& model) {
  for (const auto& opset : model.opset_import())
    if (opset.domain().empty() || opset.domain() == "ai.onnx") return opset.version();
  return 7;
}

// The opset from which on a node means the same up to opset 25: later versions of these operators add element types,
// or inputs and attributes whose defaults are what was before.
const std::map<std::string, std::int64_t>& stableSince() {
  static const std::map<std::string, std::int64_t> table = [] {
    std::map<std::string, std::int64_t> all;
    const auto from = [&](std::int64_t opset, std::initializer_list<const char*> operators) {
      for (const char* name : operators) all[name] = opset;
    };
    from(1, {"ArgMax", "ArgMin", "Constant", "Gather", "GlobalAveragePool", "GlobalMaxPool", "Identity", "Not", "Shape",
             "Size", "Softplus", "SpaceToDepth", "Transpose"});
    from(4, {"Concat"});
    from(5, {"Reshape"});
    from(6, {"Abs", "Ceil", "Cast", "Elu", "Exp", "Floor", "HardSigmoid", "LeakyRelu", "Log", "Neg", "Reciprocal",
             "Relu", "Sigmoid", "Sqrt", "Tanh", "Tile"});
    from(7, {"Add", "And", "Cos", "Div", "Equal", "Greater", "Less", "Mul", "Or", "Pow", "Sin", "Sub", "Xor"});
    from(8, {"Expand", "Max", "Min"});
    from(9, {"Compress", "ConstantOfShape", "Erf", "EyeLike", "Flatten", "IsNaN", "MatMul", "NonZero", "PRelu", "Sign",
             "Where"});
    from(10, {"IsInf", "Mod", "NonMaxSuppression", "ReverseSequence", "Slice", "TopK"});
    from(11, {"BitShift",
              "Clip",
              "ConcatFromSequence",
              "Conv",
              "ConvTranspose",
              "CumSum",
              "DepthToSpace",
              "GatherElements",
              "GatherND",
              "Gemm",
              "If",
              "Loop",
              "OneHot",
              "Pad",
              "Range",
              "Round",
              "ScatterElements",
              "ScatterND",
              "SequenceAt",
              "SequenceConstruct",
              "SequenceEmpty",
              "SequenceErase",
              "SequenceInsert",
              "SequenceLength",
              "SplitToSequence",
              "Unique"});
    from(12, {"Einsum", "GreaterOrEqual", "LessOrEqual", "MaxPool"});
    from(13, {"LogSoftmax", "ReduceSum", "Resize", "Softmax", "Split", "Squeeze", "Unsqueeze"});
    from(14, {"HardSwish", "Trilu"});
    from(15, {"BatchNormalization"});
    from(16, {"RoiAlign"});
    return all;
  }();
  return table;
}

bool isReduction(const std::string& op) {
  return op.starts_with("Reduce") && op != "ReduceSum";
}

bool hasAttribute(const ::onnx::NodeProto& node, const char* name) {
  return std::any_of(node.attribute().begin(), node.attribute().end(),
                     [&](const auto& attribute) { return attribute.name() == name; });
}

bool meansTheSame(const ::onnx::NodeProto& node, std::int64_t before, std::int64_t after) {
  if (!ofOnnx(node) || before == after) return true;
  if (isReduction(node.op_type())) return before >= axesAsInput || after < axesAsInput || !hasAttribute(node, "axes");
  if (node.op_type() == "Split" && after >= 18 && before < 18 && node.input_size() < 2) return false;
  const auto stable = stableSince().find(node.op_type());
  return stable != stableSince().end() && before >= stable->second;
}

const ::onnx::NodeProto* firstChanged(const ::onnx::GraphProto& graph, std::int64_t before, std::int64_t after,
                                      int depth = 0) {
  if (depth > deepestGraph) damaged(text("is nested more than ", deepestGraph, " deep"));
  for (const auto& node : graph.node()) {
    if (!meansTheSame(node, before, after)) return &node;
    for (const auto& attribute : node.attribute())
      if (attribute.has_g())
        if (const auto* inner = firstChanged(attribute.g(), before, after, depth + 1)) return inner;
  }
  return nullptr;
}

}  // namespace

std::string tailObstacle(const ProgramTail& tail, std::int64_t opset) {
  if (!tail.obstacle.empty()) return tail.obstacle;
  const ::onnx::ModelProto model = modelOf(tail);
  const std::int64_t own = opsetOf(model);
  if (own > opset) return text("it is of opset ", own, ", the file of opset ", opset);
  if (const auto* node = firstChanged(model.graph(), own, opset))
    return text(node->op_type(), " does not mean the same in opset ", own, " and in opset ", opset,
                ", in which the file is written");
  return {};
}

std::int64_t opsetOfTail(const ProgramTail& tail, std::int64_t least) {
  for (const std::int64_t opset : writtenOpsets)
    if (opset >= least && tailObstacle(tail, opset).empty()) return opset;
  return least;
}

class OnnxTailWriter::Implementation {
 public:
  Implementation(const Program& program, OnnxGraph& graph)
      : program_(program), graph_(graph), tail_(modelOf(*program.tail)) {
    std::set<std::string> written;
    for (const auto& node : tail_.graph().node())
      for (const std::string& output : node.output())
        if (!output.empty() && !written.insert(output).second) damaged(text("writes '", output, "' twice"));
    for (const auto& output : tail_.graph().output())
      if (written.contains(output.name()) && !reserved_.contains(output.name()))
        reserved_[output.name()] = graph.reserve(output.name());
  }

  void write() {
    Names names;
    for (const auto& input : tail_.graph().input()) names[input.name()] = given(input);
    for (const auto& tensor : tail_.graph().initializer()) {
      if (!tensor.has_raw_data()) damaged(text("has no numbers for '", tensor.name(), "'"));
      names[tensor.name()] = graph_.initializer(tensor.name(), Shape(tensor.dims().begin(), tensor.dims().end()),
                                                tensor.data_type(), tensor.raw_data());
    }
    for (const auto& node : tail_.graph().node()) {
      ::onnx::NodeProto copy = renamed(node, names, 0, &reserved_);
      *graph_.message().add_node() = std::move(copy);
    }
    declareOutputs(names);
    for (const auto& opset : tail_.opset_import())
      if (!opset.domain().empty() && opset.domain() != "ai.onnx") graph_.useDomain(opset.domain(), opset.version());
    graph_.remark(sourceProducerKey, tail_.producer_name());
  }

 private:
  // A value of the program by the name that the tail knows, of the type that the tail expects.
  std::string given(const ::onnx::ValueInfoProto& input) {
    const ::onnx::ValueInfoProto* value = nullptr;
    const auto output = std::find(program_.outputNames.begin(), program_.outputNames.end(), input.name());
    if (output != program_.outputNames.end()) {
      value = &graph_.message().output(static_cast<int>(output - program_.outputNames.begin()));
    } else {
      const auto found = std::find_if(program_.inputs.begin(), program_.inputs.end(),
                                      [&](const ProgramInput& own) { return own.name == input.name(); });
      if (found == program_.inputs.end()) damaged(text("reads '", input.name(), "', which the network does not give"));
      value = &graph_.message().input(static_cast<int>(found - program_.inputs.begin()));
    }
    const int wanted = input.type().tensor_type().elem_type(), is = value->type().tensor_type().elem_type();
    const std::string name = value->name();
    if (wanted == 0 || wanted == is) return name;
    return graph_.node("Cast", {name}, text(name, "_tail"), {{"to", std::int64_t{wanted}}});
  }

  // A node with names that nothing else in the file has; reserved: those of its outputs that are fixed already.
  ::onnx::NodeProto renamed(const ::onnx::NodeProto& node, Names& names, int depth, const Names* reserved) {
    if (depth > deepestGraph) damaged(text("is nested more than ", deepestGraph, " deep"));
    ::onnx::NodeProto copy = node;
    for (std::string& input : *copy.mutable_input()) input = nameOf(input, names);
    for (auto& attribute : *copy.mutable_attribute()) {
      if (attribute.graphs_size() > 0) damaged(text("has several graphs in '", node.name(), "'"));
      if (attribute.has_g()) renameInside(*attribute.mutable_g(), names, depth + 1);
    }
    for (std::string& output : *copy.mutable_output()) {
      if (output.empty()) continue;
      const auto fixed = reserved ? reserved->find(output) : Names::const_iterator();
      const bool isFixed = reserved && fixed != reserved->end();
      const std::string name = isFixed ? fixed->second : graph_.reserve(output);
      names[output] = name;
      output = name;
    }
    copy.set_name(graph_.reserve(node.name()));
    return copy;
  }

  void renameInside(::onnx::GraphProto& graph, Names names, int depth) {
    const auto own = [&](auto& value) {
      const std::string name = graph_.reserve(value.name());
      names[value.name()] = name;
      value.set_name(name);
    };
    for (auto& input : *graph.mutable_input()) own(input);
    for (auto& tensor : *graph.mutable_initializer()) own(tensor);
    graph.clear_value_info();
    for (auto& node : *graph.mutable_node()) node = renamed(::onnx::NodeProto(node), names, depth, nullptr);
    for (auto& output : *graph.mutable_output()) output.set_name(nameOf(output.name(), names));
  }

  static std::string nameOf(const std::string& name, const Names& names) {
    if (name.empty()) return name;
    const auto found = names.find(name);
    if (found == names.end()) damaged(text("reads '", name, "' before anything writes it"));
    return found->second;
  }

  void declareOutputs(const Names& names) {
    ::onnx::GraphProto& graph = graph_.message();
    google::protobuf::RepeatedPtrField<::onnx::ValueInfoProto> declared;
    for (const auto& output : tail_.graph().output()) {
      if (reserved_.contains(output.name())) {
        *declared.Add() = output;
        declared.rbegin()->set_name(names.at(output.name()));
        continue;
      }
      const auto at = std::find(program_.outputNames.begin(), program_.outputNames.end(), output.name());
      if (at == program_.outputNames.end()) damaged(text("has an output '", output.name(), "', which nothing writes"));
      *declared.Add() = graph.output(static_cast<int>(at - program_.outputNames.begin()));
    }
    graph.mutable_output()->Swap(&declared);
  }

  const Program& program_;
  OnnxGraph& graph_;
  const ::onnx::ModelProto tail_;
  Names reserved_;  // of the file's outputs
};

OnnxTailWriter::OnnxTailWriter(const Program& program, OnnxGraph& graph)
    : implementation_(std::make_unique<Implementation>(program, graph)) {}

OnnxTailWriter::~OnnxTailWriter() = default;

void OnnxTailWriter::write() {
  implementation_->write();
}

}  // namespace bitprism
