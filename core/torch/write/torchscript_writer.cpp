#include "core/torch/write/torchscript_writer.h"

#include <torch/csrc/jit/serialization/export.h>
#include <torch/script.h>

#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/graph/activation_expansion.h"
#include "core/torch/graph/torch_problem.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/graph/torch_tensors.h"
#include "core/torch/graph/torchscript_names.h"
#include "core/torch/read/torchscript_reader.h"
#include "core/torch/write/export_changes.h"

namespace bitprism {
namespace {

using torch::jit::Node;
using torch::jit::Value;

std::string identifier(const std::string& name) {
  std::string result = name;
  for (char& c : result)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  // Results are called _0, _1, ...
  if (result.empty() || std::isalpha(static_cast<unsigned char>(result[0])) == 0) result.insert(0, "input_");
  return result;
}

// A module of modules: the tensor "layer1.0.weight" is the parameter "weight" of "0" in "layer1".
class ModuleTree {
 public:
  ModuleTree() : unit_(std::make_shared<torch::jit::CompilationUnit>()), root_(makePart("Network")) {}

  torch::jit::Module& module() { return root_.module; }

  // Adds a tensor and reads it in the graph. path: what it is called in the module.
  Value* add(const Tensor& tensor, torch::jit::Graph& graph, Value* self, std::string& path) {
    Part* part = &root_;
    Value* value = self;
    std::string rest = tensor.name;
    path.clear();
    for (std::size_t dot = rest.find('.'); dot != std::string::npos; dot = rest.find('.')) {
      part = child(*part, attributeName(rest.substr(0, dot)));
      value = graph.insertGetAttr(value, part->name);
      path += part->name + ".";
      rest.erase(0, dot + 1);
    }
    const std::string name = freeName(*part, attributeName(rest));
    part->tensors.insert(name);
    path += name;
    const at::Tensor values = toTorch(tensor);
    if (tensor.isFloat())
      part->module.register_parameter(name, values, false);
    else
      part->module.register_buffer(name, values);
    return graph.insertGetAttr(value, name);
  }

 private:
  struct Part {
    std::string name;
    torch::jit::Module module;
    std::map<std::string, std::unique_ptr<Part>> parts;
    std::set<std::string> tensors;
  };

  Part makePart(const std::string& name) {
    Part part;
    part.name = name;
    part.module = torch::jit::Module(
        c10::QualifiedName(count_ == 0 ? "__torch__.BitPrism" : text("__torch__.Part", count_)), unit_);
    ++count_;
    part.module.register_attribute("training", c10::BoolType::get(), false);
    return part;
  }

  Part* child(Part& parent, std::string name) {
    while (parent.tensors.contains(name)) name += "_";
    auto& part = parent.parts[name];
    if (!part) {
      part = std::make_unique<Part>(makePart(name));
      parent.module.register_module(name, part->module);
    }
    return part.get();
  }

  static std::string freeName(const Part& part, const std::string& wanted) {
    std::string name = wanted;
    for (int k = 2; part.tensors.contains(name) || part.parts.contains(name); ++k) name = text(wanted, "_", k);
    return name;
  }

  std::shared_ptr<torch::jit::CompilationUnit> unit_;
  int count_ = 0;
  Part root_;
};

class GraphWriter {
 public:
  explicit GraphWriter(const Program& program)
      : program_(program),
        graph_(std::make_shared<torch::jit::Graph>()),
        slots_(static_cast<std::size_t>(program.slotCount)),
        tensors_(program.tensors.size()) {
    self_ = graph_->addInput("self");
    self_->setType(tree_.module().type());
    // What the code of the archive calls by these names stays what it is.
    std::set<std::string> names = {"self",          "torch",   "ops",      "CONSTANTS", "annotate", "unchecked_cast",
                                   "uninitialized", "getattr", "int",      "float",     "bool",     "list",
                                   "str",           "Tensor",  "NoneType", "range",     "len",      "min",
                                   "max",           "print",   "__torch__"};
    for (std::size_t i = 0; i < program.inputs.size(); ++i) {
      std::string name = identifier(program.inputs[i].name);
      while (!names.insert(name).second) name += "_";
      slots_[i] = graph_->addInput(name);
      called_.inputs.push_back(program.inputs[i].name.empty() ? name : program.inputs[i].name);
    }
    for (std::size_t i = 0; i < program.outputs.size(); ++i) {
      const bool named = i < program.outputNames.size() && !program.outputNames[i].empty();
      called_.outputs.push_back(named ? program.outputNames[i] : text("output", i));
    }
    for (const Instruction& instruction : program.instructions) write(instruction);
    std::vector<Value*> outputs;
    for (const int slot : program.outputs) outputs.push_back(slots_[static_cast<std::size_t>(slot)]);
    graph_->registerOutput(outputs.size() == 1 ? outputs[0]
                                               : graph_->insertNode(graph_->createTuple(outputs))->output());
    auto& type = *tree_.module().type();
    type.addMethod(type.compilation_unit()->create_function(c10::QualifiedName(*type.name(), "forward"), graph_));
  }

  Bytes bytes() {
    Bytes bytes;
    const auto take = [&](const void* part, std::size_t size) {
      const auto* first = static_cast<const std::uint8_t*>(part);
      bytes.insert(bytes.end(), first, first + size);
      return size;
    };
    torch::jit::ExportModule(tree_.module(), take, {{torchScriptNamesFile, toText(called_)}});
    return bytes;
  }

 private:
  [[noreturn]] static void refuse(const Instruction& instruction, const std::string& why) {
    throw Error(text("cannot write TorchScript: operator ", instruction.op, instruction.overload.empty() ? "" : ".",
                     instruction.overload, " at '", instruction.name, "' ", why));
  }

  void write(const Instruction& instruction) {
    const auto known = torch::jit::findOperatorFor(c10::OperatorName(instruction.op, instruction.overload));
    if (!known) refuse(instruction, "is not known to this LibTorch");
    const c10::FunctionSchema& schema = known->schema();
    if (schema.arguments().size() != instruction.inputs.size())
      refuse(instruction, text("has ", instruction.inputs.size(), " operands, expected ", schema.arguments().size()));
    std::vector<Value*> inputs;
    c10::TypeEnv types;  // what the schema's type variables stand for
    for (std::size_t i = 0; i < instruction.inputs.size(); ++i) {
      const c10::TypePtr& type = schema.arguments()[i].type();
      inputs.push_back(value(instruction.inputs[i], type));
      c10::matchTypeVariables(type, inputs.back()->type(), types);
    }
    Node* node = graph_->create(c10::Symbol::fromQualString(instruction.op), inputs, 0);
    for (std::size_t i = 0; i < instruction.outputs.size(); ++i) {
      const c10::TypePtr type = c10::tryEvalTypeVariables(schema.returns().at(i).type(), types);
      if (!type) refuse(instruction, "gives a value of unknown type");
      slots_[static_cast<std::size_t>(instruction.outputs[i])] = node->addOutput()->setType(type);
    }
    graph_->insertNode(node);
    if (!node->maybeOperator()) refuse(instruction, "does not fit its operands");
  }

  Value* value(const Operand& operand, const c10::TypePtr& type) {
    return std::visit(
        [&](const auto& item) -> Value* {
          using T = std::decay_t<decltype(item)>;
          if constexpr (std::is_same_v<T, Slot>) {
            return slots_[static_cast<std::size_t>(item.index)];
          } else if constexpr (std::is_same_v<T, TensorIndex>) {
            return tensor(static_cast<std::size_t>(item.index));
          } else if constexpr (std::is_same_v<T, OperandList>) {
            return list(item);
          } else if constexpr (std::is_same_v<T, None>) {
            return graph_->insertConstant(c10::IValue());
          } else if constexpr (std::is_same_v<T, std::vector<bool>>) {
            c10::List<bool> values;
            for (const bool truth : item) values.push_back(truth);
            return graph_->insertConstant(values);
          } else if constexpr (std::is_same_v<T, std::string>) {
            const bool device = c10::DeviceObjType::get()->isSubtypeOf(*type);
            return graph_->insertConstant(device ? c10::IValue(c10::Device(item)) : c10::IValue(item));
          } else {
            return graph_->insertConstant(c10::IValue(item));
          }
        },
        operand);
  }

  Value* list(const OperandList& list) {
    c10::TypePtr type;
    switch (list.kind) {
      case ListKind::Tensors:
        type = c10::TensorType::get();
        break;
      case ListKind::OptionalTensors:
        type = c10::OptionalType::create(c10::TensorType::get());
        break;
      case ListKind::Integers:
        type = c10::IntType::get();
        break;
      case ListKind::Floats:
        type = c10::FloatType::get();
        break;
      case ListKind::Booleans:
        type = c10::BoolType::get();
        break;
    }
    std::vector<Value*> items;
    for (const Operand& item : list.items) items.push_back(value(item, type));
    return graph_->insertNode(graph_->createList(type, items))->output();
  }

  Value* tensor(std::size_t index) {
    if (!tensors_[index]) {
      const Tensor& tensor = program_.tensors[index];
      std::string path;
      tensors_[index] = tree_.add(tensor, *graph_, self_, path);
      if (path != tensor.name && !tensor.name.empty()) called_.tensors[path] = tensor.name;
    }
    return tensors_[index];
  }

  const Program& program_;
  ModuleTree tree_;
  TorchScriptNames called_;
  std::shared_ptr<torch::jit::Graph> graph_;
  Value* self_ = nullptr;
  std::vector<Value*> slots_, tensors_;
};

}  // namespace

Bytes torchScriptBytes(const Network& network, const QuantPlan& plan, const Calibration& calibration) {
  if (plan.layers.size() != network.layers.size())
    throw UsageError(text("the plan has ", plan.layers.size(), " layers, the network '", network.name, "' has ",
                          network.layers.size()));
  prepareTorch();
  Program program = withPlainQuantizers(withActivationQuantizers(network, plan), false);
  for (std::size_t l = 0; l < plan.layers.size(); ++l)
    if (!plan.layers[l].isFloat())
      program.tensors[static_cast<std::size_t>(network.layers[l].tensor)].values =
          quantizedWeights(network.layers[l], plan.layers[l], calibration.of(l));
  try {
    return GraphWriter(program).bytes();
  } catch (const c10::Error& problem) {
    throw Error(text("cannot write TorchScript: ", problemText(problem)));
  }
}

namespace {

WrittenNetwork writeTorchScript(const Network& network, const QuantPlan& plan, const Calibration& calibration,
                                const WrittenStorage& /*storage*/) {
  return {.file = torchScriptBytes(network, plan, calibration), .data = {}, .notices = torchScriptChanges(network)};
}

}  // namespace

const NetworkWriter torchScriptWriter = {
    .format = torchScriptReader.format,
    .suffixes = {".pt", ".ts"},
    .purpose = "Runs in any PyTorch, with the dequantized weights as floats: as large as the network that was opened.",
    .isProgram = true,
    .write = writeTorchScript};

}  // namespace bitprism
