#include "core/torch/read/pt2_walk.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/overloaded.h"
#include "core/base/text.h"
#include "core/torch/read/exported_types.h"
#include "core/torch/read/pt2_numbers.h"
#include "core/torch/read/pt2_operators.h"
#include "core/torch/read/pt2_tensors.h"
#include "core/torch/read/single_floats.h"

namespace bitprism {
namespace {

// "torch.ops.aten.conv2d.default" as {"aten::conv2d", ""}; empty for other targets.
std::pair<std::string, std::string> operatorOf(const std::string& target) {
  constexpr std::string_view start = "torch.ops.";
  if (!target.starts_with(start)) return {};
  const std::size_t space = target.find('.', start.size());
  if (space == std::string::npos) return {};
  const std::size_t overload = target.find('.', space + 1);
  std::string name = target.substr(space + 1, overload == std::string::npos ? overload : overload - space - 1);
  std::string variant = overload == std::string::npos ? "" : target.substr(overload + 1);
  if (variant == "default") variant.clear();
  return {target.substr(start.size(), space - start.size()) + "::" + name, variant};
}

// An operator that overwrites its first argument.
bool overwrites(const std::string& op) {
  return op.size() > 7 && op.ends_with("_") && !op.ends_with("__");
}

// One whose result is memory of its own, even where recording drops it.
bool copies(const std::string& op) {
  static constexpr const char* known[] = {"aten::clone", "aten::_to_copy", "aten::lift_fresh_copy", "aten::alias_copy",
                                          "aten::detach_copy"};
  return std::any_of(std::begin(known), std::end(known), [&](const char* name) { return op == name; });
}

std::vector<std::string> namesIn(const ExportedArgument& argument) {
  if (const auto* name = std::get_if<ExportedName>(&argument)) return {name->name};
  std::vector<std::string> names;
  if (const auto* list = std::get_if<ExportedList>(&argument))
    for (const ExportedItem& item : list->items)
      if (const auto* name = std::get_if<ExportedName>(&item)) names.push_back(name->name);
  return names;
}

}  // namespace

// Parameters, buffers and constants by their names in the graph.
struct Pt2Walk::Module {
  std::unordered_map<std::string, Recorded> tensors;
  bool otherWidths = false;
};

Pt2Walk::~Pt2Walk() = default;

Pt2Walk::Pt2Walk(Pt2Archive& archive, std::string source)
    : graph_(archive.graph()), source_(std::move(source)), module_(std::make_unique<Module>()) {
  std::unordered_map<std::string, int> uses;
  for (const ExportedNode& node : graph_.nodes)
    for (const auto& [name, argument] : node.arguments)
      for (const std::string& used : namesIn(argument)) ++uses[used];
  for (const std::string& output : graph_.outputs) ++uses[output];
  Pt2Tensors tensors;
  SingleFloats floats;
  std::map<std::string, c10::IValue> known;  // one tensor for all names of it
  for (const ExportedInput& input : graph_.inputs) {
    if (input.kind == ExportedInput::Kind::User || input.kind == ExportedInput::Kind::Number ||
        !uses.contains(input.name))
      continue;
    auto [value, fresh] = known.try_emplace(input.source);
    if (fresh) value->second = floats.single(tensors.tensor(archive.tensor(input)));
    module_->tensors[input.name] = Recorder::constant(value->second, input.source);
  }
  module_->otherWidths = floats.any();
}

class Pt2Walk::Run {
 public:
  Run(const Pt2Walk& walk, Recorder& recorder) : walk_(walk), recorder_(recorder) {
    for (const ExportedNode& node : walk.graph_.nodes)
      for (const auto& [name, argument] : node.arguments)
        for (const std::string& used : namesIn(argument)) ++uses_[used];
    for (const std::string& output : walk.graph_.outputs) ++uses_[output];
    for (const auto& [name, value] : walk.module_->tensors) bind(name, value, -1);
  }

  // group: of values that are the same memory; negative: a new one.
  void bind(const std::string& name, Recorded value, int group) {
    if (name.empty()) return;
    if (!values_.emplace(name, Held{std::move(value), group < 0 ? groups_++ : group}).second)
      throw InputError(text("cannot read '", walk_.source_, "': '", echoed(name), "' is given a second time"));
  }

  const Recorded& at(const std::string& name, const std::string& reader) const { return held(name, reader).value; }

  void step(const ExportedNode& node) {
    const auto [op, overload] = operatorOf(node.target);
    std::vector<std::pair<std::string, Recorded>> arguments;
    if (node.target.starts_with("torch.ops.higher_order."))
      throw InputError(text("operator ", echoed(node.target), " at '", echoed(node.name),
                            "' runs graphs of its own (control flow), which is not supported"));
    if (isPt2Assertion(op)) return release(node);
    for (const auto& [name, argument] : node.arguments) arguments.emplace_back(name, recorded(argument, node));
    if (op.empty()) {
      std::vector<Recorded> numbers;
      for (auto& [name, value] : arguments) numbers.push_back(std::move(value));
      const std::optional<Recorded> number = computedNumber(node.target, numbers, node.name);
      if (!number)
        throw InputError(text("operator ", echoed(node.target), " at '", echoed(node.name), "' is not known"));
      for (const ExportedArgument& result : node.results) bindResult(result, *number, -1, node);
      return release(node);
    }
    call(node, {op, overload, std::move(arguments), node.name});
    release(node);
  }

 private:
  struct Held {
    Recorded value;
    int group = 0;
  };

  const Held& held(const std::string& name, const std::string& reader) const {
    const auto found = values_.find(name);
    if (found == values_.end())
      throw InputError(text("cannot read '", walk_.source_, "': '", echoed(reader), "' reads '", echoed(name),
                            "' before anything gives it"));
    return found->second;
  }

  Recorded recorded(const ExportedItem& item, const ExportedNode& node) const {
    return std::visit(Overloaded{[](None) { return Recorder::constant(c10::IValue()); },
                                 [&](const ExportedName& name) { return at(name.name, node.name); },
                                 [](const auto& value) { return Recorder::constant(c10::IValue(value)); }},
                      item);
  }

  Recorded recorded(const ExportedArgument& argument, const ExportedNode& node) const {
    const auto refuse = [&](const std::string& what) -> Recorded {
      throw InputError(text("operator ", echoed(node.target), " at '", echoed(node.name), "' takes ", what));
    };
    return std::visit(
        Overloaded{[](None) { return Recorder::constant(c10::IValue()); },
                   [&](const ExportedName& name) { return at(name.name, node.name); },
                   [](bool value) { return Recorder::constant(value); },
                   [](std::int64_t value) { return Recorder::constant(value); },
                   [](double value) { return Recorder::constant(value); },
                   [](const std::string& value) { return Recorder::constant(value); },
                   [&](const ExportedList& list) {
                     std::vector<Recorded> items;
                     for (const ExportedItem& item : list.items) items.push_back(recorded(item, node));
                     return Recorder::list(std::move(items), list.kind);
                   },
                   [&](const ExportedType& type) {
                     std::optional<at::ScalarType> known = scalarTypeNamed(type.name);
                     if (!known)
                       return refuse(text("numbers of type ", type.name.empty() ? "unknown" : type.name,
                                          ", which is not supported"));
                     if (at::isFloatingType(*known)) known = at::kFloat;  // read in one width
                     return Recorder::constant(static_cast<std::int64_t>(*known));
                   },
                   [](const ExportedDevice&) { return Recorder::constant(at::Device(at::kCPU)); },
                   [&](const ExportedLayout& layout) {
                     if (layout.name != "strided") return refuse("a sparse tensor, which is not supported");
                     return Recorder::constant(static_cast<std::int64_t>(at::kStrided));
                   },
                   [&](const ExportedMemoryFormat&) {  // how results stand in memory does not change their numbers
                     return Recorder::constant(static_cast<std::int64_t>(at::MemoryFormat::Contiguous));
                   },
                   [&](const ExportedOther& other) {
                     return refuse(text("an argument of the kind '", echoed(other.kind), "', which is not supported"));
                   }},
        argument);
  }

  void call(const ExportedNode& node, Pt2Call asked) {
    const std::string op = asked.op;
    const bool inPlace = overwrites(op) && !asked.arguments.empty() && !asked.arguments[0].second.items;
    const ExportedName* target =
        inPlace && !node.arguments.empty() ? std::get_if<ExportedName>(&node.arguments[0].second) : nullptr;
    if (target) {
      Recorded& first = asked.arguments[0].second;
      if (first.slot >= 0)
        refuseViews(held(target->name, node.name), node);
      else if (first.value->isTensor())  // the module's own tensor stays as it is
        first = Recorder::constant(first.value->toTensor().clone(), first.name);
    }
    // The group of an argument that recording gives back unchanged.
    const auto groupOf = [&](const Recorded& result) {
      if (copies(op) || result.slot < 0) return -1;
      for (const auto& [name, argument] : node.arguments)
        for (const std::string& used : namesIn(argument))
          if (const Held& one = held(used, node.name); !one.value.items && one.value.slot == result.slot)
            return one.group;
      return -1;
    };
    std::vector<Recorded> results = recordPt2Call(recorder_, std::move(asked));
    if (target && !results.empty()) {
      const int group = held(target->name, node.name).group;
      for (auto& [name, one] : values_)
        if (one.group == group) one.value = results[0];
      for (std::size_t i = 0; i < node.results.size(); ++i)
        if (i < results.size()) bindResult(node.results[i], results[i], i == 0 ? group : -1, node);
      return;
    }
    for (std::size_t i = 0; i < node.results.size(); ++i) {
      Recorded result = i < results.size() ? results[i] : Recorder::constant(c10::IValue());
      const int group = result.items ? -1 : groupOf(result);
      bindResult(node.results[i], std::move(result), group, node);
    }
  }

  // Other values that share memory with one that is overwritten would change, too.
  void refuseViews(const Held& overwritten, const ExportedNode& node) const {
    const at::Tensor& memory = overwritten.value.value->toTensor();
    for (const auto& [name, one] : values_) {
      const auto uses = uses_.find(name);
      if (one.group == overwritten.group || uses == uses_.end() || uses->second == 0 || one.value.items ||
          one.value.slot < 0 || one.value.slot == overwritten.value.slot || !one.value.value->isTensor())
        continue;
      if (one.value.value->toTensor().is_alias_of(memory))
        throw InputError(text("operator ", echoed(node.target), " at '", echoed(node.name),
                              "' overwrites numbers that '", echoed(name),
                              "' shares, which is not supported; export the network again after run_decompositions()"));
    }
  }

  void bindResult(const ExportedArgument& names, Recorded value, int group, const ExportedNode& node) {
    if (const auto* name = std::get_if<ExportedName>(&names)) return bind(name->name, std::move(value), group);
    const auto* list = std::get_if<ExportedList>(&names);
    if (!list) return;  // an unused result
    std::vector<Recorded> parts;
    if (value.items) {
      parts = *value.items;
    } else if (!value.dynamic() && value.value->isTensorList()) {
      for (const at::Tensor& tensor : value.value->toTensorVector())
        parts.push_back(Recorder::constant(tensor, value.name));
    } else if (value.value->isTensorList()) {
      for (std::size_t i = 0; i < value.value->toTensorVector().size(); ++i)
        parts.push_back(recorder_.one("aten::__getitem__", "t",
                                      {value, Recorder::constant(static_cast<std::int64_t>(i))}, node.name));
    }
    if (parts.size() != list->items.size())
      throw InputError(text("operator ", echoed(node.target), " at '", echoed(node.name), "' gives ", parts.size(),
                            " tensors, expected ", list->items.size()));
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (const auto* name = std::get_if<ExportedName>(&list->items[i])) bind(name->name, parts[i], -1);
  }

  // What nothing reads any more is forgotten.
  void release(const ExportedNode& node) {
    for (const auto& [name, argument] : node.arguments)
      for (const std::string& used : namesIn(argument))
        if (const auto uses = uses_.find(used); uses != uses_.end() && --uses->second == 0) values_.erase(used);
  }

  const Pt2Walk& walk_;
  Recorder& recorder_;
  std::unordered_map<std::string, Held> values_;
  std::unordered_map<std::string, int> uses_;
  int groups_ = 0;
};

Recording Pt2Walk::record(const OnnxInputs& inputs, std::int64_t batch, Example example) const {
  Recorder recorder(example);
  Run run(*this, recorder);
  for (const OnnxInput& input : inputs.inputs) run.bind(input.name, exampleOf(recorder, input, batch), -1);
  for (const ExportedInput& input : graph_.inputs)
    if (input.kind == ExportedInput::Kind::Number)
      run.bind(input.name,
               std::visit(Overloaded{[](bool value) { return Recorder::constant(value); },
                                     [](std::int64_t value) { return Recorder::constant(value); },
                                     [](double value) { return Recorder::constant(value); },
                                     [](const std::string& value) { return Recorder::constant(value); },
                                     [](const auto&) { return Recorder::constant(c10::IValue()); }},
                          input.number),
               -1);
  for (const ExportedNode& node : graph_.nodes) run.step(node);
  std::vector<Recorded> outputs;
  std::vector<std::string> names;
  for (const std::string& name : graph_.outputs) {
    outputs.push_back(run.at(name, "the graph's output"));
    names.push_back(graph_.outputs.size() == 1 ? "output" : text("output", names.size()));
  }
  if (outputs.empty()) throw InputError("it gives no tensor");
  if (module_->otherWidths) recorder.notice("The file holds weights of other widths; they are read as 32-bit floats.");
  return recorder.finish(outputs, names);
}

}  // namespace bitprism
