#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <cmath>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/step.h"

namespace bitprism::onnx {
namespace {

// Before opset 7 the second operand was placed by an attribute.
Recorded second(const OnnxStep& at) {
  const Recorded& given = at.input(1);
  if (at.node.opset >= 7 || at.node.integer("broadcast", 0) == 0 || !at.node.attributes.contains("axis")) return given;
  const std::int64_t rank = rankOf(at.input(0)), axis = at.axis(at.node.integer("axis", -1), rank);
  Recorded result = given;
  for (std::int64_t i = axis + rankOf(given); i < rank; ++i) result = at.one("aten::unsqueeze", {result, integer(-1)});
  return result;
}

Results binary(const OnnxStep& at, const std::string& op) {
  const Recorded right = second(at);
  if (op == "aten::add" || op == "aten::sub") return at.call(op + ".Tensor", {at.input(0), right, integer(1)});
  if (op == "aten::div" && !isFloat(at.input(0)) && !isFloat(right))
    return at.call("aten::div.Tensor_mode", {at.input(0), right, Recorder::constant(std::string("trunc"))});
  return at.call(op + ".Tensor", {at.input(0), right});
}

// Folds any number of inputs from the left.
Results folded(const OnnxStep& at, const std::string& op) {
  Recorded result = at.input(0);
  for (std::size_t i = 1; i < at.node.inputs.size(); ++i)
    result = op == "aten::add" ? at.one("aten::add.Tensor", {result, at.input(i), integer(1)})
                               : at.one(op, {result, at.input(i)});
  return {result};
}

Results mean(const OnnxStep& at) {
  const Recorded sum = folded(at, "aten::add")[0];
  return at.call("aten::div.Scalar", {sum, number(static_cast<double>(at.node.inputs.size()))});
}

Results power(const OnnxStep& at) {
  const Recorded exponent = second(at);
  if (!exponent.dynamic() && exampleOf(exponent).numel() == 1 && rankOf(exponent) <= rankOf(at.input(0))) {
    const double value = exampleOf(exponent).item<double>();
    const bool whole = std::abs(value) < 1e9 && value == std::trunc(value);
    return at.call("aten::pow.Tensor_Scalar",
                   {at.input(0), whole ? integer(static_cast<std::int64_t>(value)) : number(value)});
  }
  return at.call("aten::pow.Tensor_Tensor", {at.input(0), exponent});
}

OnnxRule unaryRule(const std::string& op) {
  return [op](const OnnxStep& at) { return at.call(op, {at.input(0)}); };
}
OnnxRule pair(const std::string& op) {
  return [op](const OnnxStep& at) { return binary(at, op); };
}
OnnxRule many(const std::string& op) {
  return [op](const OnnxStep& at) { return folded(at, op); };
}

Results isInfinite(const OnnxStep& at) {
  if (at.node.integer("detect_negative", 1) == 0 || at.node.integer("detect_positive", 1) == 0)
    at.refuse("of one sign only is not supported");
  return at.call("aten::isinf", {at.input(0)});
}

// Whole numbers other than bytes are read in 64 bits, where nothing is lost on the left.
Results bitShift(const OnnxStep& at) {
  const bool left = at.node.string("direction", "") == "LEFT";
  if (left && exampleOf(at.input(0)).scalar_type() != at::kByte)
    at.refuse("shifts numbers of more than a byte to the left, which is not supported");
  return at.call(left ? "aten::bitwise_left_shift.Tensor" : "aten::bitwise_right_shift.Tensor",
                 {at.input(0), at.input(1)});
}

Results cumulativeSum(const OnnxStep& at) {
  const std::int64_t axis = at.axis(at.constantInteger(1), rankOf(at.input(0)));
  const bool backwards = at.node.integer("reverse", 0) != 0;
  const auto turned = [&](const Recorded& tensor) {
    return backwards ? at.one("aten::flip", {tensor, integerList({axis})}) : tensor;
  };
  const Recorded input = turned(at.input(0));
  Recorded sum = at.one("aten::cumsum", {input, integer(axis), none()});
  if (at.node.integer("exclusive", 0) != 0) sum = at.one("aten::sub.Tensor", {sum, input, integer(1)});
  return {turned(sum)};
}

}  // namespace

OnnxRules elementwiseRules() {
  OnnxRules rules = {
      {"Add", pair("aten::add")},
      {"Sub", pair("aten::sub")},
      {"Mul", pair("aten::mul")},
      {"Div", pair("aten::div")},
      {"Pow", power},
      {"Mod",
       [](const OnnxStep& at) { return binary(at, at.node.integer("fmod", 0) ? "aten::fmod" : "aten::remainder"); }},
      {"BitShift", bitShift},
      {"BitwiseAnd", pair("aten::bitwise_and")},
      {"BitwiseOr", pair("aten::bitwise_or")},
      {"BitwiseXor", pair("aten::bitwise_xor")},
      {"Max", many("aten::maximum")},
      {"Min", many("aten::minimum")},
      {"Sum", many("aten::add")},
      {"Mean", mean},
      {"Equal", pair("aten::eq")},
      {"Less", pair("aten::lt")},
      {"LessOrEqual", pair("aten::le")},
      {"Greater", pair("aten::gt")},
      {"GreaterOrEqual", pair("aten::ge")},
      {"And",
       [](const OnnxStep& at) {
         return at.call("aten::logical_and", {at.input(0), second(at)});
       }},
      {"Or",
       [](const OnnxStep& at) {
         return at.call("aten::logical_or", {at.input(0), second(at)});
       }},
      {"Xor",
       [](const OnnxStep& at) {
         return at.call("aten::logical_xor", {at.input(0), second(at)});
       }},
      {"Not", unaryRule("aten::logical_not")},
      {"Where",
       [](const OnnxStep& at) {
         return at.call("aten::where.self", {at.input(0), at.input(1), at.input(2)});
       }},
      {"IsInf", isInfinite},
      {"CumSum", cumulativeSum},
  };
  const std::map<std::string, std::string> unary = {{"Abs", "abs"},
                                                    {"Neg", "neg"},
                                                    {"Exp", "exp"},
                                                    {"Log", "log"},
                                                    {"Sqrt", "sqrt"},
                                                    {"Erf", "erf"},
                                                    {"Floor", "floor"},
                                                    {"Ceil", "ceil"},
                                                    {"Round", "round"},
                                                    {"Sign", "sign"},
                                                    {"Sin", "sin"},
                                                    {"Cos", "cos"},
                                                    {"Tan", "tan"},
                                                    {"Asin", "asin"},
                                                    {"Acos", "acos"},
                                                    {"Atan", "atan"},
                                                    {"Sinh", "sinh"},
                                                    {"Cosh", "cosh"},
                                                    {"Asinh", "asinh"},
                                                    {"Acosh", "acosh"},
                                                    {"Atanh", "atanh"},
                                                    {"IsNaN", "isnan"},
                                                    {"Reciprocal", "reciprocal"}};
  for (const auto& [name, op] : unary) rules[name] = unaryRule("aten::" + op);
  return rules;
}

}  // namespace bitprism::onnx
