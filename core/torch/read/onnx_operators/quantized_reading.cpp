#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/base/text.h"
#include "core/quant/activations/uniform_activation.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/read/onnx_operators/step.h"

// Quantized networks are read as the float networks that they represent: weights become scale (code - zero point),
// activations are not rounded. A value after QuantizeLinear is therefore a float here; only an integer input of the
// network is taken as codes.
namespace bitprism::onnx {
namespace {

constexpr const char* notice =
    "The file is already quantized; it is read as the float network that its codes represent, with unrounded "
    "activations.";

// A scale or zero point per channel as a tensor that broadcasts along one axis of codes.
at::Tensor alongAxis(const OnnxStep& at, const at::Tensor& values, const at::Tensor& codes, std::int64_t axis,
                     std::int64_t block) {
  if (values.numel() == 1 && block == 0) return values.flatten()[0];
  const std::int64_t along = at.axis(axis, codes.dim());
  if (block > 0) {
    if (values.dim() != codes.dim()) at.refuse("has scales that do not fit its blocks");
    const at::Tensor spread = values.repeat_interleave(block, along).slice(along, 0, codes.size(along));
    if (spread.sizes() != codes.sizes()) at.refuse("has scales that do not fit its blocks");
    return spread;
  }
  Integers64 form(static_cast<std::size_t>(codes.dim()), 1);
  form[static_cast<std::size_t>(along)] = codes.size(along);
  if (values.numel() != codes.size(along))
    at.refuse(text("has ", values.numel(), " scales for ", codes.size(along), " channels"));
  return values.reshape(form);
}

at::Tensor constantOf(const OnnxStep& at, std::size_t i, const char* what) {
  if (at.input(i).dynamic()) at.refuse(text("takes its ", what, " from the data of a tensor"));
  return exampleOf(at.input(i));
}

// Codes to floats, immediately if they are constants.
Recorded real(const OnnxStep& at, const Recorded& codes, std::size_t scale, std::size_t zero, std::int64_t axis,
              std::int64_t block = 0) {
  if (isFloat(codes)) return codes;
  const Recorded* zeroPoint = zero > 0 && at.has(zero) ? &at.input(zero) : nullptr;
  if (zeroPoint && exampleOf(*zeroPoint).scalar_type() != exampleOf(codes).scalar_type() && !codes.dynamic())
    at.refuse("has a zero point whose element type differs from its codes'");
  return dequantizedConstant(at, codes, at.input(scale), zeroPoint, axis, block);
}

bool hasSignedCodes(const Recorded& codes) {
  return exampleOf(codes).scalar_type() == at::kChar;
}

// The form and meaning of our own exports: codes with a sign are those without it, less 128.
Results keptQuantizer(const OnnxStep& at) {
  const double scale = constantOf(at, 1, "scale").to(at::kDouble).item<double>();
  const std::int64_t zeroPoint =
      constantOf(at, 2, "zero point").to(at::kLong).item<std::int64_t>() + (hasSignedCodes(at.input(2)) ? 128 : 0);
  const std::vector<Recorded> operands{at.input(0), number(scale), integer(zeroPoint), integer(0), integer(255)};
  const Results result = at.call(activationQuantizer, operands);
  at.recorder.quantizers[result.at(0).slot] = operands;
  return result;
}

// Codes of one byte: other limits are written as separate operators.
Results keptChannels(const OnnxStep& at) {
  const at::Tensor scales = constantOf(at, 1, "scale").to(at::kDouble).contiguous(),
                   zeroPoints = constantOf(at, 2, "zero point").to(at::kLong).contiguous();
  const std::int64_t rank = rankOf(at.input(0)), axis = at.axis(at.node.integer("axis", 1), rank);
  c10::List<double> scaleList;
  Integers64 zeroList, bits;
  for (std::int64_t i = 0; i < scales.numel(); ++i) {
    scaleList.push_back(scales.data_ptr<double>()[i]);
    zeroList.push_back(zeroPoints.data_ptr<std::int64_t>()[i]);
    bits.push_back(8);
  }
  return at.call(channelQuantizer,
                 {at.input(0), Recorder::constant(scaleList), integerList(zeroList), integerList(bits),
                  Recorder::constant(c10::List<double>()), integer(axis == 1 ? 1 : -1)});
}

// An axis supported by our quantizers, with a scale for each of its channels.
bool hasChannels(const OnnxStep& at) {
  const at::Tensor scales = exampleOf(at.input(1)), zeroPoints = exampleOf(at.input(2));
  const std::int64_t rank = rankOf(at.input(0)), axis = at.axis(at.node.integer("axis", 1), rank);
  return scales.dim() == 1 && zeroPoints.sizes() == scales.sizes() && (axis == 1 || axis == rank - 1) &&
         sizesOf(at.input(0))[static_cast<std::size_t>(axis)] == scales.numel() &&
         at.node.integer("block_size", 0) == 0;
}

Results quantize(const OnnxStep& at) {
  if (at.recorder.keepsQuantizers && isFloat(at.input(0)) && at.input(0).dynamic() && at.has(2)) {
    const auto type = exampleOf(at.input(2)).scalar_type();
    if ((type == at::kByte || type == at::kChar) && exampleOf(at.input(1)).dim() == 0) return keptQuantizer(at);
    if (type == at::kByte && hasChannels(at)) return keptChannels(at);
  }
  at.recorder.notice(notice);
  if (!isFloat(at.input(0))) at.refuse("quantizes whole numbers, which is not supported");
  return {at.input(0)};
}

Results dequantize(const OnnxStep& at) {
  if (at.input(0).dynamic() && !at.recorder.keepsQuantizers) at.recorder.notice(notice);
  return {real(at, at.input(0), 1, 2, at.node.integer("axis", 1), at.node.integer("block_size", 0))};
}

// x unchanged, scale 1, zero point 0: the following operators multiply by the scale.
Results dynamicQuantize(const OnnxStep& at) {
  at.recorder.notice(notice);
  return {at.input(0), Recorder::constant(at::ones({})), Recorder::constant(at::zeros({}, at::kByte))};
}

// (x, x_scale, x_zero, w, w_scale, w_zero, y_scale, y_zero, bias)
Results convolution(const OnnxStep& at) {
  at.recorder.notice(notice);
  const Recorded weight = real(at, at.input(3), 4, 5, 0);
  Recorded bias = none();
  if (at.has(8)) {
    const at::Tensor scale = constantOf(at, 1, "scale") * constantOf(at, 4, "scale").flatten();
    bias = Recorder::constant((constantOf(at, 8, "bias").to(at::kFloat) * scale).contiguous(), at.input(8).name);
  }
  return convolutionOf(at, real(at, at.input(0), 1, 2, 1), weight, bias);
}

// (a, a_scale, a_zero, b, b_scale, b_zero, y_scale, y_zero)
Results quantizedProduct(const OnnxStep& at) {
  at.recorder.notice(notice);
  const std::int64_t last = rankOf(at.input(3)) - 1;
  return at.call("aten::matmul", {real(at, at.input(0), 1, 2, 0), real(at, at.input(3), 4, 5, last)});
}

Recorded withoutZero(const OnnxStep& at, std::size_t codes, std::size_t zero) {
  if (isFloat(at.input(codes))) return at.input(codes);
  const Recorded* zeroPoint = at.has(zero) ? &at.input(zero) : nullptr;
  return dequantizedConstant(at, at.input(codes), Recorder::constant(at::ones({})), zeroPoint,
                             codes == 0 ? 1 : rankOf(at.input(codes)) - 1, 0);
}

// (x, w, x_zero, w_zero): integers whose scale is applied later.
Results integerConvolution(const OnnxStep& at) {
  at.recorder.notice(notice);
  Recorded weight = at.input(1);
  if (!isFloat(weight)) {
    const Recorded* zero = at.has(3) ? &at.input(3) : nullptr;
    weight = dequantizedConstant(at, weight, Recorder::constant(at::ones({})), zero, 0, 0);
  }
  return convolutionOf(at, withoutZero(at, 0, 2), weight, none());
}

Results integerProduct(const OnnxStep& at) {
  at.recorder.notice(notice);
  return at.call("aten::matmul", {withoutZero(at, 0, 2), withoutZero(at, 1, 3)});
}

// com.microsoft: (a, a_scale, a_zero, b, b_scale, b_zero, c_scale, c_zero)
OnnxRule arithmetic(const std::string& op) {
  return [op](const OnnxStep& at) {
    at.recorder.notice(notice);
    std::vector<Recorded> arguments{real(at, at.input(0), 1, 2, 0), real(at, at.input(3), 4, 5, 0)};
    if (op == "aten::add.Tensor") arguments.push_back(integer(1));
    return at.call(op, arguments);
  };
}

// com.microsoft: (x, x_scale, x_zero, y_scale, y_zero)
Recorded realInput(const OnnxStep& at) {
  at.recorder.notice(notice);
  return real(at, at.input(0), 1, 2, 0);
}

// com.microsoft: (y_scale, y_zero, then input, scale, zero for each part)
Results concatenation(const OnnxStep& at) {
  at.recorder.notice(notice);
  std::vector<Recorded> parts;
  for (std::size_t i = 2; i + 1 < at.node.inputs.size(); i += 3)
    parts.push_back(real(at, at.input(i), i + 1, i + 2, 0));
  if (parts.empty()) at.refuse("has no parts to join, expected at least one");
  return at.call("aten::cat", {Recorder::list(parts, ListKind::Tensors),
                               integer(at.axis(at.node.integer("axis", 1), rankOf(parts[0])))});
}

// com.microsoft: (a, a_scale, a_zero, b, b_scale, b_zero, c, y_scale, y_zero)
Results quantizedGemm(const OnnxStep& at) {
  at.recorder.notice(notice);
  const bool transposed = at.node.integer("transB", 0) != 0;
  Recorded weight = real(at, at.input(3), 4, 5, transposed ? 0 : 1);
  if (!transposed) weight = at.one("aten::t", {weight});
  Recorded input = real(at, at.input(0), 1, 2, 0);
  if (at.node.integer("transA", 0)) input = at.one("aten::t", {input});
  if (at.node.number("alpha", 1) != 1) at.refuse("with alpha other than 1 is not supported");
  Recorded bias = none();
  if (at.has(6)) {
    const at::Tensor scale = constantOf(at, 1, "scale") * constantOf(at, 4, "scale").flatten();
    bias = Recorder::constant((constantOf(at, 6, "bias").to(at::kFloat).flatten() * scale).contiguous());
  }
  return at.call("aten::linear", {input, weight, bias});
}

// com.microsoft: float x, dynamically quantized, times int8 weights: (a, b, b_scale, b_zero, bias)
Results dynamicProduct(const OnnxStep& at) {
  at.recorder.notice(notice);
  const Recorded weight = real(at, at.input(1), 2, 3, rankOf(at.input(1)) - 1);
  const Recorded result = at.one("aten::matmul", {at.input(0), weight});
  if (!at.has(4)) return {result};
  return at.call("aten::add.Tensor", {result, at.input(4), integer(1)});
}

}  // namespace

std::optional<Results> clippedCodes(const OnnxStep& at) {
  const auto known = at.recorder.quantizers.find(at.input(0).slot);
  if (known == at.recorder.quantizers.end() || !at.has(1) || !at.has(2) || at.node.opset < 11) return {};
  for (const std::size_t bound : {std::size_t{1}, std::size_t{2}})
    if (at.input(bound).dynamic() ||
        (exampleOf(at.input(bound)).scalar_type() != at::kByte && !hasSignedCodes(at.input(bound))))
      return {};
  std::vector<Recorded> operands = known->second;
  const std::int64_t lowest = at.constantInteger(1), highest = at.constantInteger(2);
  const bool hasSign = hasSignedCodes(at.input(1));
  // The lowest code is 0 in programs.
  if (hasSign) operands[2] = integer(-lowest);
  operands[3] = integer(hasSign ? 0 : lowest);
  operands[4] = integer(hasSign ? highest - lowest : highest);
  return at.call(activationQuantizer, operands);
}

// scale (code - zero point) along one axis.
Recorded dequantizedConstant(const OnnxStep& at, const Recorded& codes, const Recorded& scale, const Recorded* zero,
                             std::int64_t axis, std::int64_t block) {
  if (scale.dynamic() || (zero && zero->dynamic())) at.refuse("takes its scale from the data of a tensor");
  const at::Tensor example = exampleOf(codes);
  if (!isFloat(scale)) at.refuse("has a scale that is not a float");
  const at::Tensor factor = alongAxis(at, exampleOf(scale).to(at::kFloat), example, axis, block);
  const at::Tensor offset = zero ? alongAxis(at, exampleOf(*zero).to(at::kFloat), example, axis, block) : at::zeros({});
  if (!codes.dynamic()) return Recorder::constant((example.to(at::kFloat) - offset) * factor, codes.name);
  Recorded result = castTo(at, codes, 1);
  if (!offset.eq(0).all().item<bool>())
    result = at.one("aten::sub.Tensor", {result, Recorder::constant(offset), integer(1)});
  return at.one("aten::mul.Tensor", {result, Recorder::constant(factor)});
}

namespace {

// Codes of QONNX: -2^(b-1) to 2^(b-1) - 1 with a sign, 0 to 2^b - 1 without; one fewer where they are narrow.
struct QuantCodes {
  std::int64_t lowest = 0, highest = 0;
};

QuantCodes quantCodes(const OnnxStep& at) {
  const double width = constantOf(at, 3, "bit-width").to(at::kDouble).max().item<double>();
  if (exampleOf(at.input(3)).numel() != 1 || width != std::floor(width) || width < 1 || width > 32)
    at.refuse(text("has a bit-width of ", width, ", expected one whole number from 1 to 32"));
  const bool hasSign = at.node.integer("signed", 1) != 0, narrow = at.node.integer("narrow", 0) != 0;
  if (width == 1 && hasSign) at.refuse("has codes of 1 bit with a sign, which are not supported");
  const std::int64_t count = std::int64_t{1} << static_cast<int>(width);
  QuantCodes codes{hasSign ? -count / 2 : 0, hasSign ? count / 2 - 1 : count - 1};
  if (narrow) hasSign ? ++codes.lowest : --codes.highest;
  return codes;
}

// QONNX (x, scale, zero point, bit-width): x / scale + zero point, clipped and rounded, and back. Constants are weights
// that become what they stand for; of other values, those of one grid of up to 8 bits are kept in our own files.
Results quant(const OnnxStep& at) {
  std::string mode = at.node.string("rounding_mode", "ROUND");
  std::transform(mode.begin(), mode.end(), mode.begin(), [](unsigned char c) { return std::toupper(c); });
  if (mode != "ROUND" && mode != "HALF_EVEN") at.refuse(text("rounds by '", mode, "', expected ROUND"));
  const QuantCodes codes = quantCodes(at);
  const at::Tensor scale = constantOf(at, 1, "scale").to(at::kFloat),
                   zero = constantOf(at, 2, "zero point").to(at::kFloat);
  if (!scale.gt(0).all().item<bool>()) at.refuse("has a scale that is not above zero");
  if (!zero.eq(zero.round()).all().item<bool>()) at.refuse("has a zero point that is no whole number");
  if (!at.input(0).dynamic()) {
    const at::Tensor steps = (exampleOf(at.input(0)).to(at::kFloat) / scale + zero)
                                 .clamp(static_cast<double>(codes.lowest), static_cast<double>(codes.highest))
                                 .round();
    return {Recorder::constant(((steps - zero) * scale).contiguous(), at.input(0).name)};
  }
  if (!at.recorder.keepsQuantizers) {
    at.recorder.notice(notice);
    return {at.input(0)};
  }
  const std::int64_t zeroPoint = zero.numel() == 1 ? zero.to(at::kLong).item<std::int64_t>() - codes.lowest : -1,
                     highest = codes.highest - codes.lowest;
  if (scale.numel() != 1 || zeroPoint < 0 || zeroPoint > highest || highest > 255)
    at.refuse("rounds a value to something other than one grid of up to 8 bits");
  return at.call(activationQuantizer, {at.input(0), number(scale.to(at::kDouble).item<double>()), integer(zeroPoint),
                                       integer(0), integer(highest)});
}

}  // namespace

OnnxRules quantizedRules() {
  OnnxRules rules = {
      {"QuantizeLinear", quantize},
      {"DequantizeLinear", dequantize},
      {"DynamicQuantizeLinear", dynamicQuantize},
      {"QLinearConv", convolution},
      {"QLinearMatMul", quantizedProduct},
      {"ConvInteger", integerConvolution},
      {"MatMulInteger", integerProduct},
      {"com.microsoft.QLinearConcat", concatenation},
      {"com.microsoft.QGemm", quantizedGemm},
      {"com.microsoft.DynamicQuantizeMatMul", dynamicProduct},
      {"com.microsoft.QLinearGlobalAveragePool",
       [](const OnnxStep& at) {
         if (at.node.integer("channels_last", 0) != 0) at.refuse("with channels last is not supported");
         return globalPoolOf(at, realInput(at), true);
       }},
      {"com.microsoft.QLinearAveragePool",
       [](const OnnxStep& at) {
         if (at.node.integer("channels_last", 0) != 0) at.refuse("with channels last is not supported");
         return averagePoolOf(at, realInput(at));
       }},
      {"com.microsoft.QLinearLeakyRelu",
       [](const OnnxStep& at) {
         return at.call("aten::leaky_relu", {realInput(at), number(at.node.number("alpha", 0.01))});
       }},
      {"com.microsoft.QLinearSigmoid", [](const OnnxStep& at) { return at.call("aten::sigmoid", {realInput(at)}); }},
      {"com.microsoft.QLinearSoftmax",
       [](const OnnxStep& at) {
         return at.call("aten::softmax.int", {realInput(at), integer(at.node.integer("axis", -1)), none()});
       }},
  };
  for (const char* domain : {"", "com.microsoft."}) {
    rules[std::string(domain) + "QLinearAdd"] = arithmetic("aten::add.Tensor");
    rules[std::string(domain) + "QLinearMul"] = arithmetic("aten::mul.Tensor");
  }
  for (const char* domain : {"qonnx.custom_op.general", "onnx.brevitas", "finn.custom_op.general"})
    for (const char* op : {".Quant", ".IntQuant"}) rules[std::string(domain) + op] = quant;
  rules["com.microsoft.QuantizeLinear"] = quantize;
  rules["com.microsoft.DequantizeLinear"] = dequantize;
  return rules;
}

}  // namespace bitprism::onnx
