#include "core/torch/read/recorder.h"

#include <torch/script.h>

#include <algorithm>
#include <optional>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/allocation_limit.h"
#include "core/torch/graph/blas.h"
#include "core/torch/graph/computation.h"
#include "core/torch/graph/form_run.h"
#include "core/torch/graph/operand_size.h"
#include "core/torch/graph/torch_problem.h"
#include "core/torch/graph/torch_tensors.h"
#include "core/torch/read/operator_rewrites.h"
#include "core/torch/read/tied_constants.h"

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

bool reads(const std::string& op, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return op == name; });
}

// Operators whose result depends on the tensor's form, not its values: also new tensors of its shape, which may be
// filled in place afterwards.
bool asksForm(const std::string& op) {
  return reads(
      op, {"aten::size",         "aten::dim",       "aten::len",        "aten::numel",     "aten::is_floating_point",
           "prim::dtype",        "prim::device",    "prim::is_cuda",    "prim::layout",    "aten::stride",
           "prim::is_quantized", "prim::shape",     "aten::zeros_like", "aten::ones_like", "aten::full_like",
           "aten::empty_like",   "aten::new_zeros", "aten::new_ones",   "aten::new_full",  "aten::new_empty"});
}

// Operators with side effects, or with different results each time.
bool forbidden(const std::string& op) {
  return !isComputation(op) || reads(op, {"aten::rand", "aten::randn", "aten::bernoulli"});
}

Recorded make(const c10::IValue& value) {
  Recorded recorded;
  recorded.value = std::make_shared<const c10::IValue>(value);
  return recorded;
}

// Networks are read as float32 from any stored width.
c10::IValue inSingle(const c10::IValue& value) {
  if (!value.isTensor() || !value.toTensor().defined()) return value;
  const at::Tensor& tensor = value.toTensor();
  if (!tensor.is_floating_point() || tensor.scalar_type() == at::kFloat) return value;
  return tensor.to(at::kFloat);
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
  Recorded recorded = result(example, {}, {}, name);
  recorded.slot = recording_.program.slotCount++;
  recorded.fromData = true;
  const at::ScalarType type = example.toTensor().scalar_type();
  recording_.program.inputs.push_back({name, std::move(shape),
                                       type == at::kBool                 ? InputKind::Boolean
                                       : at::isIntegralType(type, false) ? InputKind::Integer
                                                                         : InputKind::Float});
  recording_.shapes.push_back(example.toTensor().sizes().vec());
  recording_.inputs.push_back(recorded.value);
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

namespace {

torch::jit::Stack valuesOf(const std::vector<Recorded>& arguments) {
  torch::jit::Stack values;
  for (const Recorded& argument : arguments) values.push_back(valueOf(argument));
  return values;
}

// Of aten::convolution: (input, weight, bias, stride, padding, dilation, transposed, output_padding, groups).
ConvolutionExtents extentsOf(const torch::jit::Stack& convolution) {
  const auto numbers = [&](std::size_t i) { return convolution[i].toIntVector(); };
  const at::Tensor& input = convolution[0].toTensor();
  return {.input = input.sizes().vec(),
          .weight = convolution[1].toTensor().sizes().vec(),
          .stride = numbers(3),
          .padding = numbers(4),
          .dilation = numbers(5),
          .transposed = convolution[6].toBool(),
          .groups = convolution[8].toInt(),
          .channelsFirst = input.is_contiguous()};
}

void checkSizes(const torch::jit::Stack& values, const std::string& op, const std::string& node) {
  for (const c10::IValue& value : values) {
    if (value.isTensor()) checkOperandSize(value.toTensor(), op, node);
    if (!value.isTensorList()) continue;
    for (const at::Tensor& tensor : value.toTensorVector()) checkOperandSize(tensor, op, node);
  }
}

[[noreturn]] void refuse(const std::exception& problem, const std::string& op, const std::string& node) {
  throw beyondBounds(text("operator ", op, " at '", node, "' fails"), problemText(problem));
}

torch::jit::Stack runOnExample(const std::string& op, const std::string& overload, torch::jit::Stack stack,
                               const std::string& node, Example example) {
  const auto found = torch::jit::findOperatorFor(c10::OperatorName(op, overload));
  if (!found)
    throw InputError(text("operator ", op, overload.empty() ? "" : ".", overload, " at '", node, "' is not known"));
  checkSizes(stack, op, node);
  try {
    const std::unique_lock<std::mutex> turn = entersLapack(op) ? lapackTurn() : std::unique_lock<std::mutex>();
    if (example == Example::Forms)
      runOnForms(op, *found, stack);
    else
      found->getOperation()(stack);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const c10::OutOfMemoryError& problem) {  // of AllocationLimit
    refuse(problem, op, node);
  } catch (const std::exception& problem) {
    throw InputError(text("operator ", op, " at '", node, "' fails: ", problemText(problem)));
  }
  return stack;
}

// An operator on constants, or one that asks for a form: its result is a constant.
std::vector<Recorded> computed(const std::string& op, const std::string& overload,
                               const std::vector<Recorded>& arguments, const std::string& node) {
  std::string name;
  for (const Recorded& argument : arguments)
    if (name.empty()) name = argument.name;
  torch::jit::Stack stack = valuesOf(arguments);
  // New tensors of a form have numbers; strides are not those of zeros that share one number.
  if (op != "aten::stride")
    for (c10::IValue& value : stack) value = thinZeros(value);
  std::vector<Recorded> results;
  for (const c10::IValue& value : runOnExample(op, overload, std::move(stack), node, Example::Numbers))
    results.push_back(Recorder::constant(inSingle(value), name));
  return results;
}

}  // namespace

std::vector<Recorded> Recorder::call(const std::string& op, const std::string& overload,
                                     std::vector<Recorded> arguments, const std::string& node) {
  if (forbidden(op))
    throw InputError(text("operator ", op, " at '", node, "' is refused: a network may only compute with its input"));
  const bool dynamic =
      std::any_of(arguments.begin(), arguments.end(), [](const Recorded& argument) { return argument.dynamic(); });
  if (!dynamic || asksForm(op)) return computed(op, overload, arguments, node);
  OperatorCall asked{op, overload, std::move(arguments), node};
  try {
    if (std::optional<std::vector<Recorded>> results = rewritten(*this, asked)) return *std::move(results);
    asked = canonical(*this, std::move(asked));
  } catch (const c10::Error& problem) {
    throw InputError(text("operator ", op, " at '", node, "': ", problemText(problem)));
  } catch (const std::logic_error&) {
    throw InputError(text("operator ", op, " at '", node, "' has arguments that do not fit each other"));
  }
  std::vector<Recorded> results = record(asked.op, asked.overload, asked.arguments, node);
  const bool twoResults = op == "aten::adaptive_max_pool2d";
  if (twoResults && results.size() == 1) results.push_back(results[0]);
  return results;
}

std::vector<Recorded> Recorder::record(const std::string& op, const std::string& overload,
                                       std::vector<Recorded>& arguments, const std::string& node) {
  if (op == "aten::convolution" && arguments.size() == 9) code_.add(extentsOf(valuesOf(arguments)), node);
  const torch::jit::Stack stack = runOnExample(op, overload, valuesOf(arguments), node, example_);
  bool fromData = false;
  for (const Recorded& argument : arguments) {
    fromData |= argument.fromData;
    if (argument.items)
      for (const Recorded& item : *argument.items) fromData |= item.fromData;
  }

  // Identities.
  const bool sameTensor = stack.size() == 1 && stack[0].isTensor() && !arguments.empty() && arguments[0].slot >= 0 &&
                          arguments[0].value->isTensor();
  if (sameTensor) {
    const bool dropped =
        reads(op, {"aten::dropout", "aten::feature_dropout", "aten::alpha_dropout"}) && !valueOf(arguments[2]).toBool();
    const bool converted = reads(op, {"aten::to", "aten::contiguous", "aten::detach", "aten::alias", "aten::type_as",
                                      "aten::clone", "aten::lift_fresh"}) &&
                           stack[0].toTensor().scalar_type() == arguments[0].value->toTensor().scalar_type();
    const bool wholeSlice = op == "aten::slice" && valueOf(arguments[4]).toInt() == 1 &&
                            stack[0].toTensor().sizes() == arguments[0].value->toTensor().sizes();
    if (dropped || converted || wholeSlice) return {arguments[0]};
  }

  Program& program = recording_.program;
  if (program.instructions.size() >= maximumInstructions)
    throw InputError(text("the graph has more than ", maximumInstructions, " operators once its loops are unrolled"));
  Instruction instruction;
  instruction.op = op;
  instruction.overload = overload;
  instruction.name = node;
  for (const Recorded& argument : arguments) instruction.inputs.push_back(operand(argument, node));
  std::vector<Recorded> results;
  for (const c10::IValue& value : stack) {
    Recorded given = result(value, arguments, op, node);
    given.slot = program.slotCount++;
    given.fromData = fromData;
    instruction.outputs.push_back(given.slot);
    recording_.shapes.push_back(value.isTensor() ? value.toTensor().sizes().vec() : Shape{});
    results.push_back(std::move(given));
  }
  program.instructions.push_back(std::move(instruction));
  return results;
}

// A form counts as the memory that its numbers would take, for as long as something needs these: itself, or a view.
// op: empty for an input.
Recorded Recorder::result(const c10::IValue& value, const std::vector<Recorded>& arguments, const std::string& op,
                          const std::string& node) const {
  if (example_ == Example::Numbers || !value.isTensor() || !value.toTensor().is_meta()) return make(value);
  const at::Tensor& tensor = value.toTensor();
  std::vector<std::shared_ptr<const c10::IValue>> viewed;
  const auto look = [&](const Recorded& argument) {
    if (argument.value && argument.value->isTensor() && argument.value->toTensor().is_meta() &&
        tensor.is_alias_of(argument.value->toTensor()))
      viewed.push_back(argument.value);
  };
  for (const Recorded& argument : arguments) {
    look(argument);
    if (argument.items) std::for_each(argument.items->begin(), argument.items->end(), look);
  }
  std::shared_ptr<const void> counted;
  try {
    if (viewed.empty()) counted = countedMemory(static_cast<std::int64_t>(tensor.storage().nbytes()));
  } catch (const c10::OutOfMemoryError& problem) {
    if (!op.empty()) refuse(problem, op, node);
    throw beyondBounds(text("an input of ", shapeText(tensor.sizes().vec()), " numbers"), problemText(problem));
  }
  Recorded recorded;
  recorded.value = std::shared_ptr<const c10::IValue>(
      new c10::IValue(value),
      [viewed = std::move(viewed), counted = std::move(counted)](const c10::IValue* form) { delete form; });
  return recorded;
}

void Recorder::notice(const std::string& sentence) {
  auto& notices = recording_.notices;
  if (std::find(notices.begin(), notices.end(), sentence) == notices.end()) notices.push_back(sentence);
}

int Recorder::tensorIndex(const Recorded& recorded) {
  const at::Tensor& tensor = recorded.value->toTensor();
  const auto [found, fresh] =
      tensors_.try_emplace(tensor.unsafeGetTensorImpl(), static_cast<int>(recording_.constants.size()));
  if (fresh) {
    recording_.constants.push_back(recorded.value);
    recording_.constantNames.push_back(recorded.name);
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

Recording Recorder::finish(const std::vector<Recorded>& outputs, const std::vector<std::string>& names) {
  for (const Recorded& output : outputs) {
    if (output.items || !output.value->isTensor()) throw InputError("an output of the network is not a tensor");
    if (output.slot < 0) throw InputError("an output of the network does not depend on its input");
    const Recorded& given = output;
    recording_.program.outputs.push_back(given.slot);
    recording_.outputs.push_back(given.value);
  }
  recording_.program.outputNames = names;
  tieConstants(recording_);
  return std::move(recording_);
}

Program programOf(const Recording& recording) {
  Program program = recording.program;
  for (std::size_t i = 0; i < recording.constants.size(); ++i)
    program.tensors.push_back(fromTorch(recording.constants[i]->toTensor(), recording.constantNames[i]));
  return pruned(program);
}

}  // namespace bitprism
