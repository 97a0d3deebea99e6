#include "core/torch/write/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

// a + alpha b, a - alpha b
Rule scaledSum(const std::string& op) {
  return [=](OnnxLowering& at) {
    std::string second = at.promoted(1);
    if (at.has(2) && at.number(2) != 1) second = at.node("Mul", {second, at.scalar(at.number(2))});
    at.give(at.node(op, {at.promoted(0), second}));
  };
}

// Whole numbers divide as floats, as ATen has it.
std::string asFloats(OnnxLowering& at, std::size_t i) {
  return at.kind(i) == InputKind::Float ? at.value(i) : at.node("Cast", {at.value(i)}, {{"to", floatType}});
}

// (a, b) or (a, b, rounding)
void divide(OnnxLowering& at) {
  if (!at.has(2)) {
    at.give(at.node("Div", {asFloats(at, 0), asFloats(at, 1)}));
    return;
  }
  const std::string mode = std::get<std::string>(at.instruction().inputs[2]);
  const bool whole = at.kind(0) == InputKind::Integer && at.kind(1) == InputKind::Integer;
  if (whole && mode == "trunc") {
    at.give(at.node("Div", {at.value(0), at.value(1)}));
  } else if (mode == "floor" && !whole) {
    at.give(at.node("Floor", {at.node("Div", {at.value(0), at.value(1)})}));
  } else {
    at.refuse("rounds its result, which is not supported");
  }
}

// alpha: (a, b, alpha), b - alpha a
void reverseSubtract(OnnxLowering& at) {
  std::string first = at.value(0);
  if (at.has(2) && at.number(2) != 1) first = at.node("Mul", {first, at.scalar(at.number(2))});
  at.give(at.node("Sub", {at.value(1), first}));
}

// Operands of comparisons have one type in ONNX.
std::string compared(OnnxLowering& at, std::size_t i) {
  if (at.kind(0) == InputKind::Float) return asFloats(at, i);
  if (i == 1 && at.kind(1) == InputKind::Float) return at.node("Cast", {at.value(1)}, {{"to", int64Type}});
  return at.value(i);
}

Rule comparison(const std::string& op) {
  return [=](OnnxLowering& at) { at.give(at.node(op, {compared(at, 0), compared(at, 1)})); };
}

void notEqual(OnnxLowering& at) {
  at.give(at.node("Not", {at.node("Equal", {compared(at, 0), compared(at, 1)})}));
}

std::string asTruth(OnnxLowering& at, std::size_t i) {
  return at.kind(i) == InputKind::Boolean ? at.value(i) : at.node("Cast", {at.value(i)}, {{"to", boolType}});
}

Rule logical(const std::string& op) {
  return [=](OnnxLowering& at) {
    std::vector<std::string> inputs;
    for (std::size_t i = 0; i < at.instruction().inputs.size(); ++i) inputs.push_back(asTruth(at, i));
    at.give(at.node(op, inputs));
  };
}

// (condition, a, b)
void where(OnnxLowering& at) {
  const bool floats = at.kind(1) == InputKind::Float || at.kind(2) == InputKind::Float;
  const auto side = [&](std::size_t i) { return floats ? asFloats(at, i) : at.value(i); };
  at.give(at.node("Where", {asTruth(at, 0), side(1), side(2)}));
}

// (input, mask, value)
void maskedFill(OnnxLowering& at) {
  at.give(at.node("Where", {asTruth(at, 1), at.value(2), at.value(0)}));
}

// (input, axis, type)
void cumulativeSum(OnnxLowering& at) {
  const std::int64_t axis = at.integer(1);
  at.give(at.node("CumSum", {at.value(0), at.graph().integers(at.instruction().name + "_axis", {}, {&axis, 1})}));
}

void remainder(OnnxLowering& at) {
  if (at.kind(0) == InputKind::Integer && at.kind(1) == InputKind::Integer) {
    at.give(at.node("Mod", {at.value(0), at.value(1)}));
    return;
  }
  // a - b floor(a / b)
  const std::string a = asFloats(at, 0), b = asFloats(at, 1);
  at.give(at.node("Sub", {a, at.node("Mul", {b, at.node("Floor", {at.node("Div", {a, b})})})}));
}

void reciprocalRoot(OnnxLowering& at) {
  at.give(at.node("Reciprocal", {at.node("Sqrt", {at.value(0)})}));
}

void logOnePlus(OnnxLowering& at) {
  at.give(at.node("Log", {at.node("Add", {at.value(0), at.scalar(1)})}));
}

void expMinusOne(OnnxLowering& at) {
  at.give(at.node("Sub", {at.node("Exp", {at.value(0)}), at.scalar(1)}));
}

}  // namespace

Rules elementwiseRules() {
  return {
      {"aten::exp", unary("Exp")},
      {"aten::log", unary("Log")},
      {"aten::sqrt", unary("Sqrt")},
      {"aten::neg", unary("Neg")},
      {"aten::abs", unary("Abs")},
      {"aten::erf", unary("Erf")},
      {"aten::reciprocal", unary("Reciprocal")},
      {"aten::floor", unary("Floor")},
      {"aten::ceil", unary("Ceil")},
      {"aten::round", unary("Round")},
      {"aten::sign", unary("Sign")},
      {"aten::sin", unary("Sin")},
      {"aten::cos", unary("Cos")},
      {"aten::tan", unary("Tan")},
      {"aten::asin", unary("Asin")},
      {"aten::acos", unary("Acos")},
      {"aten::atan", unary("Atan")},
      {"aten::sinh", unary("Sinh")},
      {"aten::cosh", unary("Cosh")},
      {"aten::asinh", unary("Asinh")},
      {"aten::acosh", unary("Acosh")},
      {"aten::atanh", unary("Atanh")},
      {"aten::isnan", unary("IsNaN")},
      {"aten::isinf", unary("IsInf")},
      {"aten::rsqrt", reciprocalRoot},
      {"aten::log1p", logOnePlus},
      {"aten::expm1", expMinusOne},
      {"aten::add", scaledSum("Add")},
      {"aten::sub", scaledSum("Sub")},
      {"aten::rsub", reverseSubtract},
      {"aten::mul", binary("Mul")},
      {"aten::div", divide},
      {"aten::pow", binary("Pow")},
      {"aten::maximum", binary("Max")},
      {"aten::minimum", binary("Min")},
      {"aten::fmod",
       [](OnnxLowering& at) {
         at.give(at.node("Mod", {at.value(0), at.value(1)}, {{"fmod", std::int64_t{1}}}));
       }},
      {"aten::remainder", remainder},
      {"aten::eq", comparison("Equal")},
      {"aten::ne", notEqual},
      {"aten::lt", comparison("Less")},
      {"aten::le", comparison("LessOrEqual")},
      {"aten::gt", comparison("Greater")},
      {"aten::ge", comparison("GreaterOrEqual")},
      {"aten::logical_and", logical("And")},
      {"aten::logical_or", logical("Or")},
      {"aten::logical_xor", logical("Xor")},
      {"aten::logical_not", logical("Not")},
      {"aten::bitwise_not", logical("Not")},
      {"aten::where", where},
      {"aten::masked_fill", maskedFill},
      {"aten::cumsum", cumulativeSum},
      {"aten::floordiv", extents("Div")},  // extents are positive: rounding down is rounding towards zero
  };
}

}  // namespace bitprism::lowering
