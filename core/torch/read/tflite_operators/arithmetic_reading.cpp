#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>

#include "core/base/text.h"
#include "core/torch/read/tflite_operators/step.h"

namespace bitprism::tflite {
namespace {

constexpr int addOptions = 11, mulOptions = 21, subOptions = 28, divOptions = 29;

// Channels first where one of the operands comes so.
Layout commonLayout(const Step& at, std::size_t count) {
  Layout result = Layout::Last;
  for (std::size_t i = 0; i < count; ++i) {
    if (at.rank(i) > 4) return Layout::Last;
    if (at.rank(i) == 4 && at.dynamic(i) && at.layout(i) == Layout::First) result = Layout::First;
  }
  return result;
}

void binary(const Step& at, const char* op, int activation) {
  const Layout layout = commonLayout(at, 2);
  at.give(at.activated(at.onnx(op, {at.operand(0, layout), at.operand(1, layout)}), activation), layout);
}

Rule plainBinary(const char* op) {
  return [op](const Step& at) { binary(at, op, 0); };
}

// kind: of the options, which name an activation.
Rule fusedBinary(const char* op, int kind) {
  return [op, kind](const Step& at) { binary(at, op, at.options(kind).number<std::int8_t>(0, 0)); };
}

Rule unary(const char* op) {
  return [op](const Step& at) {
    const Layout layout = at.layout(0);
    at.give(at.one(op, {at.in(0, layout)}), layout);
  };
}

void squaredDifference(const Step& at) {
  const Layout layout = commonLayout(at, 2);
  const Recorded difference = at.onnx("Sub", {at.operand(0, layout), at.operand(1, layout)});
  at.give(at.onnx("Mul", {difference, difference}), layout);
}

void square(const Step& at) {
  const Layout layout = at.layout(0);
  at.give(at.onnx("Mul", {at.in(0, layout), at.in(0, layout)}), layout);
}

void sumOfAll(const Step& at) {
  const std::size_t count = at.node.inputs.size();
  if (count == 0) at.refuse("has no inputs");
  const Layout layout = commonLayout(at, count);
  Recorded sum = at.operand(0, layout);
  for (std::size_t i = 1; i < count; ++i) sum = at.onnx("Add", {sum, at.operand(i, layout)});
  at.give(sum, layout);
}

}  // namespace

Rules arithmeticRules() {
  return {{"ADD", fusedBinary("Add", addOptions)},
          {"SUB", fusedBinary("Sub", subOptions)},
          {"MUL", fusedBinary("Mul", mulOptions)},
          {"DIV", fusedBinary("Div", divOptions)},
          {"MAXIMUM", plainBinary("Max")},
          {"MINIMUM", plainBinary("Min")},
          {"POW", plainBinary("Pow")},
          {"SQUARED_DIFFERENCE", squaredDifference},
          {"SQUARE", square},
          {"ADD_N", sumOfAll},
          {"ABS", unary("aten::abs")},
          {"NEG", unary("aten::neg")},
          {"EXP", unary("aten::exp")},
          {"LOG", unary("aten::log")},
          {"SQRT", unary("aten::sqrt")},
          {"RSQRT", unary("aten::rsqrt")},
          {"FLOOR", unary("aten::floor")},
          {"CEIL", unary("aten::ceil")},
          {"ROUND", unary("aten::round")},
          {"SIN", unary("aten::sin")},
          {"COS", unary("aten::cos")}};
}

}  // namespace bitprism::tflite
