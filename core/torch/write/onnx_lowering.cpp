#include "core/torch/write/onnx_lowering.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/onnx_types.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/write/onnx_rules.h"

namespace bitprism {
namespace {

std::int64_t onnxTypeOf(InputKind kind) {
  return onnxTypeNamed(kind == InputKind::Float ? "float32" : kind == InputKind::Integer ? "int64" : "bool");
}

}  // namespace

OnnxLowering::OnnxLowering(const Program& program, OnnxGraph& graph)
    : program_(program),
      graph_(graph),
      slots_(static_cast<std::size_t>(program.slotCount)),
      forms_(slotForms(program)) {
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const ProgramInput& input = program.inputs[i];
    Shape shape = input.shape;
    for (const std::int64_t axis : input.openAxes) shape.at(static_cast<std::size_t>(axis)) = -1;
    slots_[i] = graph.input(input.name, shape, input.kind, onnxTypeNamed(input.fileType));
  }
  for (std::size_t i = 0; i < program.outputs.size(); ++i) {
    const bool named = i < program.outputNames.size() && !program.outputNames[i].empty();
    outputs_.push_back(graph.reserve(named ? program.outputNames[i] : text("output", i)));
  }
  // Inside, numbers are of the kind's own type.
  for (std::size_t i = 0; i < program.inputs.size(); ++i)
    if (onnxTypeNamed(program.inputs[i].fileType) != 0)
      slots_[i] = graph.node("Cast", {slots_[i]}, text(program.inputs[i].name, "_cast"),
                             {{"to", onnxTypeOf(program.inputs[i].kind)}});
}

// Instructions may have lost their names; then the tensor that one reads tells where it stands.
std::string OnnxLowering::place() const {
  if (!instruction_->name.empty()) return instruction_->name;
  std::string name;
  forEachOperand(*instruction_, [&](const Operand& operand) {
    const auto* tensor = std::get_if<TensorIndex>(&operand);
    if (tensor && name.empty()) name = program_.tensors[static_cast<std::size_t>(tensor->index)].name;
  });
  return name.substr(0, name.rfind('.'));
}

void OnnxLowering::write() {
  for (const Instruction& instruction : program_.instructions) {
    instruction_ = &instruction;
    writeOnnxInstruction(*this);
  }
  const bool openBatch =
      !program_.inputs.empty() && !program_.inputs[0].shape.empty() && program_.inputs[0].shape[0] < 0;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const int slot = program_.outputs[i];
    // An identity gives the output its name, whatever its value is called inside.
    const int type = i < program_.outputTypes.size() ? onnxTypeNamed(program_.outputTypes[i]) : 0;
    if (type != 0)
      graph_.node("Cast", {slotValue(slot)}, outputs_[i], {{"to", std::int64_t{type}}}, outputs_[i]);
    else
      graph_.node("Identity", {slotValue(slot)}, outputs_[i], {}, outputs_[i]);
    const SlotForm& form = forms_[static_cast<std::size_t>(slot)];
    Shape shape = form.shape;
    if (openBatch && !shape.empty()) shape[0] = -1;
    if (i < openOutputs_.size())
      for (const std::int64_t axis : openOutputs_[i]) shape.at(static_cast<std::size_t>(axis)) = -1;
    graph_.output(outputs_[i], shape, form.kind, type);
  }
}

void OnnxLowering::refuse(const std::string& why) const {
  const std::string& overload = instruction_->overload;
  const std::string name = place();
  const std::string where =
      name.empty() ? text("instruction ", instruction_ - program_.instructions.data()) : text("'", name, "'");
  throw Error(text("cannot write ONNX: operator ", instruction_->op, overload.empty() ? "" : ".", overload, " at ",
                   where, " ", why));
}

std::string OnnxLowering::slotValue(int slot) const {
  const std::string& value = slots_[static_cast<std::size_t>(slot)];
  if (value.empty()) refuse(text("reads slot ", slot, ", a second result that has no ONNX equivalent"));
  return value;
}

std::string OnnxLowering::tensorValue(int index) {
  if (const auto found = tensors_.find(index); found != tensors_.end()) return found->second;
  const Tensor& tensor = program_.tensors[static_cast<std::size_t>(index)];
  const std::string name = tensor.name.empty() ? text("tensor", index) : tensor.name;
  std::string value;
  if (const auto* floats = std::get_if<Floats>(&tensor.values)) {
    value = graph_.floats(name, tensor.shape, **floats);
  } else if (const auto* integers = std::get_if<Integers>(&tensor.values)) {
    value = graph_.integers(name, tensor.shape, **integers);
  } else {
    value = graph_.booleans(name, tensor.shape, *std::get<Booleans>(tensor.values));
  }
  return tensors_[index] = value;
}

bool OnnxLowering::has(std::size_t i) const {
  return i < instruction_->inputs.size() && !std::holds_alternative<None>(instruction_->inputs[i]);
}

std::string OnnxLowering::itemValue(const Operand& operand) {
  if (const auto* slot = std::get_if<Slot>(&operand)) return slotValue(slot->index);
  if (const auto* tensor = std::get_if<TensorIndex>(&operand)) return tensorValue(tensor->index);
  if (const auto* number = std::get_if<double>(&operand)) return scalar(*number);
  if (const auto* integer = std::get_if<std::int64_t>(&operand)) return scalar(static_cast<double>(*integer));
  refuse("has an operand that is not a tensor");
}

std::string OnnxLowering::value(std::size_t i) {
  if (!has(i)) refuse(text("lacks its operand ", i));
  // A number combined with whole numbers is one itself.
  if (i > 0 && kind(0) == InputKind::Integer)
    if (const auto* integer = std::get_if<std::int64_t>(&instruction_->inputs[i]))
      return graph_.integers(text(place(), "_number"), {}, {integer, 1});
  return itemValue(instruction_->inputs[i]);
}

std::string OnnxLowering::transposedValue(std::size_t i) {
  if (const auto* tensor = has(i) ? std::get_if<TensorIndex>(&instruction_->inputs[i]) : nullptr)
    if (const auto found = transposed_.find(tensor->index); found != transposed_.end()) return found->second;
  return node("Transpose", {value(i)}, {{"perm", std::vector<std::int64_t>{1, 0}}});
}

std::vector<std::string> OnnxLowering::values(std::size_t i) {
  const auto* list = has(i) ? std::get_if<OperandList>(&instruction_->inputs[i]) : nullptr;
  if (!list) refuse(text("has an operand ", i, " that is not a list of tensors"));
  std::vector<std::string> names;
  for (const Operand& item : list->items) names.push_back(itemValue(item));
  return names;
}

std::string OnnxLowering::integerValue(std::size_t i) {
  if (has(i) && std::holds_alternative<Slot>(instruction_->inputs[i])) return value(i);
  return constant({integer(i)});
}

std::string OnnxLowering::integersValue(std::size_t i) {
  const auto* list = has(i) ? std::get_if<OperandList>(&instruction_->inputs[i]) : nullptr;
  if (!list) return constant(integers(i));
  std::vector<std::string> parts;
  for (const Operand& item : list->items) {
    const auto* integer = std::get_if<std::int64_t>(&item);
    parts.push_back(integer ? constant({*integer}) : itemValue(item));
  }
  return node("Concat", parts, {{"axis", std::int64_t{0}}});
}

std::int64_t OnnxLowering::integer(std::size_t i) const {
  if (has(i)) {
    if (const auto* integer = std::get_if<std::int64_t>(&instruction_->inputs[i])) return *integer;
    if (const auto* truth = std::get_if<bool>(&instruction_->inputs[i])) return *truth;
  }
  refuse(text("has an operand ", i, " that is not a constant whole number"));
}

std::int64_t OnnxLowering::integer(std::size_t i, std::int64_t otherwise) const {
  return has(i) ? integer(i) : otherwise;
}

double OnnxLowering::number(std::size_t i) const {
  if (has(i)) {
    if (const auto* number = std::get_if<double>(&instruction_->inputs[i])) return *number;
    if (const auto* integer = std::get_if<std::int64_t>(&instruction_->inputs[i])) return static_cast<double>(*integer);
  }
  refuse(text("has an operand ", i, " that is not a constant number"));
}

bool OnnxLowering::truth(std::size_t i) const {
  const auto* truth = has(i) ? std::get_if<bool>(&instruction_->inputs[i]) : nullptr;
  if (!truth) refuse(text("has an operand ", i, " that is neither true nor false"));
  return *truth;
}

std::vector<std::int64_t> OnnxLowering::integers(std::size_t i) const {
  if (has(i)) {
    if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&instruction_->inputs[i])) return *integers;
    if (const auto* integer = std::get_if<std::int64_t>(&instruction_->inputs[i])) return {*integer};
  }
  refuse(text("has an operand ", i, " that is not a constant list of whole numbers"));
}

const Shape& OnnxLowering::shape(std::size_t i) const {
  if (has(i)) {
    if (const auto* slot = std::get_if<Slot>(&instruction_->inputs[i]))
      return forms_[static_cast<std::size_t>(slot->index)].shape;
    if (const auto* tensor = std::get_if<TensorIndex>(&instruction_->inputs[i])) {
      return program_.tensors[static_cast<std::size_t>(tensor->index)].shape;
    }
  }
  refuse(text("has an operand ", i, " that is not a tensor"));
}

const Shape& OnnxLowering::resultShape() const {
  return forms_[static_cast<std::size_t>(instruction_->outputs.at(0))].shape;
}

InputKind OnnxLowering::kind(std::size_t i) const {
  if (!has(i)) return InputKind::Float;
  const Operand& operand = instruction_->inputs[i];
  if (const auto* slot = std::get_if<Slot>(&operand)) return forms_[static_cast<std::size_t>(slot->index)].kind;
  if (const auto* tensor = std::get_if<TensorIndex>(&operand)) {
    const Tensor& constant = program_.tensors[static_cast<std::size_t>(tensor->index)];
    if (constant.isFloat()) return InputKind::Float;
    return std::holds_alternative<Integers>(constant.values) ? InputKind::Integer : InputKind::Boolean;
  }
  if (std::holds_alternative<std::int64_t>(operand)) return InputKind::Integer;
  return std::holds_alternative<bool>(operand) ? InputKind::Boolean : InputKind::Float;
}

std::string OnnxLowering::promoted(std::size_t i) {
  constexpr std::int64_t floatType = 1;
  const bool number = std::holds_alternative<double>(instruction_->inputs[i]) ||
                      std::holds_alternative<std::int64_t>(instruction_->inputs[i]);
  if (number || kind(i) == InputKind::Float || kind(1 - i) == kind(i)) return value(i);
  const bool otherIsNumber = std::holds_alternative<std::int64_t>(instruction_->inputs[1 - i]);
  if (otherIsNumber || kind(1 - i) != InputKind::Float) return value(i);
  return node("Cast", {value(i)}, {{"to", floatType}});
}

std::vector<const Tensor*> OnnxLowering::tensors(std::size_t i) const {
  const auto* list = has(i) ? std::get_if<OperandList>(&instruction_->inputs[i]) : nullptr;
  if (!list) refuse(text("has an operand ", i, " that is not a list of tensors"));
  std::vector<const Tensor*> result;
  for (const Operand& item : list->items) {
    const auto* index = std::get_if<TensorIndex>(&item);
    const Tensor* tensor = index ? &program_.tensors[static_cast<std::size_t>(index->index)] : nullptr;
    if (!tensor || !tensor->isFloat()) refuse(text("has an operand ", i, " that is not a list of constant floats"));
    result.push_back(tensor);
  }
  return result;
}

std::vector<bool> OnnxLowering::replaced(std::size_t i) const {
  std::vector<bool> result;
  for (const Operand& item : std::get<OperandList>(instruction_->inputs[i]).items)
    result.push_back(replaced_.contains(std::get<TensorIndex>(item).index));
  return result;
}

std::int64_t OnnxLowering::axis(std::size_t i, std::int64_t rank) const {
  const std::int64_t axis = integer(i);
  return axis < 0 ? axis + rank : axis;
}

std::string OnnxLowering::constant(const std::vector<std::int64_t>& values) {
  return graph_.integers(text(place(), "_integers"), {static_cast<std::int64_t>(values.size())}, values);
}

std::string OnnxLowering::scalar(double value) {
  const auto number = static_cast<float>(value);
  return graph_.floats(text(place(), "_number"), {}, {&number, 1});
}

std::string OnnxLowering::node(const std::string& op, const std::vector<std::string>& inputs,
                               const std::vector<OnnxAttribute>& attributes) {
  return graph_.node(op, inputs, place(), attributes);
}

std::vector<std::string> OnnxLowering::nodes(const std::string& op, const std::vector<std::string>& inputs,
                                             const std::vector<OnnxAttribute>& attributes, std::size_t results) {
  return graph_.nodes(op, inputs, place(), attributes, results);
}

void OnnxLowering::give(const std::string& value, std::size_t result) {
  slots_[static_cast<std::size_t>(instruction_->outputs.at(result))] = value;
}

}  // namespace bitprism
