#include "core/torch/read/onnx_walk.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <map>
#include <queue>
#include <set>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/read/onnx_operators.h"
#include "core/torch/read/onnx_tail.h"

namespace bitprism {
namespace {

constexpr std::int64_t newestOpset = 28;  // operators that are newer than this program are refused by name
constexpr std::int64_t mostIterations = 10'000, mostSteps = 100'000;
constexpr int deepestNesting = 32;

using Names = std::set<std::string>;
using Attributes = std::map<std::string, const ::onnx::AttributeProto*>;

bool isOwnDomain(const std::string& domain) {
  return domain.empty() || domain == "ai.onnx";
}

const ::onnx::GraphProto* subgraph(const ::onnx::NodeProto& node, const std::string& name) {
  for (const auto& attribute : node.attribute())
    if (attribute.name() == name && attribute.has_g()) return &attribute.g();
  return nullptr;
}

// The outer values used by the graphs inside a node.
void addCaptured(const ::onnx::NodeProto& node, Names& names, int depth = 0) {
  if (depth > deepestNesting) return;
  for (const auto& attribute : node.attribute()) {
    if (!attribute.has_g()) continue;
    Names own, read;
    for (const auto& input : attribute.g().input()) own.insert(input.name());
    for (const auto& tensor : attribute.g().initializer()) own.insert(tensor.name());
    for (const auto& inner : attribute.g().node()) {
      for (const auto& input : inner.input()) read.insert(input);
      for (const auto& output : inner.output()) own.insert(output);
      addCaptured(inner, read, depth + 1);
    }
    for (const auto& output : attribute.g().output()) read.insert(output.name());
    for (const std::string& name : read)
      if (!name.empty() && !own.contains(name)) names.insert(name);
  }
}

Names inputNames(const ::onnx::NodeProto& node) {
  Names names;
  for (const auto& input : node.input())
    if (!input.empty()) names.insert(input);
  addCaptured(node, names);
  return names;
}

// Values by name, with those of the surrounding graph as fallback.
struct Scope {
  std::unordered_map<std::string, Recorded> values;
  const Scope* outer = nullptr;

  const Recorded* find(const std::string& name) const {
    for (const Scope* scope = this; scope; scope = scope->outer)
      if (const auto found = scope->values.find(name); found != scope->values.end()) return &found->second;
    return nullptr;
  }
};

class Walk {
 public:
  // tail: takes what depends on data in the model's own graph.
  Walk(const ::onnx::ModelProto& model, const OnnxSource& source, std::int64_t opset, Recorder& recorder,
       OnnxTail& tail)
      : source_(source), opset_(opset), recorder_(recorder), tail_(tail) {
    for (const auto& function : model.functions()) functions_[function.domain() + "." + function.name()] = &function;
  }

  template <class Nodes>
  void run(const Nodes& nodes, Scope& scope, const Names& wanted, const Attributes& given, int depth) {
    if (depth > deepestNesting)
      throw InputError(
          text("cannot read '", source_.name, "': its graphs are nested more than ", deepestNesting, " deep"));
    const std::vector<int> order = ordered(nodes, scope);
    std::unordered_map<std::string, int> uses;
    for (const auto& node : nodes)
      for (const std::string& name : inputNames(node)) ++uses[name];
    Names used = wanted;
    for (const auto& [name, count] : uses) used.insert(name);
    for (const int i : order) {
      const ::onnx::NodeProto& node = nodes[i];
      const std::string unnamed = text(node.op_type(), "_", i);
      if (depth == 0)
        stepOrTail(node, unnamed, scope, used, given);
      else
        step(node, unnamed, scope, used, given, depth);
      for (const std::string& name : inputNames(node))
        if (--uses[name] == 0 && !wanted.contains(name)) scope.values.erase(name);
    }
  }

  const Recorded& needed(const Scope& scope, const std::string& name, const std::string& reader) const {
    const Recorded* found = scope.find(name);
    if (!found)
      throw InputError(
          text("cannot read '", source_.name, "': node '", reader, "' reads '", name, "' before anything writes it"));
    return *found;
  }

  void bind(Scope& scope, const std::string& name, const Recorded& value, const std::string& writer) const {
    if (!name.empty() && !scope.values.emplace(name, value).second)
      throw InputError(text("cannot read '", source_.name, "': node '", writer, "' writes '", name, "' a second time"));
  }

 private:
  void stepOrTail(const ::onnx::NodeProto& node, const std::string& unnamed, Scope& scope, const Names& used,
                  const Attributes& given) {
    const Names inputs = inputNames(node);
    const std::string name = nameOf(node, unnamed);
    const auto keep = [&](const std::string& why) {
      tail_.add(
          node, name, inputs, [&](const std::string& input) -> const Recorded& { return needed(scope, input, name); },
          why);
    };
    if (std::any_of(inputs.begin(), inputs.end(), [&](const std::string& input) { return tail_.writes(input); }))
      return keep({});
    try {
      step(node, unnamed, scope, used, given, 0);
    } catch (const DataDependent& problem) {
      keep(problem.what());
    }
  }

  static std::string nameOf(const ::onnx::NodeProto& node, const std::string& otherwise) {
    return node.name().empty() ? otherwise : node.name();
  }

  // The file's order where it does; nodes that wait for others come after them.
  template <class Nodes>
  std::vector<int> ordered(const Nodes& nodes, const Scope& scope) const {
    std::unordered_map<std::string, int> writer;
    for (int i = 0; i < nodes.size(); ++i)
      for (const auto& output : nodes[i].output())
        if (!output.empty() && !writer.emplace(output, i).second)
          throw InputError(text("cannot read '", source_.name, "': node '",
                                nameOf(nodes[i], text(nodes[i].op_type(), "_", i)), "' writes '", output,
                                "' a second time"));
    std::vector<int> waiting(static_cast<std::size_t>(nodes.size()), 0);
    std::vector<std::vector<int>> readers(static_cast<std::size_t>(nodes.size()));
    std::priority_queue<int, std::vector<int>, std::greater<>> ready;
    for (int i = 0; i < nodes.size(); ++i) {
      for (const std::string& name : inputNames(nodes[i])) {
        const auto found = writer.find(name);
        if (found == writer.end()) continue;
        ++waiting[static_cast<std::size_t>(i)];
        readers[static_cast<std::size_t>(found->second)].push_back(i);
      }
      if (waiting[static_cast<std::size_t>(i)] == 0) ready.push(i);
    }
    std::vector<int> order;
    while (!ready.empty()) {
      const int next = ready.top();
      ready.pop();
      order.push_back(next);
      for (const int reader : readers[static_cast<std::size_t>(next)])
        if (--waiting[static_cast<std::size_t>(reader)] == 0) ready.push(reader);
    }
    if (static_cast<int>(order.size()) == nodes.size()) return order;
    for (int i = 0; i < nodes.size(); ++i)
      if (waiting[static_cast<std::size_t>(i)] > 0)
        for (const std::string& name : inputNames(nodes[i]))
          if (writer.contains(name) && waiting[static_cast<std::size_t>(writer.at(name))] > 0)
            throw InputError(text("cannot read '", source_.name, "': node '",
                                  nameOf(nodes[i], text(nodes[i].op_type(), "_", i)), "' reads '", name,
                                  "' before anything writes it (the graph has a cycle)"));
    (void)scope;
    return order;
  }

  OnnxNode::Attribute attribute(const ::onnx::AttributeProto& proto, const std::string& node) {
    switch (proto.type()) {
      case ::onnx::AttributeProto::INT:
        return static_cast<std::int64_t>(proto.i());
      case ::onnx::AttributeProto::FLOAT:
        return static_cast<double>(proto.f());
      case ::onnx::AttributeProto::STRING:
        return proto.s();
      case ::onnx::AttributeProto::INTS:
        return std::vector<std::int64_t>(proto.ints().begin(), proto.ints().end());
      case ::onnx::AttributeProto::FLOATS:
        return std::vector<double>(proto.floats().begin(), proto.floats().end());
      case ::onnx::AttributeProto::STRINGS: {
        std::string joined;
        for (const std::string& item : proto.strings()) joined += (joined.empty() ? "" : ",") + item;
        return joined;
      }
      case ::onnx::AttributeProto::TENSOR:
        return constant(proto.t());
      case ::onnx::AttributeProto::GRAPH:
      case ::onnx::AttributeProto::GRAPHS:
        throw InputError(text("cannot read '", source_.name, "': node '", node,
                              "' contains a subgraph (control flow), which is not supported"));
      default:
        throw InputError(text("cannot read '", source_.name, "': attribute '", proto.name(), "' of node '", node,
                              "' has type ", proto.type(), ", which is not supported"));
    }
  }

  // A value that controls the flow: it must not depend on the contents of the input.
  at::Tensor steering(const Recorded& value, const ::onnx::NodeProto& proto, const std::string& name) const {
    if (value.dynamic() && value.fromData)
      throw DataDependent(text("cannot read '", source_.name, "': ", proto.op_type(), " at '", name,
                               "' depends on the data of a tensor; such control flow cannot be quantized per layer"));
    return valueOf(value).toTensor();
  }

  // The constants of a repeated body are stored once.
  Recorded constant(const ::onnx::TensorProto& tensor) {
    const auto found = constants_.find(&tensor);
    if (found != constants_.end()) return found->second;
    return constants_.emplace(&tensor, onnxTensor(tensor, source_)).first->second;
  }

  void bindInitializers(const ::onnx::GraphProto& graph, Scope& scope) {
    for (const auto& tensor : graph.initializer()) scope.values[tensor.name()] = constant(tensor);
  }

  static Names outputsOf(const ::onnx::GraphProto& graph) {
    Names names;
    for (const auto& output : graph.output()) names.insert(output.name());
    return names;
  }

  void branch(const ::onnx::NodeProto& node, const std::string& name, Scope& scope, const Attributes& given,
              int depth) {
    const at::Tensor condition = steering(needed(scope, node.input_size() > 0 ? node.input(0) : "", name), node, name);
    if (condition.numel() != 1)
      throw InputError(text("cannot read '", source_.name, "': If at '", name, "' has a condition of ",
                            condition.numel(), " values"));
    const ::onnx::GraphProto* taken = subgraph(node, condition.item<bool>() ? "then_branch" : "else_branch");
    if (!taken || taken->output_size() < node.output_size())
      throw InputError(text("cannot read '", source_.name, "': If at '", name, "' lacks a branch that fits"));
    Scope inner{{}, &scope};
    bindInitializers(*taken, inner);
    run(taken->node(), inner, outputsOf(*taken), given, depth + 1);
    for (int i = 0; i < node.output_size(); ++i)
      bind(scope, node.output(i), needed(inner, taken->output(i).name(), name), name);
  }

  // Unrolled: (most, condition, carried...), body (i, condition, carried...) -> (condition, carried..., kept...).
  void loop(const ::onnx::NodeProto& node, const std::string& name, Scope& scope, const Attributes& given, int depth) {
    const ::onnx::GraphProto* body = subgraph(node, "body");
    const auto broken = [&](const std::string& why) {
      throw InputError(text("cannot read '", source_.name, "': Loop at '", name, "' ", why));
    };
    if (!body || node.input_size() < 2 || body->input_size() != node.input_size()) broken("has no body that fits");
    const int carriedCount = node.input_size() - 2;
    if (body->output_size() < 1 + carriedCount || node.output_size() > body->output_size() - 1)
      broken("has no body that fits");
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    if (!node.input(0).empty())
      most = steering(needed(scope, node.input(0), name), node, name).flatten()[0].item<std::int64_t>();
    Recorded condition = Recorder::constant(at::scalar_tensor(true, at::kBool));
    if (!node.input(1).empty()) condition = needed(scope, node.input(1), name);
    std::vector<Recorded> carried;
    for (int i = 0; i < carriedCount; ++i) carried.push_back(needed(scope, node.input(i + 2), name));
    std::vector<std::vector<Recorded>> kept(static_cast<std::size_t>(body->output_size() - 1 - carriedCount));
    for (std::int64_t i = 0; i < most && steering(condition, node, name).item<bool>(); ++i) {
      if (i >= mostIterations) broken(text("runs more than ", mostIterations, " times"));
      Scope inner{{}, &scope};
      bindInitializers(*body, inner);
      inner.values[body->input(0).name()] = Recorder::constant(at::scalar_tensor(i, at::kLong));
      inner.values[body->input(1).name()] = condition;
      for (int k = 0; k < carriedCount; ++k)
        inner.values[body->input(k + 2).name()] = carried[static_cast<std::size_t>(k)];
      run(body->node(), inner, outputsOf(*body), given, depth + 1);
      const auto result = [&](int k) { return needed(inner, body->output(k).name(), name); };
      condition = result(0);
      for (int k = 0; k < carriedCount; ++k) carried[static_cast<std::size_t>(k)] = result(1 + k);
      for (std::size_t k = 0; k < kept.size(); ++k) kept[k].push_back(result(1 + carriedCount + static_cast<int>(k)));
    }
    for (int i = 0; i < node.output_size(); ++i) {
      if (i < carriedCount) {
        bind(scope, node.output(i), carried[static_cast<std::size_t>(i)], name);
        continue;
      }
      const std::vector<Recorded>& items = kept[static_cast<std::size_t>(i - carriedCount)];
      if (node.output(i).empty()) continue;
      if (items.empty()) broken("never runs, but what it collects is used");
      bind(scope, node.output(i),
           recorder_.one("aten::stack", "",
                         {Recorder::list(items, ListKind::Tensors), Recorder::constant(std::int64_t{0})}, name),
           name);
    }
  }

  void function(const ::onnx::FunctionProto& function, const ::onnx::NodeProto& node, const std::string& name,
                Scope& scope, const Attributes& given, int depth) {
    Scope inner;
    for (int i = 0; i < function.input_size() && i < node.input_size(); ++i)
      if (!node.input(i).empty()) inner.values[function.input(i)] = needed(scope, node.input(i), name);
    Attributes attributes;
    for (const auto& attribute : node.attribute()) {
      const auto outer = given.find(attribute.ref_attr_name());
      if (attribute.ref_attr_name().empty())
        attributes[attribute.name()] = &attribute;
      else if (outer != given.end())
        attributes[attribute.name()] = outer->second;
    }
    Names outputs(function.output().begin(), function.output().end());
    run(function.node(), inner, outputs, attributes, depth + 1);
    for (int i = 0; i < node.output_size() && i < function.output_size(); ++i)
      if (!node.output(i).empty()) bind(scope, node.output(i), needed(inner, function.output(i), name), name);
  }

  // Constants in another form (dequantized, of another type) are shared by all nodes that use the same one.
  std::vector<Recorded> recorded(const ::onnx::NodeProto& proto, const OnnxNode& node) {
    static const std::set<std::string> forms = {"Cast", "DequantizeLinear", "Transpose"};
    const bool constant = std::all_of(node.inputs.begin(), node.inputs.end(), [](const Recorded& input) {
      return !input.dynamic() && !input.items && (!input.value || input.value->isTensor());
    });
    if (!constant || !node.domain.empty() || !forms.contains(node.op)) return recordOnnxNode(recorder_, node);
    std::string key = node.op;
    for (const auto& attribute : proto.attribute()) {
      if (!attribute.ref_attr_name().empty()) return recordOnnxNode(recorder_, node);
      key += '|' + attribute.SerializeAsString();
    }
    for (const Recorded& input : node.inputs)
      key += text('|', input.value ? input.value->toTensor().unsafeGetTensorImpl() : nullptr);
    const auto [form, fresh] = forms_.try_emplace(std::move(key));
    if (fresh) form->second = {node.inputs, recordOnnxNode(recorder_, node)};
    return form->second.results;
  }

  void step(const ::onnx::NodeProto& proto, const std::string& unnamed, Scope& scope, const Names& used,
            const Attributes& given, int depth) {
    if (++steps_ > mostSteps)
      throw InputError(
          text("cannot read '", source_.name, "': its loops and functions run more than ", mostSteps, " operators"));
    OnnxNode node;
    node.op = proto.op_type();
    node.name = nameOf(proto, unnamed);
    node.opset = opset_;
    if (!isOwnDomain(proto.domain())) node.domain = proto.domain();
    if (const auto own = functions_.find(proto.domain() + "." + proto.op_type()); own != functions_.end())
      return function(*own->second, proto, node.name, scope, given, depth);
    if (node.domain.empty() && node.op == "If") return branch(proto, node.name, scope, given, depth);
    if (node.domain.empty() && node.op == "Loop") return loop(proto, node.name, scope, given, depth);
    for (const auto& attribute : proto.attribute()) {
      if (attribute.ref_attr_name().empty())
        node.attributes[attribute.name()] = this->attribute(attribute, node.name);
      else if (const auto outer = given.find(attribute.ref_attr_name()); outer != given.end())
        node.attributes[attribute.name()] = this->attribute(*outer->second, node.name);
    }
    for (const auto& name : proto.input())
      node.inputs.push_back(name.empty() ? Recorded{} : needed(scope, name, node.name));
    node.outputCount = static_cast<std::size_t>(proto.output_size());
    for (const auto& name : proto.output()) node.outputUsed.push_back(!name.empty() && used.contains(name));
    std::vector<Recorded> results;
    try {
      results = recorded(proto, node);
    } catch (const DataDependent& problem) {
      throw DataDependent(text("cannot read '", source_.name, "': ", problem.what()));
    } catch (const InputError& problem) {
      throw InputError(text("cannot read '", source_.name, "': ", problem.what()));
    }
    for (int i = 0; i < proto.output_size() && i < static_cast<int>(results.size()); ++i)
      bind(scope, proto.output(i), results[static_cast<std::size_t>(i)], node.name);
  }

  const OnnxSource& source_;
  std::int64_t opset_;
  Recorder& recorder_;
  OnnxTail& tail_;
  std::map<std::string, const ::onnx::FunctionProto*> functions_;
  std::unordered_map<const ::onnx::TensorProto*, Recorded> constants_;
  struct ConstantForm {
    std::vector<Recorded> inputs, results;  // inputs: so that their addresses stay unique
  };
  std::map<std::string, ConstantForm> forms_;
  std::int64_t steps_ = 0;  // functions that call functions can ask for any number in a few bytes
};

std::int64_t opsetOf(const ::onnx::ModelProto& model, const std::string& source) {
  for (const auto& opset : model.opset_import())
    if (isOwnDomain(opset.domain())) {
      if (opset.version() < 1 || opset.version() > newestOpset)
        throw InputError(text("cannot read '", source, "': opset ", opset.version(),
                              " is not supported, expected 7 to ", newestOpset));
      return opset.version();
    }
  return 7;
}

}  // namespace

OnnxWalk::OnnxWalk(::onnx::ModelProto& model, OnnxSource source) : model_(model), source_(std::move(source)) {
  opset_ = opsetOf(model, source_.name);
  for (::onnx::TensorProto& tensor : *model.mutable_graph()->mutable_initializer()) {
    initializers_[tensor.name()] = onnxTensor(tensor, source_);
    if (tensor.data_type() == ::onnx::TensorProto::FLOAT && tensor.has_raw_data()) delete tensor.release_raw_data();
    otherWidths_ |= tensor.data_type() == ::onnx::TensorProto::DOUBLE ||
                    tensor.data_type() == ::onnx::TensorProto::FLOAT16 ||
                    tensor.data_type() == ::onnx::TensorProto::BFLOAT16;
  }
}

Recording OnnxWalk::record(const OnnxInputs& inputs, std::int64_t batch, Example example) const {
  const ::onnx::GraphProto& graph = model_.graph();
  Recorder recorder(example);
  recorder.keepsQuantizers = model_.producer_name() == "BitPrism";
  for (const std::string& sentence : inputs.notices) recorder.notice(sentence);
  if (otherWidths_) recorder.notice("The file holds weights of other widths; they are read as 32-bit floats.");
  OnnxTail tail(model_);
  Walk walk(model_, source_, opset_, recorder, tail);
  Scope scope;
  for (const auto& [name, value] : initializers_) scope.values[name] = value;
  for (const OnnxInput& input : inputs.inputs) scope.values[input.name] = exampleOf(recorder, input, batch);
  std::set<std::string> wanted;
  for (const auto& output : graph.output()) wanted.insert(output.name());
  walk.run(graph.node(), scope, wanted, {}, 0);
  std::vector<Recorded> outputs;
  std::vector<std::string> names;
  for (const auto& output : graph.output()) {
    if (tail.writes(output.name())) continue;
    const Recorded* found = scope.find(output.name());
    if (!found)
      throw InputError(text("cannot read '", source_.name, "': nothing writes its output '", output.name(), "'"));
    if (found->slot < 0) {
      recorder.notice(text("Output '", output.name(), "' does not depend on the input and is left out."));
      continue;
    }
    outputs.push_back(*found);
    names.push_back(output.name());
  }
  std::shared_ptr<const ProgramTail> kept;
  if (!tail.empty()) {
    std::vector<std::string> inputNames;
    for (const OnnxInput& input : inputs.inputs) inputNames.push_back(input.name);
    kept = tail.finish(inputNames, outputs, names);
    recorder.notice(tail.notice(*kept, names));
  }
  if (outputs.empty())
    throw InputError(text("cannot read '", source_.name, "': it has no output that depends on its input"));
  Recording recording = recorder.finish(outputs, names);
  recording.program.tail = std::move(kept);
  return recording;
}

}  // namespace bitprism
