#include "core/torch/torchscript_reader.h"

#include <torch/csrc/jit/passes/inliner.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <optional>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/executor.h"
#include "core/torch/recorder.h"

namespace bitprism {
namespace {

using torch::jit::Block;
using torch::jit::Node;

constexpr std::int64_t exampleBatch = 2;
constexpr std::int64_t maximumIterations = 10'000;

std::string firstLine(const std::string& message) {
  return message.substr(0, message.find('\n'));
}

ListKind listKindOf(const at::TypePtr& element, const std::string& node) {
  switch (element->kind()) {
    case c10::TypeKind::TensorType:
      return ListKind::Tensors;
    case c10::TypeKind::OptionalType:
      return ListKind::OptionalTensors;
    case c10::TypeKind::IntType:
      return ListKind::Integers;
    case c10::TypeKind::FloatType:
      return ListKind::Floats;
    case c10::TypeKind::BoolType:
      return ListKind::Booleans;
    default:
      throw InputError(text("at '", node, "': a list of ", element->str(), " is not supported"));
  }
}

// Quantized operators need kernels of the machine the archive was made for and may end the process where these are
// absent, so they are refused before anything runs.
void refuseQuantizedOperators(const Block* block, const std::string& path) {
  for (const Node* node : block->nodes()) {
    const std::string op = node->kind().toQualString();
    if (op.starts_with("quantized::") || op == "aten::quantize_per_tensor" || op == "aten::quantize_per_channel")
      throw InputError(text("cannot read '", path, "': it uses ", op,
                            ", so its weights are quantized already; expected the float network"));
    for (const Block* inner : node->blocks()) refuseQuantizedOperators(inner, path);
  }
}

// Walks a graph once and tells the recorder what runs.
class Interpreter {
 public:
  explicit Interpreter(Recorder& recorder) : recorder_(recorder) {}

  void bind(const torch::jit::Value* value, Recorded recorded) { values_[value] = std::move(recorded); }
  const Recorded& at(const torch::jit::Value* value) const { return values_.at(value); }

  void run(const Block* block) {
    for (const Node* node : block->nodes()) step(node);
  }

 private:
  std::string nameOf(const Node* node) const {
    const std::string scope = node->scopeName();
    const std::string kind = node->kind().toUnqualString();
    return scope.empty() ? text(kind, node->outputs().empty() ? "" : " ",
                                node->outputs().empty() ? "" : node->output(0)->debugName())
                         : text(scope, "/", kind);
  }

  const Recorded& input(const Node* node, std::size_t i) const { return at(node->input(i)); }

  void set(const Node* node, const Recorded& recorded) { bind(node->output(0), recorded); }

  // A value that steers the flow: it must not depend on what the images hold.
  c10::IValue steering(const Recorded& recorded, const Node* node) const {
    if (recorded.dynamic() && recorded.fromData)
      throw InputError(
          text("at '", nameOf(node),
               "' the network branches on the data of a tensor; such control flow cannot be quantized layer by layer"));
    return valueOf(recorded);
  }

  void step(const Node* node) {
    switch (node->kind()) {
      case c10::prim::Constant:
        return constant(node);
      case c10::prim::GetAttr:
        return attribute(node);
      case c10::prim::If:
        return branch(node);
      case c10::prim::Loop:
        return loop(node);
      case c10::prim::ListConstruct:
        return listConstruct(node);
      case c10::prim::TupleConstruct: {
        std::vector<Recorded> items;
        for (const auto* value : node->inputs()) items.push_back(at(value));
        return set(node, Recorder::list(std::move(items), ListKind::Tensors));
      }
      case c10::prim::ListUnpack:
      case c10::prim::TupleUnpack:
        return unpack(node);
      case c10::prim::RaiseException:
        throw InputError(
            text("at '", nameOf(node), "' the network raises an exception on an input of the expected shape"));
      case c10::prim::unchecked_cast:
      case c10::prim::unchecked_unwrap_optional:
        return set(node, input(node, 0));
      case c10::prim::Print:
        return;
      default:
        break;
    }
    const std::string op = node->kind().toQualString();
    if (op == "aten::warn") return;
    if (op == "prim::TupleIndex") {
      const Recorded& tuple = input(node, 0);
      if (tuple.items) return set(node, tuple.items->at(static_cast<std::size_t>(valueOf(input(node, 1)).toInt())));
    }
    if (!node->inputs().empty() && input(node, 0).items && listOperator(node, op)) return;
    operatorCall(node, op);
  }

  void constant(const Node* node) {
    const auto value = torch::jit::toIValue(node->output(0));
    if (!value)
      throw InputError(
          text("at '", nameOf(node), "': a constant of type ", node->output(0)->type()->str(), " is not supported"));
    set(node, Recorder::constant(*value, value->isTensor() ? node->output(0)->debugName() : std::string()));
  }

  void attribute(const Node* node) {
    const Recorded& object = input(node, 0);
    const std::string name = node->s(c10::attr::name);
    const std::string path = object.name.empty() ? name : text(object.name, ".", name);
    set(node, Recorder::constant(object.value->toObjectRef().getAttr(name), path));
  }

  void branch(const Node* node) {
    const Block* taken = node->blocks()[steering(input(node, 0), node).toBool() ? 0 : 1];
    run(taken);
    for (std::size_t i = 0; i < node->outputs().size(); ++i) bind(node->output(i), at(taken->outputs()[i]));
  }

  void loop(const Node* node) {
    const Block* body = node->blocks()[0];
    const std::int64_t most = steering(input(node, 0), node).toInt();
    bool goesOn = steering(input(node, 1), node).toBool();
    std::vector<Recorded> carried;
    for (std::size_t i = 2; i < node->inputs().size(); ++i) carried.push_back(input(node, i));
    for (std::int64_t i = 0; i < most && goesOn; ++i) {
      if (i >= maximumIterations)
        throw InputError(text("at '", nameOf(node), "' a loop runs more than ", maximumIterations, " times"));
      bind(body->inputs()[0], Recorder::constant(i));
      for (std::size_t k = 0; k < carried.size(); ++k) bind(body->inputs()[k + 1], carried[k]);
      run(body);
      goesOn = steering(at(body->outputs()[0]), node).toBool();
      for (std::size_t k = 0; k < carried.size(); ++k) carried[k] = at(body->outputs()[k + 1]);
    }
    for (std::size_t k = 0; k < carried.size(); ++k) bind(node->output(k), carried[k]);
  }

  void listConstruct(const Node* node) {
    const auto type = node->output(0)->type()->expect<c10::ListType>();
    std::vector<Recorded> items;
    for (const auto* value : node->inputs()) items.push_back(at(value));
    bool plain = true;
    for (const Recorded& item : items) plain &= !item.items;
    if (!plain) throw InputError(text("at '", nameOf(node), "': a list of lists is not supported"));
    set(node, Recorder::list(std::move(items), listKindOf(type->getElementType(), nameOf(node))));
  }

  void unpack(const Node* node) {
    const Recorded& whole = input(node, 0);
    if (whole.items) {
      if (whole.items->size() != node->outputs().size())
        throw InputError(
            text("at '", nameOf(node), "': unpacks ", whole.items->size(), " values into ", node->outputs().size()));
      for (std::size_t i = 0; i < node->outputs().size(); ++i) bind(node->output(i), (*whole.items)[i]);
      return;
    }
    if (!whole.dynamic()) {
      const c10::IValue& value = *whole.value;
      const auto count = node->outputs().size();
      for (std::size_t i = 0; i < count; ++i)
        bind(node->output(i),
             Recorder::constant(value.isTuple() ? value.toTupleRef().elements().at(i) : value.toListRef()[i],
                                whole.name));
      return;
    }
    // A list of tensors that an operator gave (chunk, split): one indexing operator per part.
    for (std::size_t i = 0; i < node->outputs().size(); ++i)
      bind(node->output(i), recorder_.one("aten::__getitem__", "t",
                                          {whole, Recorder::constant(static_cast<std::int64_t>(i))}, nameOf(node)));
  }

  // Operators on lists whose elements are known one by one. False: not one of them.
  bool listOperator(const Node* node, const std::string& op) {
    const Recorded& list = input(node, 0);
    const auto size = static_cast<std::int64_t>(list.items->size());
    if (op == "aten::len") {
      set(node, Recorder::constant(size));
    } else if (op == "aten::__getitem__") {
      std::int64_t index = steering(input(node, 1), node).toInt();
      if (index < 0) index += size;
      if (index < 0 || index >= size)
        throw InputError(text("at '", nameOf(node), "': index ", index, " of a list of ", size));
      set(node, (*list.items)[static_cast<std::size_t>(index)]);
    } else if (op == "aten::append") {
      list.items->push_back(input(node, 1));
      if (!node->outputs().empty()) set(node, list);
    } else if (op == "aten::add" && input(node, 1).items) {
      std::vector<Recorded> items = *list.items;
      items.insert(items.end(), input(node, 1).items->begin(), input(node, 1).items->end());
      set(node, Recorder::list(std::move(items), list.kind));
    } else {
      return false;
    }
    return true;
  }

  void operatorCall(const Node* node, const std::string& op) {
    const torch::jit::Operator* known = node->maybeOperator();
    if (!known) throw InputError(text("operator ", op, " at '", nameOf(node), "' is not known"));
    std::vector<Recorded> arguments;
    for (const auto* value : node->inputs()) arguments.push_back(at(value));
    // Lists by value: the recorder reads them, and a later append must not change what was read.
    const bool inPlace = op.ends_with("_") && !op.ends_with("__") && !arguments.empty() && arguments[0].slot >= 0;
    const int overwritten = inPlace ? arguments[0].slot : -1;
    const std::vector<Recorded> results =
        recorder_.call(op, known->schema().overload_name(), std::move(arguments), nameOf(node));
    for (std::size_t i = 0; i < node->outputs().size() && i < results.size(); ++i) bind(node->output(i), results[i]);
    if (inPlace && !results.empty())
      for (auto& [value, recorded] : values_)
        if (recorded.slot == overwritten) recorded = results[0];
  }

  Recorder& recorder_;
  std::unordered_map<const torch::jit::Value*, Recorded> values_;
};

at::Tensor exampleImage(const Shape& shape, std::int64_t batch) {
  std::vector<std::int64_t> extents{batch};
  extents.insert(extents.end(), shape.begin(), shape.end());
  at::Generator generator = at::detail::createCPUGenerator(7);
  return at::randn(extents, generator, at::TensorOptions(at::kFloat));
}

std::optional<std::string> failureOn(torch::jit::Module& module, const Shape& shape) {
  try {
    module.forward({exampleImage(shape, exampleBatch)});
    return {};
  } catch (const c10::Error& problem) {
    return firstLine(problem.what_without_backtrace());
  } catch (const std::exception& problem) {
    return firstLine(problem.what());
  }
}

Shape guessShape(torch::jit::Module& module) {
  for (const std::int64_t channels : {3, 1})
    for (const std::int64_t side : {32, 28, 224, 227, 64, 96, 128, 256, 299, 512})
      if (const Shape shape{channels, side, side}; !failureOn(module, shape)) return shape;
  return {};
}

torch::jit::Module loadModule(const std::string& path) {
  try {
    return torch::jit::load(path, at::kCPU);
  } catch (const c10::Error& problem) {
    throw InputError(text("cannot read '", path, "' as TorchScript: ", firstLine(problem.what_without_backtrace())));
  } catch (const std::exception& problem) {
    throw InputError(text("cannot read '", path, "' as TorchScript: ", firstLine(problem.what())));
  }
}

std::vector<at::Tensor> tensorsOf(const c10::IValue& value) {
  if (value.isTensor()) return {value.toTensor()};
  std::vector<at::Tensor> tensors;
  if (value.isTuple())
    for (const c10::IValue& element : value.toTupleRef().elements())
      if (element.isTensor()) tensors.push_back(element.toTensor());
  if (value.isTensorList()) tensors = value.toTensorVector();
  return tensors;
}

void compareWithModule(torch::jit::Module& module, const Program& program, const Shape& shape,
                       const std::string& path) {
  const Executor executor(program);
  for (const std::int64_t batch : {exampleBatch, exampleBatch + 1}) {
    const at::Tensor image = exampleImage(shape, batch);
    const std::vector<at::Tensor> expected = tensorsOf(module.forward({image}));
    const std::vector<at::Tensor> got = executor.run({image}, executor.weights());
    for (std::size_t i = 0; i < got.size() && i < expected.size(); ++i) {
      if (got[i].sizes() != expected[i].sizes())
        throw InputError(text("cannot read '", path, "': the network treats a batch of ", batch,
                              " images differently from a batch of ", exampleBatch));
      const double scale = expected[i].abs().max().item<double>() + 1e-6;
      const double difference = (got[i] - expected[i]).abs().max().item<double>();
      if (!(difference <= 1e-3 * scale))
        throw InputError(text("cannot read '", path,
                              "': its operators, recorded one by one, differ from the module by ", difference,
                              " at batch ", batch));
    }
  }
}

}  // namespace

TorchScriptProgram readTorchScript(const std::string& path, const Shape& inputShape) {
  c10::InferenceMode inference;
  torch::jit::Module module = loadModule(path);
  TorchScriptProgram result;
  try {
    module.eval();
    const auto method = module.find_method("forward");
    if (!method) throw InputError(text("cannot read '", path, "': the module has no method 'forward'"));
    if (method->graph()->inputs().size() != 2)
      throw InputError(text("cannot read '", path, "': forward takes ", method->graph()->inputs().size() - 1,
                            " inputs, expected one image tensor"));
    const auto graph = method->graph()->copy();
    torch::jit::Inline(*graph);
    refuseQuantizedOperators(graph->block(), path);
    Shape shape = inputShape;
    if (shape.empty()) {
      shape = guessShape(module);
      result.guessedInput = true;
      if (shape.empty())
        throw InputError(text("cannot read '", path, "': no usual image shape runs (last try: ",
                              failureOn(module, {3, 224, 224}).value_or("none"), "); give the shape"));
    } else if (const auto failure = failureOn(module, shape)) {
      throw InputError(
          text("cannot read '", path, "': it does not run on images of ", shapeText(shape), ": ", *failure));
    }

    Recorder recorder;
    Interpreter interpreter(recorder);
    Shape declared{-1};
    declared.insert(declared.end(), shape.begin(), shape.end());
    interpreter.bind(graph->inputs()[0], Recorder::constant(module._ivalue()));
    interpreter.bind(graph->inputs()[1], recorder.input("input", exampleImage(shape, exampleBatch), declared));
    interpreter.run(graph->block());

    std::vector<Recorded> outputs;
    const Recorded& returned = interpreter.at(graph->outputs()[0]);
    if (returned.items)
      outputs = *returned.items;
    else
      outputs.push_back(returned);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < outputs.size(); ++i)
      names.push_back(outputs.size() == 1 ? "output" : text("output", i));
    result.program = recorder.finish(outputs, names);
    compareWithModule(module, result.program, shape, path);
  } catch (const c10::Error& problem) {
    throw InputError(text("cannot read '", path, "': ", firstLine(problem.what_without_backtrace())));
  }
  return result;
}

}  // namespace bitprism
