#include "core/torch/onnx_rules.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/torch/onnx_lowering.h"

namespace bitprism {
namespace {

using Integers64 = std::vector<std::int64_t>;
using Attributes = std::vector<OnnxAttribute>;
using Rule = std::function<void(OnnxLowering&)>;

constexpr std::int64_t floatType = 1, int64Type = 7, boolType = 9;  // ONNX element types

Integers64 joined(Integers64 before, const Integers64& after) {
  before.insert(before.end(), after.begin(), after.end());
  return before;
}

// --- layers
// -----------------------------------------------------------------------------------------------------------

// (input, weight, bias, stride, padding, dilation, transposed, output_padding, groups)
void convolution(OnnxLowering& at) {
  const Shape& weight = at.shape(1);
  const Integers64 padding = at.integers(4);
  Attributes attributes = {{"kernel_shape", Integers64(weight.begin() + 2, weight.end())},
                           {"strides", at.integers(3)},
                           {"pads", joined(padding, padding)},
                           {"dilations", at.integers(5)},
                           {"group", at.integer(8)}};
  const bool transposed = at.truth(6);
  if (transposed) attributes.push_back({"output_padding", at.integers(7)});
  at.give(at.node(transposed ? "ConvTranspose" : "Conv", {at.value(0), at.value(1), at.has(2) ? at.value(2) : ""},
                  attributes));
}

// (input, weight, bias)
void linear(OnnxLowering& at) {
  if (at.rank(0) == 2) {
    at.give(at.node("Gemm", {at.value(0), at.value(1), at.has(2) ? at.value(2) : ""}, {{"transB", std::int64_t{1}}}));
    return;
  }
  const std::string turned = at.node("Transpose", {at.value(1)}, {{"perm", Integers64{1, 0}}});
  const std::string product = at.node("MatMul", {at.value(0), turned});
  at.give(at.has(2) ? at.node("Add", {product, at.value(2)}) : product);
}

// (bias, a, b, beta, alpha)
void addmm(OnnxLowering& at) {
  at.give(at.node("Gemm", {at.value(1), at.value(2), at.value(0)}, {{"beta", at.number(3)}, {"alpha", at.number(4)}}));
}

// A parameter per channel, or the same number for all where the file leaves it out.
std::string perChannel(OnnxLowering& at, std::size_t i, std::int64_t channels, float otherwise) {
  if (at.has(i)) return at.value(i);
  const std::vector<float> values(static_cast<std::size_t>(channels), otherwise);
  return at.graph().floats(at.instruction().name + "_default", {channels}, values);
}

// (input, weight, bias, mean, variance, training, momentum, epsilon, cudnn)
void batchNorm(OnnxLowering& at) {
  if (at.truth(5)) at.refuse("is in training mode, expected inference");
  const std::int64_t channels = at.shape(3).at(0);
  at.give(
      at.node("BatchNormalization",
              {at.value(0), perChannel(at, 1, channels, 1), perChannel(at, 2, channels, 0), at.value(3), at.value(4)},
              {{"epsilon", at.number(7)}}));
}

// (input, normalized_shape, weight, bias, epsilon, cudnn)
void layerNorm(OnnxLowering& at) {
  const Integers64 shape = at.integers(1);
  std::string weight;
  if (at.has(2)) {
    weight = at.value(2);
  } else {
    const std::vector<float> ones(static_cast<std::size_t>(elementCount(shape)), 1.0F);
    weight = at.graph().floats(at.instruction().name + "_default", shape, ones);
  }
  at.give(at.node("LayerNormalization", {at.value(0), weight, at.has(3) ? at.value(3) : ""},
                  {{"axis", -static_cast<std::int64_t>(shape.size())}, {"epsilon", at.number(4)}}));
}

// --- pooling
// ----------------------------------------------------------------------------------------------------------

struct Window {
  Integers64 kernel, stride, before, after, dilation;
};

// What ceil_mode adds is written as padding behind, so that every runtime counts the same windows.
Window windowOf(OnnxLowering& at, std::size_t axes, const Integers64& dilation, bool ceilMode) {
  const auto spread = [&](Integers64 values) {
    if (values.size() == 1) values.assign(axes, values[0]);
    return values;
  };
  Window window{.kernel = spread(at.integers(1)), .before = spread(at.integers(3)), .dilation = spread(dilation)};
  window.stride = at.integers(2).empty() ? window.kernel : spread(at.integers(2));
  window.after = window.before;
  if (!ceilMode) return window;
  const Shape& in = at.shape(0);
  const Shape& out = at.resultShape();
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int64_t extent = in[in.size() - axes + i], results = out[out.size() - axes + i];
    const std::int64_t needed = (results - 1) * window.stride[i] + window.dilation[i] * (window.kernel[i] - 1) + 1;
    window.after[i] = std::max(window.after[i], needed - extent - window.before[i]);
  }
  return window;
}

// (input, kernel, stride, padding, dilation, ceil_mode)
void maxPool(OnnxLowering& at, std::size_t axes) {
  const Window window = windowOf(at, axes, at.integers(4), at.truth(5));
  at.give(at.node("MaxPool", {at.value(0)},
                  {{"kernel_shape", window.kernel},
                   {"strides", window.stride},
                   {"pads", joined(window.before, window.after)},
                   {"dilations", window.dilation}}));
}

// (input, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override)
void averagePool(OnnxLowering& at, std::size_t axes) {
  const Window window = windowOf(at, axes, {1}, at.truth(4));
  const bool padded =
      std::any_of(window.before.begin(), window.before.end(), [](std::int64_t extent) { return extent > 0; });
  const bool countsPadding = at.truth(5) && padded;
  if (countsPadding && window.after != window.before) at.refuse("counts padding and rounds up, which ONNX cannot say");
  if (at.has(6)) at.refuse("divides by a number of its own, which ONNX cannot say");
  at.give(at.node("AveragePool", {at.value(0)},
                  {{"kernel_shape", window.kernel},
                   {"strides", window.stride},
                   {"pads", joined(window.before, window.after)},
                   {"count_include_pad", std::int64_t{countsPadding}}}));
}

// (input, output_size)
void adaptiveAveragePool(OnnxLowering& at, std::size_t axes) {
  const Shape& in = at.shape(0);
  const Shape& out = at.resultShape();
  Integers64 kernel;
  bool global = true;
  for (std::size_t i = in.size() - axes; i < in.size(); ++i) {
    if (in[i] % out[i] != 0) at.refuse("gives windows of different sizes, which ONNX cannot say");
    kernel.push_back(in[i] / out[i]);
    global &= out[i] == 1;
  }
  if (global) {
    at.give(at.node("GlobalAveragePool", {at.value(0)}));
  } else {
    at.give(at.node("AveragePool", {at.value(0)}, {{"kernel_shape", kernel}, {"strides", kernel}}));
  }
}

// --- arithmetic
// -------------------------------------------------------------------------------------------------------

Rule unary(const std::string& op, const Attributes& attributes = {}) {
  return [=](OnnxLowering& at) { at.give(at.node(op, {at.value(0)}, attributes)); };
}

Rule binary(const std::string& op) {
  return [=](OnnxLowering& at) { at.give(at.node(op, {at.value(0), at.value(1)})); };
}

// a + alpha b, a - alpha b
Rule scaledSum(const std::string& op) {
  return [=](OnnxLowering& at) {
    std::string second = at.value(1);
    if (at.has(2) && at.number(2) != 1) second = at.node("Mul", {second, at.scalar(at.number(2))});
    at.give(at.node(op, {at.value(0), second}));
  };
}

void divide(OnnxLowering& at) {
  if (at.has(2)) at.refuse("rounds its result, which is not supported");
  at.give(at.node("Div", {at.value(0), at.value(1)}));
}

// One extent with another: vectors of one whole number.
Rule extents(const std::string& op) {
  return [=](OnnxLowering& at) { at.give(at.node(op, {at.integerValue(0), at.integerValue(1)})); };
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
  if (at.has(1) && std::get<std::string>(at.instruction().inputs[1]) != "none") {
    at.refuse("uses the approximation by tanh, which is not supported");
  }
  const std::string input = at.value(0);
  const std::string erf = at.node("Erf", {at.node("Mul", {input, at.scalar(1 / std::numbers::sqrt2)})});
  const std::string gate = at.node("Mul", {at.node("Add", {erf, at.scalar(1)}), at.scalar(0.5)});
  at.give(at.node("Mul", {input, gate}));
}

// (input, alpha, scale, input_scale)
void elu(OnnxLowering& at) {
  if (at.number(2) != 1 || at.number(3) != 1) at.refuse("scales its input or result, which is not supported");
  at.give(at.node("Elu", {at.value(0)}, {{"alpha", at.number(1)}}));
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

void reduceOver(OnnxLowering& at, const std::string& op, const Integers64& axes, bool keep) {
  const bool axesAsInput = at.graph().opset() >= 18 || op == "ReduceSum";
  std::vector<std::string> inputs = {at.value(0)};
  Attributes attributes = {{"keepdims", std::int64_t{keep}}};
  if (axesAsInput) {
    inputs.push_back(at.constant(axes));
  } else {
    attributes.push_back({"axes", axes});
  }
  at.give(at.node(op, inputs, attributes));
}

// (input, axes, keepdim, type) or, over everything, (input, type)
Rule reduction(const std::string& op) {
  return [=](OnnxLowering& at) {
    const bool everything = at.instruction().inputs.size() < 3;
    Integers64 axes = !everything && at.has(1) ? at.integers(1) : Integers64{};
    if (axes.empty()) {
      axes.resize(static_cast<std::size_t>(at.rank(0)));
      std::iota(axes.begin(), axes.end(), 0);
    }
    reduceOver(at, op, axes, !everything && at.truth(2));
  };
}

// --- form
// -------------------------------------------------------------------------------------------------------------

void flatten(OnnxLowering& at) {
  const std::int64_t rank = at.rank(0), first = at.axis(1, rank), last = at.axis(2, rank);
  if (first == 1 && last == rank - 1) {
    at.give(at.node("Flatten", {at.value(0)}, {{"axis", std::int64_t{1}}}));
    return;
  }
  Integers64 shape;
  for (std::int64_t i = 0; i < first; ++i) shape.push_back(0);  // 0 copies the extent
  shape.push_back(-1);
  for (std::int64_t i = last + 1; i < rank; ++i) shape.push_back(at.shape(0)[static_cast<std::size_t>(i)]);
  at.give(at.node("Reshape", {at.value(0), at.constant(shape)}));
}

void reshape(OnnxLowering& at) {
  at.give(at.node("Reshape", {at.value(0), at.integersValue(1)}));
}

// (input, size, implicit); -1 keeps the extent, which for Expand is 1.
void expand(OnnxLowering& at) {
  if (const auto* sizes = std::get_if<Integers64>(&at.instruction().inputs[1])) {
    Integers64 shape = *sizes;
    for (std::int64_t& extent : shape) extent = extent < 0 ? 1 : extent;
    at.give(at.node("Expand", {at.value(0), at.constant(shape)}));
    return;
  }
  const std::string shape = at.integersValue(1);
  const std::string one = at.constant({1});
  at.give(at.node("Expand", {at.value(0), at.node("Max", {shape, one})}));
}

void transpose(OnnxLowering& at) {
  const std::int64_t rank = at.rank(0);
  Integers64 order(static_cast<std::size_t>(rank));
  std::iota(order.begin(), order.end(), 0);
  if (at.instruction().op == "aten::t") {
    std::reverse(order.begin(), order.end());
  } else {
    std::swap(order[static_cast<std::size_t>(at.axis(1, rank))], order[static_cast<std::size_t>(at.axis(2, rank))]);
  }
  at.give(at.node("Transpose", {at.value(0)}, {{"perm", order}}));
}

void permute(OnnxLowering& at) {
  Integers64 order = at.integers(1);
  for (std::int64_t& axis : order) axis = axis < 0 ? axis + at.rank(0) : axis;
  at.give(at.node("Transpose", {at.value(0)}, {{"perm", order}}));
}

void concatenate(OnnxLowering& at) {
  at.give(at.node("Concat", at.values(0), {{"axis", at.integer(1)}}));
}

void stack(OnnxLowering& at) {
  std::vector<std::string> parts;
  for (const std::string& part : at.values(0))
    parts.push_back(at.node("Unsqueeze", {part, at.constant({at.integer(1)})}));
  at.give(at.node("Concat", parts, {{"axis", at.integer(1)}}));
}

// ATen lists pairs from the last axis on; ONNX all befores, then all afters.
void padWith(OnnxLowering& at, const std::string& mode, const std::string& value) {
  const Integers64 pairs = at.integers(1);
  const auto rank = static_cast<std::size_t>(at.rank(0));
  Integers64 pads(2 * rank, 0);
  for (std::size_t i = 0; 2 * i + 1 < pairs.size(); ++i) {
    pads[rank - 1 - i] = pairs[2 * i];
    pads[2 * rank - 1 - i] = pairs[2 * i + 1];
  }
  at.give(at.node("Pad", {at.value(0), at.constant(pads), value}, {{"mode", mode}}));
}

Rule padding(const std::string& mode) {
  return [=](OnnxLowering& at) { padWith(at, mode, ""); };
}

// (input, pads, mode, value)
void pad(OnnxLowering& at) {
  const std::string mode = std::get<std::string>(at.instruction().inputs[2]);
  if (mode == "constant") {
    padWith(at, "constant", at.scalar(at.has(3) ? at.number(3) : 0));
  } else if (mode == "reflect" || mode == "replicate") {
    padWith(at, mode == "reflect" ? "reflect" : "edge", "");
  } else {
    at.refuse("pads in mode '" + mode + "', which ONNX cannot say");
  }
}

// (input, axis, start, end, step)
void slice(OnnxLowering& at) {
  const std::string start = at.has(2) ? at.integerValue(2) : at.constant({0});
  const std::string end = at.has(3) ? at.integerValue(3) : at.constant({std::numeric_limits<std::int64_t>::max()});
  at.give(at.node("Slice", {at.value(0), start, end, at.constant({at.integer(1)}), at.integerValue(4)}));
}

void flip(OnnxLowering& at) {
  const Integers64 axes = at.integers(1), back(axes.size(), -1);
  const Integers64 ends(axes.size(), std::numeric_limits<std::int64_t>::min());
  at.give(at.node("Slice", {at.value(0), at.constant(back), at.constant(ends), at.constant(axes), at.constant(back)}));
}

// (input, axis, index)
void select(OnnxLowering& at) {
  const std::int64_t index = at.integer(2);
  const std::string scalar = at.graph().integers(at.instruction().name + "_index", {}, {&index, 1});
  at.give(at.node("Gather", {at.value(0), scalar}, {{"axis", at.integer(1)}}));
}

void indexSelect(OnnxLowering& at) {
  at.give(at.node("Gather", {at.value(0), at.value(2)}, {{"axis", at.integer(1)}}));
}

void squeeze(OnnxLowering& at) {
  const std::int64_t axis = at.axis(1, at.rank(0));
  const bool single = at.shape(0)[static_cast<std::size_t>(axis)] == 1;
  at.give(single ? at.node("Squeeze", {at.value(0), at.constant({axis})}) : at.value(0));
}

void unsqueeze(OnnxLowering& at) {
  at.give(at.node("Unsqueeze", {at.value(0), at.constant({at.integer(1)})}));
}

// (input, axis): one extent as a vector of one.
void size(OnnxLowering& at) {
  const std::string shape = at.node("Shape", {at.value(0)});
  at.give(at.node("Gather", {shape, at.constant({at.axis(1, at.rank(0))})}, {{"axis", std::int64_t{0}}}));
}

// (input, type, ...): types as LibTorch counts them.
void convert(OnnxLowering& at) {
  switch (at.integer(1)) {
    case 6:
      at.give(at.node("Cast", {at.value(0)}, {{"to", floatType}}));
      return;
    case 4:
      at.give(at.node("Cast", {at.value(0)}, {{"to", int64Type}}));
      return;
    case 11:
      at.give(at.node("Cast", {at.value(0)}, {{"to", boolType}}));
      return;
    default:
      at.refuse("converts to a type other than float, int64 and bool, which is not supported");
  }
}

Rule softmax(const std::string& op) {
  return [=](OnnxLowering& at) { at.give(at.node(op, {at.value(0)}, {{"axis", at.integer(1)}})); };
}

void identity(OnnxLowering& at) {
  at.give(at.value(0));
}

template <void (*rule)(OnnxLowering&, std::size_t)>
Rule over(std::size_t axes) {
  return [axes](OnnxLowering& at) { rule(at, axes); };
}

const std::map<std::string, Rule>& rules() {
  static const std::map<std::string, Rule> table = {
      {"aten::convolution", convolution},
      {"aten::linear", linear},
      {"aten::addmm", addmm},
      {"aten::matmul", binary("MatMul")},
      {"aten::bmm", binary("MatMul")},
      {"aten::mm", binary("MatMul")},
      {"aten::batch_norm", batchNorm},
      {"aten::layer_norm", layerNorm},
      {"aten::max_pool1d", over<maxPool>(1)},
      {"aten::max_pool2d", over<maxPool>(2)},
      {"aten::max_pool3d", over<maxPool>(3)},
      {"aten::avg_pool1d", over<averagePool>(1)},
      {"aten::avg_pool2d", over<averagePool>(2)},
      {"aten::avg_pool3d", over<averagePool>(3)},
      {"aten::adaptive_avg_pool1d", over<adaptiveAveragePool>(1)},
      {"aten::adaptive_avg_pool2d", over<adaptiveAveragePool>(2)},
      {"aten::adaptive_avg_pool3d", over<adaptiveAveragePool>(3)},
      {"aten::relu", unary("Relu")},
      {"aten::sigmoid", unary("Sigmoid")},
      {"aten::tanh", unary("Tanh")},
      {"aten::exp", unary("Exp")},
      {"aten::log", unary("Log")},
      {"aten::sqrt", unary("Sqrt")},
      {"aten::neg", unary("Neg")},
      {"aten::abs", unary("Abs")},
      {"aten::erf", unary("Erf")},
      {"aten::reciprocal", unary("Reciprocal")},
      {"aten::floor", unary("Floor")},
      {"aten::ceil", unary("Ceil")},
      {"aten::hardswish", unary("HardSwish")},
      {"aten::hardsigmoid", unary("HardSigmoid", {{"alpha", 1.0 / 6}, {"beta", 0.5}})},
      {"aten::silu", silu},
      {"aten::gelu", gelu},
      {"aten::elu", elu},
      {"aten::leaky_relu",
       [](OnnxLowering& at) {
         at.give(at.node("LeakyRelu", {at.value(0)}, {{"alpha", at.number(1)}}));
       }},
      {"aten::prelu", prelu},
      {"aten::softplus", softplus},
      {"aten::relu6", [](OnnxLowering& at) { clip(at, at.scalar(0), at.scalar(6)); }},
      {"aten::hardtanh", [](OnnxLowering& at) { clip(at, at.value(1), at.value(2)); }},
      {"aten::clamp", [](OnnxLowering& at) { clip(at, at.has(1) ? at.value(1) : "", at.has(2) ? at.value(2) : ""); }},
      {"aten::clamp_min", [](OnnxLowering& at) { clip(at, at.value(1), ""); }},
      {"aten::clamp_max", [](OnnxLowering& at) { clip(at, "", at.value(1)); }},
      {"aten::softmax", softmax("Softmax")},
      {"aten::log_softmax", softmax("LogSoftmax")},
      {"aten::add", scaledSum("Add")},
      {"aten::sub", scaledSum("Sub")},
      {"aten::mul", binary("Mul")},
      {"aten::div", divide},
      {"aten::pow", binary("Pow")},
      {"aten::maximum", binary("Max")},
      {"aten::minimum", binary("Min")},
      {"aten::mean", reduction("ReduceMean")},
      {"aten::sum", reduction("ReduceSum")},
      {"aten::amax", reduction("ReduceMax")},
      {"aten::amin", reduction("ReduceMin")},
      {"aten::flatten", flatten},
      {"aten::view", reshape},
      {"aten::reshape", reshape},
      {"aten::expand", expand},
      {"aten::t", transpose},
      {"aten::transpose", transpose},
      {"aten::permute", permute},
      {"aten::cat", concatenate},
      {"aten::stack", stack},
      {"aten::constant_pad_nd", [](OnnxLowering& at) { padWith(at, "constant", at.scalar(at.number(2))); }},
      {"aten::pad", pad},
      {"aten::reflection_pad1d", padding("reflect")},
      {"aten::reflection_pad2d", padding("reflect")},
      {"aten::reflection_pad3d", padding("reflect")},
      {"aten::replication_pad1d", padding("edge")},
      {"aten::replication_pad2d", padding("edge")},
      {"aten::replication_pad3d", padding("edge")},
      {"aten::slice", slice},
      {"aten::flip", flip},
      {"aten::select", select},
      {"aten::index_select", indexSelect},
      {"aten::squeeze", squeeze},
      {"aten::unsqueeze", unsqueeze},
      {"aten::size", size},
      {"aten::floordiv", extents("Div")},  // extents are positive: rounding down is rounding towards zero
      {"aten::to", convert},
      {"aten::dropout", identity},
      {"aten::feature_dropout", identity},
      {"aten::contiguous", identity},
      {"aten::clone", identity},
      {"aten::detach", identity},
  };
  return table;
}

}  // namespace

void writeOnnxInstruction(OnnxLowering& lowering) {
  const Instruction& instruction = lowering.instruction();
  // The same names stand for arithmetic on tensors and on extents.
  static const std::map<std::string, std::string> onExtents = {
      {"aten::add", "Add"}, {"aten::sub", "Sub"}, {"aten::mul", "Mul"}};
  if (instruction.overload == "int") {
    if (const auto found = onExtents.find(instruction.op); found != onExtents.end())
      return extents(found->second)(lowering);
  }
  const auto rule = rules().find(instruction.op);
  if (rule == rules().end()) lowering.refuse("has no ONNX form here");
  rule->second(lowering);
}

}  // namespace bitprism
