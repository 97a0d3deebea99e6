#include "core/torch/read/torchscript_reader.h"

#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/runtime/print_handler.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/torch/graph/allocation_limit.h"
#include "core/torch/graph/example_input.h"
#include "core/torch/graph/torch_problem.h"
#include "core/torch/graph/torchscript_names.h"
#include "core/torch/read/batch_opening.h"
#include "core/torch/read/packed_operators.h"
#include "core/torch/read/torchscript_archive.h"
#include "core/torch/read/torchscript_inspection.h"
#include "core/torch/read/torchscript_widths.h"

namespace bitprism {
namespace {

using torch::jit::Block;
using torch::jit::Node;

constexpr std::int64_t maximumIterations = 10'000, maximumSteps = 1'000'000;

// What no other input would change.
class GraphRefused : public InputError {
 public:
  using InputError::InputError;
};

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

ListKind looseKindOf(const at::TypePtr& element) {
  switch (element->kind()) {
    case c10::TypeKind::IntType:
      return ListKind::Integers;
    case c10::TypeKind::FloatType:
      return ListKind::Floats;
    case c10::TypeKind::BoolType:
      return ListKind::Booleans;
    default:
      return ListKind::Tensors;
  }
}

// Weights of other widths as 32-bit floats, each converted once.
class SingleFloats {
 public:
  c10::IValue single(const c10::IValue& value) {
    if (!value.isTensor() || !value.toTensor().defined()) return value;
    const at::Tensor& tensor = value.toTensor();
    if (tensor.is_quantized() || !tensor.is_floating_point() || tensor.scalar_type() == at::kFloat) return value;
    const auto [found, fresh] = converted_.try_emplace(tensor.unsafeGetTensorImpl());
    if (fresh) {
      // One tensor under two names stays one.
      const auto twin = std::find_if(kept_.begin(), kept_.end(), [&](const at::Tensor& other) {
        return other.is_alias_of(tensor) && other.storage_offset() == tensor.storage_offset() &&
               other.sizes() == tensor.sizes() && other.strides() == tensor.strides();
      });
      found->second = twin == kept_.end() ? tensor.to(at::kFloat) : converted_.at(twin->unsafeGetTensorImpl());
      kept_.push_back(tensor);
    }
    return found->second;
  }
  // Known before anything is converted.
  void expectSome() { some_ = true; }
  bool any() const { return some_ || !converted_.empty(); }

 private:
  bool some_ = false;
  std::unordered_map<const void*, at::Tensor> converted_;
  std::vector<at::Tensor> kept_;
};

// Walks a graph once and tells the recorder what runs.
class Interpreter {
 public:
  Interpreter(Recorder& recorder, SingleFloats& floats) : recorder_(recorder), floats_(floats) {}

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
      throw GraphRefused(
          text("at '", nameOf(node),
               "' the network branches on the data of a tensor; such control flow cannot be quantized per layer"));
    return valueOf(recorded);
  }

  void step(const Node* node) {
    if (++steps_ > maximumSteps) throw GraphRefused(text("its loops take more than ", maximumSteps, " steps"));
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
      case c10::prim::DictConstruct: {
        std::vector<Recorded> items;  // keys and values in turn
        for (const auto* value : node->inputs()) items.push_back(at(value));
        return set(node, Recorder::list(std::move(items), ListKind::Tensors));
      }
      case c10::prim::Uninitialized:
        return set(node, Recorder::constant(c10::IValue()));
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
    if (op == "prim::data") return set(node, input(node, 0));
    if (op == "aten::dict" && node->inputs().empty()) return set(node, Recorder::list({}, ListKind::Tensors));
    if (op == "aten::format") return set(node, Recorder::constant(std::string()));  // of an unused message
    if (op == "aten::__is__" || op == "aten::__isnot__") {
      const bool same = isNone(input(node, 0)) == isNone(input(node, 1));
      return set(node, Recorder::constant(same == (op == "aten::__is__")));
    }
    if (op == "prim::isinstance") {
      const at::TypePtr type = input(node, 0).items ? node->input(0)->type() : input(node, 0).value->type();
      bool is = false;
      for (const at::TypePtr& candidate : node->tys(c10::attr::types)) is |= type->isSubtypeOf(*candidate);
      return set(node, Recorder::constant(is));
    }
    if (node->inputs().size() > 0 && node->input(0)->type()->kind() == c10::TypeKind::DictType &&
        dictOperator(node, op))
      return;
    if (isPackedOperator(op)) {
      std::vector<Recorded> arguments;
      for (const auto* value : node->inputs()) arguments.push_back(at(value));
      const std::vector<Recorded> results = recordPackedOperator(recorder_, op, arguments, nameOf(node));
      for (std::size_t i = 0; i < node->outputs().size() && i < results.size(); ++i) bind(node->output(i), results[i]);
      return;
    }
    if (op == "prim::TupleIndex") {
      const Recorded& tuple = input(node, 0);
      if (tuple.items) return set(node, itemOf(tuple, input(node, 1), node));
    }
    if (!node->inputs().empty() && input(node, 0).items && listOperator(node, op)) return;
    operatorCall(node, op);
  }

  void constant(const Node* node) {
    // A function whose calls were inlined remains as an unused constant.
    if (node->output(0)->type()->kind() == c10::TypeKind::FunctionType)
      return set(node, Recorder::constant(c10::IValue()));
    const auto value = torch::jit::toIValue(node->output(0));
    if (!value)
      throw InputError(
          text("at '", nameOf(node), "': a constant of type ", node->output(0)->type()->str(), " is not supported"));
    set(node,
        Recorder::constant(floats_.single(*value), value->isTensor() ? node->output(0)->debugName() : std::string()));
  }

  void attribute(const Node* node) {
    const Recorded& object = input(node, 0);
    const std::string name = node->s(c10::attr::name);
    const std::string path = object.name.empty() ? name : text(object.name, ".", name);
    set(node, Recorder::constant(floats_.single(object.value->toObjectRef().getAttr(name)), path));
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
        throw GraphRefused(text("at '", nameOf(node), "' a loop runs more than ", maximumIterations, " times"));
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
    if (type->getElementType()->kind() == c10::TypeKind::StringType) {
      c10::List<std::string> strings;  // parts of a message
      for (const Recorded& item : items) strings.push_back(valueOf(item).toStringRef());
      return set(node, Recorder::constant(strings));
    }
    const bool nested = std::any_of(items.begin(), items.end(), [](const Recorded& item) { return item.items; });
    const ListKind kind = nested || items.empty() ? looseKindOf(type->getElementType())
                                                  : listKindOf(type->getElementType(), nameOf(node));
    set(node, Recorder::list(std::move(items), kind));
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
      const std::vector<c10::IValue> parts =
          value.isTuple() ? value.toTupleRef().elements().vec() : value.toListRef().vec();
      const std::size_t count = node->outputs().size();
      if (parts.size() != count)
        throw InputError(text("at '", nameOf(node), "': unpacks ", parts.size(), " values into ", count));
      for (std::size_t i = 0; i < count; ++i) bind(node->output(i), Recorder::constant(parts[i], whole.name));
      return;
    }
    // A list of tensors that an operator gave (chunk, split): one indexing operator per part.
    for (std::size_t i = 0; i < node->outputs().size(); ++i)
      bind(node->output(i), recorder_.one("aten::__getitem__", "t",
                                          {whole, Recorder::constant(static_cast<std::int64_t>(i))}, nameOf(node)));
  }

  // A dictionary is a list of keys and values in turn. False: not one of its operators.
  bool dictOperator(const Node* node, const std::string& op) {
    const Recorded& dictionary = input(node, 0);
    if (!dictionary.items) return false;
    std::vector<Recorded>& items = *dictionary.items;
    const auto place = [&](const Recorded& key) {
      std::size_t i = 0;
      while (i < items.size() && valueOf(items[i]) != valueOf(key)) i += 2;
      return i;
    };
    if (op == "aten::_set_item") {
      const std::size_t i = place(input(node, 1));
      if (i == items.size()) {
        items.push_back(input(node, 1));
        items.emplace_back();
      }
      items[i + 1] = input(node, 2);
    } else if (op == "aten::__getitem__") {
      const std::size_t i = place(input(node, 1));
      if (i == items.size()) throw InputError(text("at '", nameOf(node), "': a dictionary lacks the requested key"));
      set(node, items[i + 1]);
    } else if (op == "aten::__contains__") {
      set(node, Recorder::constant(place(input(node, 1)) < items.size()));
    } else if (op == "aten::len") {
      set(node, Recorder::constant(static_cast<std::int64_t>(items.size() / 2)));
    } else if (op == "aten::keys" || op == "aten::values") {
      std::vector<Recorded> part;
      for (std::size_t i = op == "aten::keys" ? 0 : 1; i < items.size(); i += 2) part.push_back(items[i]);
      set(node, Recorder::list(std::move(part), ListKind::Tensors));
    } else {
      return false;
    }
    return true;
  }

  const Recorded& itemOf(const Recorded& list, const Recorded& at, const Node* node) const {
    const auto size = static_cast<std::int64_t>(list.items->size());
    std::int64_t index = steering(at, node).toInt();
    if (index < 0) index += size;
    if (index < 0 || index >= size)
      throw InputError(text("at '", nameOf(node), "': index ", index, " of a list of ", size));
    return (*list.items)[static_cast<std::size_t>(index)];
  }

  // Operators on lists whose elements are known one by one. False: not one of them.
  bool listOperator(const Node* node, const std::string& op) {
    const Recorded& list = input(node, 0);
    const auto size = static_cast<std::int64_t>(list.items->size());
    if (op == "aten::len") {
      set(node, Recorder::constant(size));
    } else if (op == "aten::__getitem__") {
      set(node, itemOf(list, input(node, 1), node));
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
    for (std::size_t i = 0; floats_.any() && i < arguments.size() && i < known->schema().arguments().size(); ++i)
      if (!arguments[i].items && !arguments[i].dynamic())
        arguments[i].value =
            std::make_shared<const c10::IValue>(inSingleWidth(known->schema().arguments()[i], *arguments[i].value));
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

  static bool isNone(const Recorded& recorded) { return !recorded.items && recorded.value->isNone(); }

  Recorder& recorder_;
  SingleFloats& floats_;
  std::unordered_map<const torch::jit::Value*, Recorded> values_;
  std::int64_t steps_ = 0;
};

std::vector<at::Tensor> tensorsOf(const c10::IValue& value) {
  std::vector<at::Tensor> tensors;
  const auto add = [&](const c10::IValue& item) {
    const std::vector<at::Tensor> inner = tensorsOf(item);
    tensors.insert(tensors.end(), inner.begin(), inner.end());
  };
  if (value.isTensor())
    tensors.push_back(value.toTensor());
  else if (value.isTuple())
    for (const c10::IValue& element : value.toTupleRef().elements()) add(element);
  else if (value.isList())
    for (const c10::IValue& element : value.toListRef()) add(element);
  else if (value.isGenericDict())
    for (const auto& entry : value.toGenericDict()) add(entry.value());
  return tensors;
}

// What forward takes, as far as it is tensors; their shape is one image's for all of them.
struct Inputs {
  std::vector<std::string> names;
  Shape shape;
  InputKind kind = InputKind::Float;
};

// A module as it was loaded, and its forward method inlined.
class Script {
 public:
  Script(const Bytes& archive, const std::string& path) : path_(path), module_(load(archive, path)) {
    module_.eval();
    const auto method = module_.find_method("forward");
    if (!method) throw InputError(text("cannot read '", path_, "': the module has no method 'forward'"));
    graph_ = method->graph()->copy();
    torch::jit::Inline(*graph_);
    for (std::size_t i = 1; i < graph_->inputs().size(); ++i) {
      const auto* value = graph_->inputs()[i];
      if (value->type()->kind() != c10::TypeKind::TensorType)
        throw InputError(text("cannot read '", path_, "': forward takes a ", value->type()->str(), " as its input ", i,
                              ", expected tensors"));
      const auto& arguments = method->function().getSchema().arguments();
      names_.push_back(i < arguments.size() ? arguments[i].name() : value->debugName());
    }
    if (names_.empty()) throw InputError(text("cannot read '", path_, "': forward takes no tensor"));
    if (names_.size() == 1) names_[0] = "input";
    packed_ = holdsPackedOperator(*graph_->block());
    if (holdsOtherWidths(module_, *graph_->block())) floats_.expectSome();
  }

  const std::vector<std::string>& names() const { return names_; }

  // Packed and quantized operators need kernels of the machine the archive was made for and may end the process where
  // these are absent: such a module is never run, only read.
  bool runs() const { return !packed_ && !floats_.any(); }

  Recording record(const Inputs& inputs, std::int64_t batch) {
    Recorder recorder;
    Interpreter interpreter(recorder, floats_);
    interpreter.bind(graph_->inputs()[0], Recorder::constant(module_._ivalue()));
    Shape declared{-1};
    declared.insert(declared.end(), inputs.shape.begin(), inputs.shape.end());
    for (std::size_t i = 0; i < names_.size(); ++i)
      interpreter.bind(graph_->inputs()[i + 1],
                       recorder.input(names_[i], exampleTensor(declared, inputs.kind, batch), declared));
    try {
      interpreter.run(graph_->block());
      std::vector<Recorded> outputs;
      std::vector<std::string> names;
      for (const auto* value : graph_->outputs()) collect(interpreter.at(value), "", value->type(), outputs, names);
      if (outputs.empty()) throw InputError("it gives no tensor");
      if (outputs.size() == 1 && names[0].empty()) names[0] = "output";
      for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i].empty()) names[i] = text("output", i);
      if (floats_.any()) recorder.notice("The file holds weights of other widths; they are read as 32-bit floats.");
      return recorder.finish(outputs, names);
    } catch (const c10::Error& problem) {
      throw InputError(problemText(problem));
    }
  }

  // None: it runs. Else what LibTorch says. Throws where no other input would run either. The module itself runs only
  // as far as recording it came to an end: its loops may have none.
  std::optional<std::string> failure(const Inputs& inputs) {
    std::exception_ptr unrecorded;
    try {
      record(inputs, 1);
      return {};
    } catch (const GraphRefused&) {
      throw;
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& problem) {
      if (!runs()) return problemText(problem);
      unrecorded = std::current_exception();
    }
    try {
      forward(inputs, 1);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& problem) {
      return problemText(problem);
    }
    std::rethrow_exception(unrecorded);
  }

  std::vector<at::Tensor> forward(const Inputs& inputs, std::int64_t batch) {
    std::vector<c10::IValue> arguments;
    Shape declared{-1};
    declared.insert(declared.end(), inputs.shape.begin(), inputs.shape.end());
    for (std::size_t i = 0; i < names_.size(); ++i) arguments.emplace_back(exampleTensor(declared, inputs.kind, batch));
    // A run or two do not pay for a compilation, and the fusers of some releases never come to an end.
    const torch::jit::GraphOptimizerEnabledGuard asWritten(false);
    return tensorsOf(module_.forward(arguments));
  }

 private:
  static torch::jit::Module load(const Bytes& archive, const std::string& path) {
    try {
      return torch::jit::load(archiveReader(archive), at::kCPU);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& problem) {
      throw InputError(text("cannot read '", path, "' as TorchScript: ", problemText(problem)));
    }
  }

  static bool holdsPackedOperator(const Block& block) {
    for (const Node* node : block.nodes()) {
      if (isPackedOperator(node->kind().toQualString())) return true;
      for (const Block* inner : node->blocks())
        if (holdsPackedOperator(*inner)) return true;
    }
    return false;
  }

  // The tensors in the result of forward; those of a dictionary are named by its keys.
  static void collect(const Recorded& value, const std::string& name, const at::TypePtr& type,
                      std::vector<Recorded>& outputs, std::vector<std::string>& names) {
    if (value.items) {
      const bool dictionary = type && type->kind() == c10::TypeKind::DictType;
      for (std::size_t i = 0; i < value.items->size(); i += dictionary ? 2 : 1)
        if (dictionary)
          collect((*value.items)[i + 1], valueOf((*value.items)[i]).toStringRef(), nullptr, outputs, names);
        else
          collect((*value.items)[i], name, nullptr, outputs, names);
    } else if (value.value->isTensor() && value.slot >= 0) {
      outputs.push_back(value);
      names.push_back(name);
    }
  }

  std::string path_;
  torch::jit::Module module_;
  std::shared_ptr<torch::jit::Graph> graph_;
  std::vector<std::string> names_;
  bool packed_ = false;
  SingleFloats floats_;
};

// Usual images, then vectors of whole numbers for networks that read text.
bool guess(Script& script, Inputs& inputs) {
  for (const std::int64_t channels : {3, 1})
    for (const std::int64_t side : {32, 28, 224, 227, 64, 96, 128, 256, 299, 512}) {
      inputs.shape = {channels, side, side};
      if (!script.failure(inputs)) return true;
    }
  for (const std::int64_t channels : {3, 1})  // as TensorFlow has them
    for (const std::int64_t side : {32, 28, 224, 64, 96, 128, 256, 299, 16}) {
      inputs.shape = {side, side, channels};
      if (!script.failure(inputs)) return true;
    }
  inputs.kind = InputKind::Integer;
  inputs.shape = {16};
  if (!script.failure(inputs)) return true;
  inputs.kind = InputKind::Float;
  return false;
}

// What was recorded must be what the module computes.
void compareWithModule(Script& script, const Inputs& inputs, const Recording& recording, std::int64_t batch,
                       const std::string& path) {
  std::vector<at::Tensor> expected;
  try {
    expected = script.forward(inputs, batch);
  } catch (const std::exception&) {
    return;  // it takes no such batch; then it was not recorded for one
  }
  for (std::size_t i = 0; i < recording.outputs.size() && i < expected.size(); ++i) {
    const at::Tensor& got = recording.outputs[i]->toTensor();
    if (recording.outputs.size() != expected.size() || got.sizes() != expected[i].sizes())
      throw InputError(text("cannot read '", path, "': its recorded operators give other shapes than the module"));
    if (got.numel() == 0) continue;
    const at::Tensor wanted = expected[i].to(at::kFloat), given = got.to(at::kFloat);
    const double scale = wanted.abs().max().item<double>() + 1e-6;
    const double difference = (given - wanted).abs().max().item<double>();
    if (!(difference <= 1e-3 * scale) && !given.equal(wanted))
      throw InputError(text("cannot read '", path, "': its recorded operators differ from the module by ", difference));
  }
}

constexpr std::int64_t mostTensorBytes = std::int64_t{2} << 30;
constexpr std::int64_t mostModuleBytes = std::int64_t{8} << 30;

}  // namespace

ReadProgram readTorchScript(const Bytes& archive, const std::string& path, const Shape& inputShape,
                            const std::function<void()>& beforeRunning) {
  const c10::InferenceMode inference;
  torch::jit::setPrintHandler([](const std::string&) {});  // networks have nothing to say
  ReadProgram result;
  try {
    const AllocationLimit limit(mostTensorBytes, mostModuleBytes);
    inspectTorchScript(archive);
    if (beforeRunning) beforeRunning();
    Script script(archive, path);
    Inputs inputs;
    inputs.shape = inputShape;
    if (inputShape.empty()) {
      result.guessedInput = true;
      if (!guess(script, inputs)) {
        inputs.shape = {3, 224, 224};
        throw InputError(text("cannot read '", path, "': it runs on none of the usual image shapes (last try: ",
                              script.failure(inputs).value_or("none"),
                              "); state the shape with --shape 1x3x224x224, or open images of its size"));
      }
    } else if (const auto failure = script.failure(inputs)) {
      // Channels last, as in TensorFlow, or whole numbers.
      if (inputShape.size() == 3) inputs.shape = {inputShape[1], inputShape[2], inputShape[0]};
      const bool last = inputShape.size() == 3 && !script.failure(inputs);
      if (!last) {
        inputs.shape = inputShape;
        inputs.kind = InputKind::Integer;
      }
      if (!last && script.failure(inputs))
        throw InputError(
            text("cannot read '", path, "': it does not run on images of ", shapeText(inputShape), ": ", *failure));
    }
    OpenedProgram opened = programForAnyBatch(
        [&](std::int64_t batch) {
          Recording recording = script.record(inputs, batch);
          if (script.runs() && batch <= 2) compareWithModule(script, inputs, recording, batch, path);
          return recording;
        },
        0);
    result.program = std::move(opened.program);
    result.notices = std::move(opened.notices);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const InputError& problem) {
    const std::string message = problem.what();
    if (message.find(path) != std::string::npos) throw;
    throw InputError(text("cannot read '", path, "': ", message));
  } catch (const Error&) {
    throw;
  } catch (const std::exception& problem) {
    throw InputError(text("cannot read '", path, "' as TorchScript: ", problemText(problem)));
  }
  return result;
}

ReadProgram readTorchScript(const std::string& path, const Shape& inputShape) {
  return readTorchScript(readFile(path), path, inputShape);
}

namespace {

// NumPy's archives are zip files too.
bool recognisesTorchScript(std::span<const std::uint8_t> start, const std::string& path) {
  return hasMagic(start, "PK") && !hasSuffix(path, {".npz"});
}

bool holdsCode(const Bytes& zip) {
  static constexpr char mark[] = "/code/";
  return std::search(zip.begin(), zip.end(), std::begin(mark), std::end(mark) - 1) != zip.end();
}

ReadProgram readTorchScriptFile(const NetworkFile& file) {
  if (!holdsCode(file.bytes))
    throw InputError(
        text("cannot read '", file.path,
             "': it is a zip without TorchScript code (a state dict?), expected a saved TorchScript module"));
  ReadProgram result = readTorchScript(file.bytes, file.path, file.inputShape, [&] {
    if (file.beforeRunning) file.beforeRunning({file.path, sha256(file.bytes)});
  });
  restoreNames(result.program, file.bytes, file.path);
  return result;
}

}  // namespace

const NetworkReader torchScriptReader = {
    .format = {.name = "torchscript", .title = "TorchScript", .suffixes = {".pt", ".pth", ".ts"}},
    .recognises = recognisesTorchScript,
    .read = readTorchScriptFile};

}  // namespace bitprism
