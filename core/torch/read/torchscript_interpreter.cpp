#include "core/torch/read/torchscript_interpreter.h"

#include <torch/script.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "core/base/text.h"
#include "core/torch/read/packed_operators.h"
#include "core/torch/read/torchscript_widths.h"

namespace bitprism {
namespace {

using torch::jit::Block;
using torch::jit::Node;

constexpr std::int64_t maximumIterations = 10'000, maximumSteps = 1'000'000;

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

}  // namespace

class TorchScriptInterpreter::Walk {
 public:
  Walk(Recorder& recorder, SingleFloats& floats) : recorder_(recorder), floats_(floats) {}

  void bind(const torch::jit::Value* value, Recorded recorded) { values_[value] = std::move(recorded); }
  const Recorded& at(const torch::jit::Value* value) const { return values_.at(value); }

  void run(const Block* block) {
    const LastReads& last = lastReads(block);
    for (const Node* node : block->nodes()) {
      step(node);
      if (const auto found = last.find(node); found != last.end())
        for (const auto* value : found->second) values_.erase(value);
    }
  }

 private:
  // The values of a block that are read for the last time by a node of it, or inside that node. Its results are not
  // among them.
  using LastReads = std::unordered_map<const Node*, std::vector<const torch::jit::Value*>>;

  const LastReads& lastReads(const Block* block) {
    const auto known = lastReads_.try_emplace(block);
    LastReads& reads = known.first->second;
    if (!known.second) return reads;
    const auto place = [&](const torch::jit::Value* value) {
      const Node* last = nullptr;
      for (const torch::jit::Use& use : value->uses()) {
        const Node* reader = use.user;
        while (reader->owningBlock() != block) reader = reader->owningBlock()->owningNode();
        if (!last || reader->isAfter(last)) last = reader;
      }
      if (last && last != block->return_node()) reads[last].push_back(value);
    };
    for (const auto* value : block->inputs()) place(value);
    for (const Node* node : block->nodes())
      for (const auto* value : node->outputs()) place(value);
    return reads;
  }

  std::string nameOf(const Node* node) const {
    const std::string scope = node->scopeName();
    const std::string kind = node->kind().toUnqualString();
    return scope.empty() ? text(kind, node->outputs().empty() ? "" : " ",
                                node->outputs().empty() ? "" : node->output(0)->debugName())
                         : text(scope, "/", kind);
  }

  const Recorded& input(const Node* node, std::size_t i) const { return at(node->input(i)); }

  void set(const Node* node, const Recorded& recorded) { bind(node->output(0), recorded); }

  // A value that controls the flow: it must not depend on the contents of the images.
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
        std::vector<Recorded> items;  // keys and values alternate
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
    // A list of tensors from an operator (chunk, split): one indexing operator per part.
    for (std::size_t i = 0; i < node->outputs().size(); ++i)
      bind(node->output(i), recorder_.one("aten::__getitem__", "t",
                                          {whole, Recorder::constant(static_cast<std::int64_t>(i))}, nameOf(node)));
  }

  // A dictionary is a list of alternating keys and values. False: not one of its operators.
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

  // Operators on lists whose elements are known individually. False: not one of them.
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
    // Lists by value: the recorder uses them, and a later append must not change them.
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
  std::unordered_map<const Block*, LastReads> lastReads_;
  std::int64_t steps_ = 0;
};

TorchScriptInterpreter::TorchScriptInterpreter(Recorder& recorder, SingleFloats& floats)
    : walk_(std::make_unique<Walk>(recorder, floats)) {}
TorchScriptInterpreter::~TorchScriptInterpreter() = default;

void TorchScriptInterpreter::bind(const torch::jit::Value* value, Recorded recorded) {
  walk_->bind(value, std::move(recorded));
}
const Recorded& TorchScriptInterpreter::at(const torch::jit::Value* value) const {
  return walk_->at(value);
}
void TorchScriptInterpreter::run(const torch::jit::Block* block) {
  walk_->run(block);
}

}  // namespace bitprism
