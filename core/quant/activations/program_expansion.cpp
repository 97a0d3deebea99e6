#include "core/quant/activations/program_expansion.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/base/text.h"

namespace bitprism {

ProgramExpansion::ProgramExpansion(Program& program, const Instruction& quantizer, Shape shape, std::int64_t axis,
                                   bool fenced)
    : program_(program), quantizer_(quantizer), shape_(std::move(shape)), axis_(axis), fenced_(fenced) {
  const auto rank = static_cast<std::int64_t>(shape_.size());
  if (axis_ < 0) axis_ += rank;
  axis_ = std::clamp<std::int64_t>(axis_, 0, std::max<std::int64_t>(rank - 1, 0));
}

Operand ProgramExpansion::call(const std::string& op, const std::string& overload, std::vector<Operand> inputs) {
  const Slot result = add(op, overload, std::move(inputs));
  return fenced_ ? add("aten::clone", "", {result, None{}}) : result;
}

Slot ProgramExpansion::add(const std::string& op, const std::string& overload, std::vector<Operand> inputs) {
  const int slot = program_.slotCount++;
  program_.instructions.push_back({op, overload, std::move(inputs), {slot}, quantizer_.name});
  return Slot{slot};
}

Operand ProgramExpansion::withNumber(const std::string& op, const Operand& a, double number) {
  if (op == "aten::add" || op == "aten::sub") return call(op, "Scalar", {a, number, std::int64_t{1}});
  return call(op, "Scalar", {a, number});
}

Operand ProgramExpansion::withTensor(const std::string& op, const Operand& a, const Operand& b) {
  if (op == "aten::add") return call(op, "Tensor", {a, b, std::int64_t{1}});
  return call(op, op == "aten::maximum" || op == "aten::minimum" ? "" : "Tensor", {a, b});
}

Operand ProgramExpansion::choice(const Operand& condition, const Operand& a, const Operand& b) {
  return call("aten::where", "self", {condition, a, b});
}

std::string ProgramExpansion::constantName(const std::string& what) const {
  return text(quantizer_.name.empty() ? "input" : quantizer_.name, '_', what);
}

TensorIndex ProgramExpansion::tensor(const std::string& what, Shape shape, std::vector<float> values) {
  program_.tensors.push_back(floatTensor(constantName(what), std::move(shape), std::move(values)));
  return {static_cast<int>(program_.tensors.size()) - 1};
}

TensorIndex ProgramExpansion::indices(const std::string& what, std::vector<std::int64_t> values) {
  Tensor tensor;
  tensor.shape = {static_cast<std::int64_t>(values.size())};
  tensor.values = constantArray(std::move(values));
  tensor.name = constantName(what);
  program_.tensors.push_back(std::move(tensor));
  return {static_cast<int>(program_.tensors.size()) - 1};
}

TensorIndex ProgramExpansion::ofChannels(const std::string& what, const std::vector<float>& values) {
  Shape shape(shape_.size() - static_cast<std::size_t>(axis_), 1);
  shape[0] = static_cast<std::int64_t>(values.size());
  return tensor(what, shape, values);
}

}  // namespace bitprism
