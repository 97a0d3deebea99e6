#include "core/torch/recorder.h"

#include <torch/script.h>
#include <torch/torch.h>

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/torch_tensors.h"

namespace bitprism {
namespace {

constexpr std::size_t maximumInstructions = 200'000;

at::TypePtr elementType(ListKind kind) {
  switch (kind) {
    case ListKind::Tensors:
      return c10::TensorType::get();
    case ListKind::OptionalTensors:
      return c10::OptionalType::create(c10::TensorType::get());
    case ListKind::Integers:
      return c10::IntType::get();
    case ListKind::Floats:
      return c10::FloatType::get();
    case ListKind::Booleans:
      return c10::BoolType::get();
  }
  return c10::AnyType::get();
}

// What c10::Error says, cut to its first line.
std::string firstLine(const std::string& message) {
  return message.substr(0, message.find('\n'));
}

bool reads(const std::string& op, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return op == name; });
}

// Operators whose result is about the tensor's form, not its numbers.
bool asksForm(const std::string& op) {
  return reads(op,
               {"aten::size", "aten::dim", "aten::len", "aten::numel", "aten::is_floating_point", "prim::dtype",
                "prim::device", "prim::is_cuda", "prim::layout", "aten::stride", "prim::is_quantized", "prim::shape"});
}

// Operators that touch more than their arguments; a network has no business with them.
bool forbidden(const std::string& op) {
  return reads(op, {"aten::save", "aten::from_file", "aten::set_data", "aten::rand", "aten::randn", "aten::bernoulli",
                    "prim::PythonOp"});
}

Recorded make(const c10::IValue& value) {
  Recorded recorded;
  recorded.value = std::make_shared<const c10::IValue>(value);
  return recorded;
}

std::vector<std::int64_t> integersOf(const Recorded& recorded) {
  const c10::IValue value = valueOf(recorded);
  if (value.isInt()) return {value.toInt()};
  return value.toIntVector();
}

Recorded integers(const std::vector<std::int64_t>& values) {
  return make(c10::IValue(values));
}

Recorded spread(const Recorded& recorded, std::size_t rank) {
  std::vector<std::int64_t> values = integersOf(recorded);
  if (values.size() == 1) values.assign(rank, values[0]);
  return integers(values);
}

// "same" and "valid" as numbers; asymmetric padding cannot be written that way.
std::vector<std::int64_t> paddingFromName(const std::string& mode, const at::Tensor& weight,
                                          const std::vector<std::int64_t>& dilation, const std::string& node) {
  std::vector<std::int64_t> padding(dilation.size(), 0);
  if (mode == "valid") return padding;
  for (std::size_t i = 0; i < padding.size(); ++i) {
    const std::int64_t all = dilation[i] * (weight.size(static_cast<std::int64_t>(i) + 2) - 1);
    if (all % 2 != 0)
      throw InputError(
          text("operator at '", node, "': padding 'same' with an even kernel is asymmetric, which is not supported"));
    padding[i] = all / 2;
  }
  return padding;
}

}  // namespace

bool Recorded::dynamic() const {
  if (items) return std::any_of(items->begin(), items->end(), [](const Recorded& item) { return item.dynamic(); });
  return slot >= 0;
}

c10::IValue valueOf(const Recorded& recorded) {
  if (!recorded.items) return *recorded.value;
  c10::impl::GenericList list(elementType(recorded.kind));
  for (const Recorded& item : *recorded.items) list.push_back(valueOf(item));
  return list;
}

Recorded Recorder::input(const std::string& name, const c10::IValue& example, Shape shape) {
  Recorded recorded = make(example);
  recorded.slot = program_.slotCount++;
  recorded.fromData = true;
  program_.inputs.push_back({name, std::move(shape)});
  return recorded;
}

Recorded Recorder::constant(const c10::IValue& value, const std::string& name) {
  Recorded recorded = make(value);
  recorded.name = name;
  return recorded;
}

Recorded Recorder::list(std::vector<Recorded> items, ListKind kind) {
  Recorded recorded;
  recorded.items = std::make_shared<std::vector<Recorded>>(std::move(items));
  recorded.kind = kind;
  return recorded;
}

Recorded Recorder::one(const std::string& op, const std::string& overload, std::vector<Recorded> arguments,
                       const std::string& node) {
  std::vector<Recorded> results = call(op, overload, std::move(arguments), node);
  if (results.size() != 1)
    throw InputError(text("operator ", op, " at '", node, "' gives ", results.size(), " results, expected one"));
  return results[0];
}

// Rewrites an operator into the form that programs are written in.
void Recorder::canonicalize(std::string& op, std::string& overload, std::vector<Recorded>& arguments,
                            const std::string& node) {
  const auto absent = [] { return make(c10::IValue()); };
  if (reads(op, {"aten::conv1d", "aten::conv2d", "aten::conv3d"})) {
    // (input, weight, bias, stride, padding, dilation, groups)
    const at::Tensor weight = valueOf(arguments[1]).toTensor();
    const auto rank = static_cast<std::size_t>(weight.dim() - 2);
    const Recorded dilation = spread(arguments[5], rank);
    const Recorded padding =
        overload == "padding"
            ? integers(paddingFromName(valueOf(arguments[4]).toStringRef(), weight, integersOf(dilation), node))
            : spread(arguments[4], rank);
    arguments = {arguments[0], arguments[1], arguments[2], spread(arguments[3], rank),
                 padding,      dilation,     make(false),  integers(std::vector<std::int64_t>(rank, 0)),
                 arguments[6]};
    op = "aten::convolution";
    overload.clear();
  } else if (reads(op, {"aten::conv_transpose1d", "aten::conv_transpose2d", "aten::conv_transpose3d"})) {
    // (input, weight, bias, stride, padding, output_padding, groups, dilation)
    const auto rank = static_cast<std::size_t>(valueOf(arguments[1]).toTensor().dim() - 2);
    arguments = {arguments[0],
                 arguments[1],
                 arguments[2],
                 spread(arguments[3], rank),
                 spread(arguments[4], rank),
                 spread(arguments[7], rank),
                 make(true),
                 spread(arguments[5], rank),
                 arguments[6]};
    op = "aten::convolution";
    overload.clear();
  } else if (op == "aten::_convolution") {
    arguments.resize(9);
    op = "aten::convolution";
    overload.clear();
  } else if (op == "aten::addmm" && !arguments[2].dynamic() && valueOf(arguments[3]).toScalar().toDouble() == 1 &&
             valueOf(arguments[4]).toScalar().toDouble() == 1 && valueOf(arguments[0]).toTensor().dim() == 1) {
    const Recorded weight = one("aten::t", "", {arguments[2]}, node);
    arguments = {arguments[1], weight, arguments[0]};
    op = "aten::linear";
    overload.clear();
  } else if ((op == "aten::matmul" || op == "aten::mm") && arguments[0].dynamic() && !arguments[1].dynamic() &&
             valueOf(arguments[1]).toTensor().dim() == 2 && valueOf(arguments[1]).toTensor().is_floating_point()) {
    arguments = {arguments[0], one("aten::t", "", {arguments[1]}, node), absent()};
    op = "aten::linear";
    overload.clear();
  } else if (op == "aten::pad" && valueOf(arguments[2]).toStringRef() == "constant") {
    const c10::IValue value = valueOf(arguments[3]);
    arguments = {arguments[0], arguments[1], make(value.isNone() ? c10::IValue(0.0) : value)};
    op = "aten::constant_pad_nd";
    overload.clear();
  } else if (op == "aten::adaptive_max_pool2d" && integersOf(arguments[1]) == std::vector<std::int64_t>{1, 1}) {
    // Gives indices too, which nobody reads in a network; the plain maximum does not.
    arguments = {arguments[0], integers({2, 3}), make(true)};
    op = "aten::amax";
    overload.clear();
  } else if (op.size() > 7 && op.ends_with("_") && !op.ends_with("__")) {
    const std::string functional = op.substr(0, op.size() - 1);
    if (torch::jit::findOperatorFor(c10::OperatorName(functional, overload))) op = functional;
  }
}

std::vector<Recorded> Recorder::call(const std::string& originalOp, const std::string& originalOverload,
                                     std::vector<Recorded> arguments, const std::string& node) {
  std::string op = originalOp, overload = originalOverload;
  if (forbidden(op))
    throw InputError(text("operator ", op, " at '", node, "' is refused: a network may only compute with its input"));
  const bool dynamic =
      std::any_of(arguments.begin(), arguments.end(), [](const Recorded& argument) { return argument.dynamic(); });
  const bool twoResults = op == "aten::adaptive_max_pool2d";
  if (dynamic) {
    try {
      canonicalize(op, overload, arguments, node);
    } catch (const c10::Error& problem) {
      throw InputError(text("operator ", op, " at '", node, "': ", firstLine(problem.what_without_backtrace())));
    }
  }
  const auto found = torch::jit::findOperatorFor(c10::OperatorName(op, overload));
  if (!found)
    throw InputError(text("operator ", op, overload.empty() ? "" : ".", overload, " at '", node, "' is not known"));

  torch::jit::Stack stack;
  for (const Recorded& argument : arguments) stack.push_back(valueOf(argument));
  try {
    found->getOperation()(stack);
  } catch (const std::exception& problem) {
    const auto* torchProblem = dynamic_cast<const c10::Error*>(&problem);
    throw InputError(text("operator ", op, " at '", node, "' fails: ",
                          firstLine(torchProblem ? torchProblem->what_without_backtrace() : problem.what())));
  }

  std::vector<Recorded> results;
  if (!dynamic) {
    std::string name;
    for (const Recorded& argument : arguments)
      if (name.empty()) name = argument.name;
    for (const c10::IValue& value : stack) results.push_back(constant(value, name));
    return results;
  }

  bool fromData = false;
  if (!asksForm(op))
    for (const Recorded& argument : arguments) {
      fromData |= argument.fromData;
      if (argument.items)
        for (const Recorded& item : *argument.items) fromData |= item.fromData;
    }

  // Extents other than the batch are taken from the example.
  if (op == "aten::size" && arguments[0].dynamic()) {
    if (overload.empty()) {
      std::vector<Recorded> extents;
      const std::vector<std::int64_t> sizes = stack[0].toIntVector();
      for (std::size_t i = 0; i < sizes.size(); ++i)
        extents.push_back(i == 0 ? one("aten::size", "int", {arguments[0], constant(std::int64_t{0})}, node)
                                 : constant(sizes[i]));
      return {list(std::move(extents), ListKind::Integers)};
    }
    const std::int64_t rank = valueOf(arguments[0]).toTensor().dim();
    const std::int64_t axis = valueOf(arguments[1]).toInt();
    if (axis != 0 && axis != -rank) return {constant(stack[0])};
  } else if (asksForm(op)) {
    return {constant(stack[0])};
  }

  // Reshapes that name the batch say -1 there instead; then any other -1 gets its extent.
  if (reads(op, {"aten::view", "aten::reshape"}) && arguments[1].items && stack[0].isTensor()) {
    std::vector<std::int64_t> shape;
    int open = 0;
    for (std::size_t i = 0; i < arguments[1].items->size(); ++i) {
      const Recorded& item = (*arguments[1].items)[i];
      open += item.dynamic();
      shape.push_back(item.dynamic() ? -1 : stack[0].toTensor().size(static_cast<std::int64_t>(i)));
    }
    if (open <= 1) arguments[1] = integers(shape);
  }

  // Identities.
  const bool sameTensor = stack.size() == 1 && stack[0].isTensor() && !arguments.empty() && arguments[0].slot >= 0 &&
                          arguments[0].value->isTensor();
  if (sameTensor) {
    const bool dropped =
        reads(op, {"aten::dropout", "aten::feature_dropout", "aten::alpha_dropout"}) && !valueOf(arguments[2]).toBool();
    const bool converted = reads(op, {"aten::to", "aten::contiguous", "aten::detach", "aten::alias", "aten::type_as",
                                      "aten::float", "aten::clone"}) &&
                           stack[0].toTensor().scalar_type() == arguments[0].value->toTensor().scalar_type();
    const bool wholeSlice = op == "aten::slice" && valueOf(arguments[4]).toInt() == 1 &&
                            stack[0].toTensor().sizes() == arguments[0].value->toTensor().sizes();
    if (dropped || converted || wholeSlice) return {arguments[0]};
  }

  if (program_.instructions.size() >= maximumInstructions)
    throw InputError(text("the graph has more than ", maximumInstructions, " operators once its loops are unrolled"));
  Instruction instruction;
  instruction.op = op;
  instruction.overload = overload;
  instruction.name = node;
  for (const Recorded& argument : arguments) instruction.inputs.push_back(operand(argument, node));
  for (const c10::IValue& value : stack) {
    Recorded result = make(value);
    result.slot = program_.slotCount++;
    result.fromData = fromData;
    instruction.outputs.push_back(result.slot);
    // A list of tensors (chunk, split) is taken apart at once, so that its parts have slots.
    results.push_back(std::move(result));
  }
  program_.instructions.push_back(std::move(instruction));
  if (twoResults && results.size() == 1) results.push_back(results[0]);
  return results;
}

int Recorder::tensorIndex(const Recorded& recorded) {
  const at::Tensor& tensor = recorded.value->toTensor();
  const auto [found, fresh] =
      tensors_.try_emplace(tensor.unsafeGetTensorImpl(), static_cast<int>(program_.tensors.size()));
  if (fresh) {
    kept_.push_back(recorded.value);
    program_.tensors.push_back(fromTorch(tensor, recorded.name));
  }
  return found->second;
}

Operand Recorder::operand(const Recorded& recorded, const std::string& node) {
  if (recorded.slot >= 0) return Slot{recorded.slot};
  if (recorded.items && recorded.dynamic()) {
    OperandList list;
    list.kind = recorded.kind;
    for (const Recorded& item : *recorded.items) list.items.push_back(operand(item, node));
    return list;
  }
  if (recorded.items && (recorded.kind == ListKind::Tensors || recorded.kind == ListKind::OptionalTensors)) {
    OperandList list;
    list.kind = recorded.kind;
    for (const Recorded& item : *recorded.items) list.items.push_back(operand(item, node));
    return list;
  }
  const c10::IValue value = valueOf(recorded);
  if (value.isNone()) return None{};
  if (value.isTensor()) return TensorIndex{tensorIndex(recorded)};
  if (value.isBool()) return value.toBool();
  if (value.isInt()) return value.toInt();
  if (value.isDouble()) return value.toDouble();
  if (value.isString()) return value.toStringRef();
  if (value.isDevice()) return value.toDevice().str();
  if (value.isIntList()) return value.toIntVector();
  if (value.isDoubleList()) return value.toDoubleVector();
  if (value.isBoolList()) {
    const auto list = value.toBoolList();
    return std::vector<bool>(list.begin(), list.end());
  }
  if (value.isTensorList()) {
    OperandList list;
    for (const at::Tensor& tensor : value.toTensorVector())
      list.items.push_back(TensorIndex{tensorIndex(constant(tensor, recorded.name))});
    return list;
  }
  throw InputError(text("operator at '", node, "' takes a ", value.tagKind(), ", which is not supported"));
}

Program Recorder::finish(const std::vector<Recorded>& outputs, const std::vector<std::string>& names) {
  for (const Recorded& output : outputs) {
    if (output.slot < 0 || !output.value->isTensor())
      throw InputError("an output of the network does not depend on its input or is no tensor");
    program_.outputs.push_back(output.slot);
  }
  program_.outputNames = names;
  return pruned(program_);
}

}  // namespace bitprism
