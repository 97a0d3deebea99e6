#include <algorithm>

#include "core/quant/activations/uniform_activation.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/write/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

// (input, weight, bias, stride, padding, dilation, transposed, output_padding, groups)
void convolution(OnnxLowering& at) {
  const Shape& weight = at.shape(1);
  const Integers64 padding = at.integers(4);
  Attributes attributes = {{"kernel_shape", Integers64(weight.begin() + 2, weight.end())}};
  // What is the standard's own default is left out: small networks are little more than such lists. Readers of QONNX
  // expect every attribute.
  const bool all = at.graph().target().pattern == TargetPattern::Quant;
  const auto add = [&](const char* name, const Integers64& values, std::int64_t usual) {
    if (all || std::any_of(values.begin(), values.end(), [&](std::int64_t value) { return value != usual; }))
      attributes.push_back({name, values});
  };
  add("strides", at.integers(3), 1);
  add("pads", joined(padding, padding), 0);
  add("dilations", at.integers(5), 1);
  if (all || at.integer(8) != 1) attributes.push_back({"group", at.integer(8)});
  const bool transposed = at.truth(6);
  if (transposed) add("output_padding", at.integers(7), 0);
  at.give(at.node(transposed ? "ConvTranspose" : "Conv", {at.value(0), at.value(1), at.has(2) ? at.value(2) : ""},
                  attributes));
}

// (input, weight, bias)
void linear(OnnxLowering& at) {
  if (at.rank(0) == 2) {
    at.give(at.node("Gemm", {at.value(0), at.value(1), at.has(2) ? at.value(2) : ""}, {{"transB", std::int64_t{1}}}));
    return;
  }
  const std::string turned = at.transposedValue(1);
  const std::string product = at.node("MatMul", {at.value(0), turned});
  at.give(at.has(2) ? at.node("Add", {product, at.value(2)}) : product);
}

// (bias, a, b, beta, alpha)
void addmm(OnnxLowering& at) {
  at.give(at.node("Gemm", {at.value(1), at.value(2), at.value(0)}, {{"beta", at.number(3)}, {"alpha", at.number(4)}}));
}

// (bias, a, b, beta, alpha)
void baddbmm(OnnxLowering& at) {
  std::string product = at.node("MatMul", {at.value(1), at.value(2)});
  if (at.number(4) != 1) product = at.node("Mul", {product, at.scalar(at.number(4))});
  std::string bias = at.value(0);
  if (at.number(3) != 1) bias = at.node("Mul", {bias, at.scalar(at.number(3))});
  at.give(at.node("Add", {bias, product}));
}

// (x, scale, zero point, lowest code, highest code). ONNX has no type of 3, 5, 6 or 7 bits, and quantizes activations
// to fewer than 8 in its newest opsets only: their codes are bytes that are clipped, which leaves QuantizeLinear next
// to the operator before it, where runtimes look for it.
void activation(OnnxLowering& at) {
  const ActivationScheme scheme = activationOf(at.instruction());
  OnnxGraph& graph = at.graph();
  const int middle = 1 << (scheme.bits - 1);
  if (graph.target().pattern == TargetPattern::Quant)
    return at.give(graph.quant(at.value(0), {}, {&scheme.scale, 1}, scheme.bits, scheme.zeroPoint == middle,
                               at.instruction().name));
  // Codes with a sign for targets that know no others.
  const bool hasSign = graph.target().signedCodes && scheme.zeroPoint == middle;
  const int shift = hasSign ? middle : 0;
  const auto byte = [&](const char* name, int code) {
    if (!hasSign) return graph.uint8(name, {}, {{static_cast<std::uint8_t>(code)}});
    const auto value = static_cast<std::int8_t>(code - shift);
    return graph.codes(name, {}, {&value, 1}, maximumBits);
  };
  const std::string scale = graph.floats("scale", {}, {&scheme.scale, 1}),
                    zeroPoint = byte("zero_point", scheme.zeroPoint);
  std::string codes = at.node("QuantizeLinear", {at.value(0), scale, zeroPoint});
  if (scheme.bits < 8) codes = at.node("Clip", {codes, byte("lowest", 0), byte("highest", scheme.highestCode())});
  at.give(at.node("DequantizeLinear", {codes, scale, zeroPoint}));
}

// A number for each channel, in a shape that broadcasts along the axis.
std::string ofChannels(OnnxLowering& at, const std::string& name, std::int64_t axis, const std::vector<float>& values) {
  Shape shape(static_cast<std::size_t>(at.rank(0) - axis), 1);
  shape[0] = static_cast<std::int64_t>(values.size());
  return at.graph().floats(name, shape, values);
}

// (x, scales, zero points, bits, shifts, axis): one pair of QuantizeLinear and DequantizeLinear along the axis. Where a
// channel has fewer than 8 bits, values are clipped to the range of its codes before; without bits it is one number, at
// code 0 or 1.
void channelActivation(OnnxLowering& at) {
  const ActivationScheme scheme = activationOf(at.instruction());
  const std::int64_t named = channelAxisOf(at.instruction()), axis = named < 0 ? named + at.rank(0) : named;
  std::vector<float> scales, lows, highs, shifts;
  std::vector<std::uint8_t> zeroPoints;
  bool clips = false;
  for (const ChannelGrid& grid : scheme.channels) {
    scales.push_back(grid.scale);
    lows.push_back(static_cast<float>(-grid.zeroPoint) * grid.scale);
    highs.push_back(static_cast<float>(grid.highestCode() - grid.zeroPoint) * grid.scale);
    shifts.push_back(grid.shift);
    zeroPoints.push_back(static_cast<std::uint8_t>(std::max(grid.zeroPoint, 0)));
    clips |= grid.bits < 8;
  }
  std::string input = at.value(0);
  if (clips) {
    input = at.node("Max", {input, ofChannels(at, "low", axis, lows)});
    input = at.node("Min", {input, ofChannels(at, "high", axis, highs)});
  }
  const Shape channels = {static_cast<std::int64_t>(scales.size())};
  const std::string scale = at.graph().floats("scale", channels, scales),
                    zeroPoint = at.graph().uint8("zero_point", channels, zeroPoints);
  const std::string codes = at.node("QuantizeLinear", {input, scale, zeroPoint}, {{"axis", axis}});
  const std::string levels = at.node("DequantizeLinear", {codes, scale, zeroPoint}, {{"axis", axis}});
  if (!ActivationChannelParts(scheme).shifts) return at.give(levels);
  const std::string shifted = at.node("Add", {levels, ofChannels(at, "shift", axis, shifts)});
  at.give(at.node("Where", {at.node("Greater", {levels, at.scalar(0)}), shifted, levels}));
}

}  // namespace

Rules layerRules() {
  return {
      {activationQuantizer, activation},
      {channelQuantizer, channelActivation},
      {"aten::convolution", convolution},
      {"aten::linear", linear},
      {"aten::addmm", addmm},
      {"aten::baddbmm", baddbmm},
      {"aten::matmul", binary("MatMul")},
      {"aten::bmm", binary("MatMul")},
      {"aten::mm", binary("MatMul")},
      {"aten::einsum",
       [](OnnxLowering& at) {
         at.give(at.node("Einsum", at.values(1), {{"equation", std::get<std::string>(at.instruction().inputs[0])}}));
       }},
  };
}

}  // namespace bitprism::lowering
