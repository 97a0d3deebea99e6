#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/torch/write/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

// Bounds have their input's type in ONNX.
std::string bound(OnnxLowering& at, std::size_t i) {
  if (!at.has(i)) return "";
  if (at.kind(0) == InputKind::Float) return at.value(i);
  const auto whole = static_cast<std::int64_t>(at.number(i));
  return at.graph().integers(at.instruction().name + "_bound", {}, {&whole, 1});
}

void clip(OnnxLowering& at, const std::string& low, const std::string& high) {
  at.give(at.node("Clip", {at.value(0), low, high}));
}

void silu(OnnxLowering& at) {
  const std::string input = at.value(0);
  at.give(at.node("Mul", {input, at.node("Sigmoid", {input})}));
}

// x (1 + erf(x / sqrt 2)) / 2
void gelu(OnnxLowering& at) {
  const std::string input = at.value(0);
  if (at.has(1) && std::get<std::string>(at.instruction().inputs[1]) == "tanh") {
    // Hendrycks and Gimpel 2016: x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
    const std::string cube = at.node("Mul", {at.node("Mul", {input, input}), input});
    const std::string sum = at.node("Add", {input, at.node("Mul", {cube, at.scalar(0.044715)})});
    const std::string tanh = at.node("Tanh", {at.node("Mul", {sum, at.scalar(std::sqrt(2 / std::numbers::pi))})});
    const std::string gate = at.node("Mul", {at.node("Add", {tanh, at.scalar(1)}), at.scalar(0.5)});
    at.give(at.node("Mul", {input, gate}));
    return;
  }
  const std::string erf = at.node("Erf", {at.node("Mul", {input, at.scalar(1 / std::numbers::sqrt2)})});
  const std::string gate = at.node("Mul", {at.node("Add", {erf, at.scalar(1)}), at.scalar(0.5)});
  at.give(at.node("Mul", {input, gate}));
}

// (input, alpha, scale, input_scale)
void elu(OnnxLowering& at) {
  if (at.has(3) && at.number(3) != 1) at.refuse("scales its input, which is not supported");
  const double scale = at.has(2) ? at.number(2) : 1;
  if (scale == 1)
    at.give(at.node("Elu", {at.value(0)}, {{"alpha", at.has(1) ? at.number(1) : 1.0}}));
  else
    at.give(at.node("Selu", {at.value(0)}, {{"alpha", at.number(1)}, {"gamma", scale}}));
}

// x tanh(softplus(x))
void mish(OnnxLowering& at) {
  at.give(at.node("Mul", {at.value(0), at.node("Tanh", {at.node("Softplus", {at.value(0)})})}));
}

// (input, threshold, value)
void threshold(OnnxLowering& at) {
  if (at.number(2) != 0) at.refuse("sets a value other than 0 below its threshold, which is not supported");
  if (at.number(1) >= 0) {
    at.give(at.node("ThresholdedRelu", {at.value(0)}, {{"alpha", at.number(1)}}));
    return;
  }
  at.give(at.node("Where", {at.node("Greater", {at.value(0), at.scalar(at.number(1))}), at.value(0), at.scalar(0)}));
}

// (input, axis): the first half times the sigmoid of the second
void gated(OnnxLowering& at) {
  const std::int64_t axis = at.axis(1, at.rank(0)), extent = at.shape(0)[static_cast<std::size_t>(axis)] / 2;
  const auto half = [&](std::int64_t begin) {
    return at.node("Slice", {at.value(0), at.constant({begin}), at.constant({begin + extent}), at.constant({axis}),
                             at.constant({1})});
  };
  const std::string first = half(0);
  at.give(at.node("Mul", {first, at.node("Sigmoid", {half(extent)})}));
}

void logSigmoid(OnnxLowering& at) {
  at.give(at.node("Neg", {at.node("Softplus", {at.node("Neg", {at.value(0)})})}));
}

void prelu(OnnxLowering& at) {
  Integers64 shape(static_cast<std::size_t>(std::max<std::int64_t>(at.rank(0) - 1, 1)), 1);
  shape[0] = -1;
  at.give(at.node("PRelu", {at.value(0), at.node("Reshape", {at.value(1), at.constant(shape)})}));
}

void softplus(OnnxLowering& at) {
  if (at.number(1) != 1) at.refuse("has a beta other than 1, which is not supported");
  at.give(at.node("Softplus", {at.value(0)}));
}

Rule softmax(const std::string& op) {
  return [=](OnnxLowering& at) { at.give(at.node(op, {at.value(0)}, {{"axis", at.integer(1)}})); };
}

}  // namespace

Rules activationRules() {
  return {
      {"aten::relu", unary("Relu")},
      {"aten::sigmoid", unary("Sigmoid")},
      {"aten::tanh", unary("Tanh")},
      {"aten::hardswish", unary("HardSwish")},
      {"aten::hardsigmoid", unary("HardSigmoid", {{"alpha", 1.0 / 6}, {"beta", 0.5}})},
      {"aten::silu", silu},
      {"aten::mish", mish},
      {"aten::gelu", gelu},
      {"aten::elu", elu},
      {"aten::selu", unary("Selu")},
      {"aten::celu",
       [](OnnxLowering& at) {
         at.give(at.node("Celu", {at.value(0)}, {{"alpha", at.number(1)}}));
       }},
      {"aten::threshold", threshold},
      {"aten::glu", gated},
      {"aten::log_sigmoid", logSigmoid},
      {"aten::leaky_relu",
       [](OnnxLowering& at) {
         at.give(at.node("LeakyRelu", {at.value(0)}, {{"alpha", at.number(1)}}));
       }},
      {"aten::prelu", prelu},
      {"aten::softplus", softplus},
      {"aten::relu6", [](OnnxLowering& at) { clip(at, at.scalar(0), at.scalar(6)); }},
      {"aten::hardtanh", [](OnnxLowering& at) { clip(at, at.value(1), at.value(2)); }},
      {"aten::clamp", [](OnnxLowering& at) { clip(at, bound(at, 1), bound(at, 2)); }},
      {"aten::clamp_min", [](OnnxLowering& at) { clip(at, bound(at, 1), ""); }},
      {"aten::clamp_max", [](OnnxLowering& at) { clip(at, "", bound(at, 1)); }},
      {"aten::softmax", softmax("Softmax")},
      {"aten::log_softmax", softmax("LogSoftmax")},
  };
}

}  // namespace bitprism::lowering
