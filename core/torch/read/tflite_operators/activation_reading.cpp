#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include "core/base/text.h"
#include "core/torch/read/tflite_operators/step.h"

namespace bitprism::tflite {
namespace {

constexpr int softmaxOptions = 9, leakyOptions = 75, geluOptions = 116;

Rule plainActivation(const char* op) {
  return [op](const Step& at) {
    const Layout layout = at.layout(0);
    at.give(at.one(op, {at.in(0, layout)}), layout);
  };
}

Rule clamped(double low, double high) {
  return [low, high](const Step& at) {
    const Layout layout = at.layout(0);
    at.give(at.one("aten::clamp", {at.in(0, layout), number(low), number(high)}), layout);
  };
}

void elu(const Step& at) {
  const Layout layout = at.layout(0);
  at.give(at.one("aten::elu", {at.in(0, layout), number(1), number(1), number(1)}), layout);
}

void leakyRelu(const Step& at) {
  const Layout layout = at.layout(0);
  const double slope = at.options(leakyOptions).number<float>(0, 0);
  at.give(at.one("aten::leaky_relu", {at.in(0, layout), number(slope)}), layout);
}

void gelu(const Step& at) {
  const Layout layout = at.layout(0);
  const bool byTanh = at.options(geluOptions).truth(0);
  at.give(at.one("aten::gelu", {at.in(0, layout), Recorder::constant(std::string(byTanh ? "tanh" : "none"))}), layout);
}

void prelu(const Step& at) {
  const Layout layout = at.rank(0) == 4 ? Layout::First : Layout::Last;
  at.give(at.onnx("PRelu", {at.in(0, layout), at.operand(1, layout)}), layout);
}

// Over the last axis of the file, the channels.
void overChannels(const Step& at, const char* op, double factor) {
  const Layout layout = at.layout(0);
  const std::int64_t rank = at.rank(0);
  if (rank < 1) at.refuse("has an input without axes");
  Recorded input = at.in(0, layout);
  if (factor != 1) input = at.one("aten::mul.Scalar", {input, number(factor)});
  at.give(at.one(op, {input, integer(layout == Layout::First ? 1 : rank - 1), none()}), layout);
}

void softmax(const Step& at) {
  const FlatTable options = at.options(softmaxOptions);
  const double beta = options ? options.number<float>(0, 0) : 1;
  if (!(beta > 0 && beta < 1e6)) at.refuse(text("has a beta of ", beta, ", expected more than 0"));
  overChannels(at, "aten::softmax.int", beta);
}

void logSoftmax(const Step& at) {
  overChannels(at, "aten::log_softmax.int", 1);
}

// x / max(|x|, 1e-6) over the channels.
void unitLength(const Step& at) {
  constexpr double least = 1e-6;
  const Layout layout = at.layout(0);
  const std::int64_t rank = at.rank(0);
  if (rank < 1) at.refuse("has an input without axes");
  const Recorded input = at.in(0, layout);
  const Recorded squares = at.one("aten::mul.Tensor", {input, input});
  const Recorded sum = at.one("aten::sum.dim_IntList",
                              {squares, integers({layout == Layout::First ? 1 : rank - 1}), truth(true), none()});
  const Recorded length = at.one("aten::clamp", {at.one("aten::sqrt", {sum}), number(least), none()});
  at.give(at.one("aten::div.Tensor", {input, length}), layout);
}

}  // namespace

Rules activationRules() {
  return {{"RELU", plainActivation("aten::relu")},
          {"TANH", plainActivation("aten::tanh")},
          {"LOGISTIC", plainActivation("aten::sigmoid")},
          {"HARD_SWISH", plainActivation("aten::hardswish")},
          {"RELU6", clamped(0, 6)},
          {"RELU_N1_TO_1", clamped(-1, 1)},
          {"RELU_0_TO_1", clamped(0, 1)},
          {"ELU", elu},
          {"LEAKY_RELU", leakyRelu},
          {"GELU", gelu},
          {"PRELU", prelu},
          {"SOFTMAX", softmax},
          {"LOG_SOFTMAX", logSoftmax},
          {"L2_NORMALIZATION", unitLength}};
}

}  // namespace bitprism::tflite
