#include "core/torch/read/pt2_call.h"

#include <ATen/ScalarOps.h>
#include <torch/script.h>

#include <algorithm>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

bool isNone(const Recorded& recorded) {
  return !recorded.items && recorded.slot < 0 && recorded.value->isNone();
}

c10::TypePtr withoutOptional(c10::TypePtr type) {
  while (const auto optional = type->cast<c10::OptionalType>()) type = optional->getElementType();
  return type;
}

std::size_t repetitions(const c10::Argument& argument) {
  return static_cast<std::size_t>(std::max(1, argument.N().value_or(1)));
}

c10::IValue inTypeOf(const c10::Argument& argument, const c10::IValue& value) {
  const c10::TypePtr type = withoutOptional(argument.type());
  switch (type->kind()) {
    case c10::TypeKind::FloatType:
      return value.isInt() ? c10::IValue(static_cast<double>(value.toInt())) : value;
    case c10::TypeKind::BoolType:
      return value.isInt() ? c10::IValue(value.toInt() != 0) : value;
    case c10::TypeKind::IntType:
      return value.isBool() ? c10::IValue(static_cast<std::int64_t>(value.toBool())) : value;
    case c10::TypeKind::TensorType:
      if (value.isInt() || value.isDouble() || value.isBool())
        return at::native::wrapped_scalar_tensor(value.toScalar());
      return value;
    case c10::TypeKind::ListType: {
      const c10::TypeKind element = type->castRaw<c10::ListType>()->getElementType()->kind();
      const std::size_t count = repetitions(argument);
      if (element == c10::TypeKind::IntType && value.isInt()) return std::vector<std::int64_t>(count, value.toInt());
      if (element == c10::TypeKind::FloatType && (value.isInt() || value.isDouble()))
        return std::vector<double>(count, value.toScalar().toDouble());
      if (element == c10::TypeKind::FloatType && value.isIntList()) {
        const std::vector<std::int64_t> numbers = value.toIntVector();
        return std::vector<double>(numbers.begin(), numbers.end());
      }
      return value;
    }
    default:
      return value;
  }
}

Recorded converted(const c10::Argument& argument, Recorded given) {
  if (given.items) {
    const auto list = withoutOptional(argument.type())->cast<c10::ListType>();
    if (!list) return given;
    if (list->getElementType()->kind() == c10::TypeKind::OptionalType)
      return Recorder::list(*given.items, ListKind::OptionalTensors);
    if (given.items->empty() && list->getElementType()->kind() == c10::TypeKind::FloatType)
      return Recorder::list({}, ListKind::Floats);
    if (given.dynamic() || given.kind == ListKind::Tensors || given.kind == ListKind::OptionalTensors) return given;
    return Recorder::constant(inTypeOf(argument, valueOf(given)), given.name);
  }
  if (given.slot >= 0 || given.value->isNone() || given.value->isTensor()) return given;
  return Recorder::constant(inTypeOf(argument, *given.value), given.name);
}

bool isNumber(const Recorded& recorded) {
  return !recorded.items && (recorded.value->isInt() || recorded.value->isDouble() || recorded.value->isBool());
}

// add.Tensor(x, 2) is add.Scalar(x, 2).
void takeNumber(Pt2Call& call) {
  static constexpr std::pair<const char*, const char*> forms[] = {
      {"Tensor", "Scalar"}, {"Tensor_mode", "Scalar_mode"}, {"Tensor_Tensor", "Tensor_Scalar"}};
  if (call.arguments.size() < 2 || !isNumber(call.arguments[1].second)) return;
  for (const auto& [ofTensor, ofNumber] : forms)
    if (call.overload == ofTensor && torch::jit::findOperatorFor(c10::OperatorName(call.op, ofNumber))) {
      call.overload = ofNumber;
      return;
    }
}

}  // namespace

const Recorded* Pt2Call::find(const std::string& name, std::size_t place) const {
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (arguments[i].first == name || (arguments[i].first.empty() && i == place))
      return isNone(arguments[i].second) ? nullptr : &arguments[i].second;
  return nullptr;
}

const Recorded& Pt2Call::at(const std::string& name, std::size_t place) const {
  if (const Recorded* found = find(name, place)) return *found;
  throw InputError(text("operator ", op, " at '", node, "' lacks its argument '", name, "'"));
}

double Pt2Call::number(const std::string& name, std::size_t place, double otherwise) const {
  const Recorded* found = find(name, place);
  if (!found) return otherwise;
  if (!isNumber(*found)) throw InputError(text("operator ", op, " at '", node, "' takes no number as '", name, "'"));
  return found->value->toScalar().toDouble();
}

std::int64_t Pt2Call::integer(const std::string& name, std::size_t place, std::int64_t otherwise) const {
  const Recorded* found = find(name, place);
  if (!found) return otherwise;
  if (found->items || !found->value->isInt())
    throw InputError(text("operator ", op, " at '", node, "' takes no whole number as '", name, "'"));
  return found->value->toInt();
}

bool Pt2Call::flag(const std::string& name, std::size_t place, bool otherwise) const {
  return number(name, place, otherwise ? 1 : 0) != 0;
}

std::vector<Recorded> declaredArguments(Pt2Call& call) {
  takeNumber(call);
  const auto found = torch::jit::findOperatorFor(c10::OperatorName(call.op, call.overload));
  if (!found)
    throw InputError(text("operator ", echoed(call.op), call.overload.empty() ? "" : ".", echoed(call.overload),
                          " at '", echoed(call.node), "' is not known"));
  const std::vector<c10::Argument>& declared = found->schema().arguments();
  std::vector<Recorded> result;
  std::size_t used = 0;
  for (std::size_t place = 0; place < declared.size(); ++place) {
    const c10::Argument& argument = declared[place];
    const Recorded* given = nullptr;
    for (std::size_t i = 0; i < call.arguments.size(); ++i)
      if (call.arguments[i].first == argument.name() || (call.arguments[i].first.empty() && i == place))
        given = &call.arguments[i].second;
    used += given ? 1 : 0;
    if (given && argument.name() == "pin_memory") given = nullptr;
    if (given)
      result.push_back(converted(argument, *given));
    else if (argument.default_value())
      result.push_back(Recorder::constant(*argument.default_value()));
    else if (argument.type()->kind() == c10::TypeKind::OptionalType)
      result.push_back(Recorder::constant(c10::IValue()));
    else
      throw InputError(
          text("operator ", call.op, " at '", echoed(call.node), "' lacks its argument '", argument.name(), "'"));
  }
  if (used < call.arguments.size())
    for (const auto& [name, value] : call.arguments) {
      // clang 14 captures no structured binding.
      const bool known = std::any_of(declared.begin(), declared.end(), [&given = name](const c10::Argument& argument) {
        return argument.name() == given;
      });
      // What is left out everywhere is as the operator was before it had the argument.
      const bool absent = isNone(value) || (isNumber(value) && value.value->isBool() && !value.value->toBool());
      if (!known && !absent)
        throw InputError(text("operator ", call.op, " at '", echoed(call.node), "' has the argument '", echoed(name),
                              "', which is not known"));
    }
  return result;
}

}  // namespace bitprism
