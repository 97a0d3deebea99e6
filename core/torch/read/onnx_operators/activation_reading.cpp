#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <limits>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/step.h"

namespace bitprism::onnx {
namespace {

OnnxRule plain(const std::string& op) {
  return [op](const OnnxStep& at) { return at.call(op, {at.input(0)}); };
}

Results clip(const OnnxStep& at) {
  if (const std::optional<Results> codes = clippedCodes(at)) return *codes;
  const Recorded& input = at.input(0);
  Recorded low = none(), high = none();
  if (at.node.opset < 11) {
    low = number(at.node.number("min", -std::numeric_limits<float>::max()));
    high = number(at.node.number("max", std::numeric_limits<float>::max()));
  } else {
    for (const std::size_t i : {std::size_t{1}, std::size_t{2}}) {
      if (!at.has(i)) continue;
      if (isFloat(at.input(i)) != isFloat(input)) at.refuse("has a bound whose element type differs from its input's");
      const double bound = at.constantNumber(i);
      (i == 1 ? low : high) = isFloat(input) ? number(bound) : integer(at.constantInteger(i));
    }
    if (!at.has(1) && !at.has(2)) return {input};
  }
  // An upper bound of float's maximum is not a bound.
  const auto unbounded = [](const Recorded& bound, double limit) {
    return bound.value->isDouble() && bound.value->toDouble() == limit;
  };
  if (unbounded(low, -std::numeric_limits<float>::max())) low = none();
  if (unbounded(high, std::numeric_limits<float>::max())) high = none();
  if (low.value->isNone() && high.value->isNone()) return {input};
  return at.call("aten::clamp", {input, low, high});
}

// Before opset 13 all axes from `axis` on count as one.
Results softmax(const OnnxStep& at, const std::string& op) {
  const Recorded& input = at.input(0);
  const std::int64_t rank = rankOf(input);
  const std::int64_t axis = at.axis(at.node.integer("axis", at.node.opset < 13 ? 1 : -1), rank);
  bool flat = true;
  const Integers64 sizes = sizesOf(input);
  for (std::int64_t i = axis + 1; i < rank; ++i) flat &= sizes[static_cast<std::size_t>(i)] == 1;
  if (at.node.opset >= 13 || flat) return at.call(op, {input, integer(axis), none()});
  const Recorded joint = at.one("aten::flatten.using_ints", {input, integer(axis), integer(-1)});
  return at.call("aten::reshape", {at.one(op, {joint, integer(-1), none()}), integerList(sizes)});
}

// A slope per channel; ATen expects a vector, ONNX anything that broadcasts.
Results prelu(const OnnxStep& at) {
  const Recorded& slope = at.input(1);
  const Integers64 sizes = sizesOf(slope), input = sizesOf(at.input(0));
  const std::int64_t count = elementCount(sizes);
  const std::size_t trailing = input.size() < 2 ? 0 : input.size() - 2;
  const bool perChannel =
      count == 1 || (input.size() >= 2 && count == input[1] && sizes.size() == trailing + 1 && sizes[0] == count);
  if (perChannel || (sizes.size() == trailing + 2 && sizes.size() > 1 && count == sizes[1]))
    return at.call("aten::prelu", {at.input(0), at.one("aten::flatten.using_ints", {slope, integer(0), integer(-1)})});
  const Recorded positive = at.one("aten::relu", {at.input(0)});
  const Recorded negative = at.one("aten::clamp", {at.input(0), none(), number(0)});
  return at.call("aten::add.Tensor", {positive, at.one("aten::mul.Tensor", {negative, slope}), integer(1)});
}

Results hardSigmoid(const OnnxStep& at) {
  const double alpha = at.node.number("alpha", 0.2), beta = at.node.number("beta", 0.5);
  if (std::abs(alpha - 1.0 / 6) < 1e-6 && beta == 0.5) return at.call("aten::hardsigmoid", {at.input(0)});
  const Recorded line =
      at.one("aten::add.Scalar", {at.one("aten::mul.Scalar", {at.input(0), number(alpha)}), number(beta), integer(1)});
  return at.call("aten::clamp", {line, number(0), number(1)});
}

Results gelu(const OnnxStep& at, const Recorded& input, bool byTanh) {
  return at.call("aten::gelu", {input, Recorder::constant(std::string(byTanh ? "tanh" : "none"))});
}

// x sigmoid(alpha x).
Results swish(const OnnxStep& at) {
  const double alpha = at.node.number("alpha", 1);
  if (alpha == 1) return at.call("aten::silu", {at.input(0)});
  const Recorded inner = at.one("aten::mul.Scalar", {at.input(0), number(alpha)});
  return at.call("aten::mul.Tensor", {at.input(0), at.one("aten::sigmoid", {inner})});
}

// 1 at the first of the largest, else 0.
Results hardmax(const OnnxStep& at) {
  if (at.node.opset < 13) at.refuse("before opset 13 is not supported");
  const Recorded& input = at.input(0);
  const std::int64_t axis = at.axis(at.node.integer("axis", -1), rankOf(input));
  const std::int64_t count = sizesOf(input)[static_cast<std::size_t>(axis)];
  Integers64 along(static_cast<std::size_t>(rankOf(input)), 1);
  along[static_cast<std::size_t>(axis)] = count;
  const Recorded places = Recorder::constant(at::arange(count).reshape(along));
  const Recorded largest = at.one("aten::argmax", {input, integer(axis), truth(true)});
  return {castTo(at, at.one("aten::eq.Tensor", {places, largest}), 1)};
}

Recorded biased(const OnnxStep& at) {
  return at.has(1) ? at.one("aten::add.Tensor", {at.input(0), at.input(1), integer(1)}) : at.input(0);
}

// 0 where |x| <= lambda, else x moved towards 0 by bias.
Results shrink(const OnnxStep& at) {
  const double threshold = at.node.number("lambd", 0.5), bias = at.node.number("bias", 0);
  const Recorded& x = at.input(0);
  const Recorded zero = Recorder::constant(at::zeros({}));
  const Recorded above = at.one("aten::sub.Scalar", {x, number(bias), integer(1)});
  const Recorded below = at.one("aten::add.Scalar", {x, number(bias), integer(1)});
  const Recorded lower = at.one("aten::where.self", {at.one("aten::lt.Scalar", {x, number(-threshold)}), below, zero});
  return at.call("aten::where.self", {at.one("aten::gt.Scalar", {x, number(threshold)}), above, lower});
}

}  // namespace

OnnxRules activationRules() {
  return {
      {"Relu", plain("aten::relu")},
      {"Sigmoid", plain("aten::sigmoid")},
      {"Tanh", plain("aten::tanh")},
      {"HardSwish", plain("aten::hardswish")},
      {"Mish", plain("aten::mish")},
      {"Swish", swish},
      {"Hardmax", hardmax},
      {"Selu",
       [](const OnnxStep& at) {
         return at.call("aten::elu", {at.input(0), number(at.node.number("alpha", 1.6732632423543772)),
                                      number(at.node.number("gamma", 1.0507009873554805)), number(1)});
       }},
      {"Elu",
       [](const OnnxStep& at) {
         return at.call("aten::elu", {at.input(0), number(at.node.number("alpha", 1)), number(1), number(1)});
       }},
      {"Celu",
       [](const OnnxStep& at) {
         return at.call("aten::celu", {at.input(0), number(at.node.number("alpha", 1))});
       }},
      {"LeakyRelu",
       [](const OnnxStep& at) {
         return at.call("aten::leaky_relu", {at.input(0), number(at.node.number("alpha", 0.01))});
       }},
      {"ThresholdedRelu",
       [](const OnnxStep& at) {
         return at.call("aten::threshold", {at.input(0), number(at.node.number("alpha", 1)), number(0)});
       }},
      {"Softplus",
       [](const OnnxStep& at) {
         return at.call("aten::softplus", {at.input(0), number(1), number(20)});
       }},
      {"Softsign",
       [](const OnnxStep& at) {
         const Recorded size = at.one("aten::abs", {at.input(0)});
         return at.call("aten::div.Tensor", {at.input(0), at.one("aten::add.Scalar", {size, number(1), integer(1)})});
       }},
      {"Shrink", shrink},
      {"PRelu", prelu},
      {"HardSigmoid", hardSigmoid},
      {"Clip", clip},
      {"Softmax", [](const OnnxStep& at) { return softmax(at, "aten::softmax.int"); }},
      {"LogSoftmax", [](const OnnxStep& at) { return softmax(at, "aten::log_softmax.int"); }},
      {"Gelu",
       [](const OnnxStep& at) { return gelu(at, at.input(0), at.node.string("approximate", "none") == "tanh"); }},
      {"com.microsoft.Gelu", [](const OnnxStep& at) { return gelu(at, at.input(0), false); }},
      {"com.microsoft.BiasGelu", [](const OnnxStep& at) { return gelu(at, biased(at), false); }},
      {"com.microsoft.FastGelu", [](const OnnxStep& at) { return gelu(at, biased(at), true); }},
      {"com.microsoft.QuickGelu",
       [](const OnnxStep& at) {
         const Recorded inner = at.one("aten::mul.Scalar", {at.input(0), number(at.node.number("alpha", 1.702))});
         return at.call("aten::mul.Tensor", {at.input(0), at.one("aten::sigmoid", {inner})});
       }},
  };
}

}  // namespace bitprism::onnx
