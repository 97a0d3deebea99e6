#include "core/torch/read/packed_operators.h"

#include <torch/script.h>

#include <functional>
#include <limits>
#include <map>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/torch_problem.h"

namespace bitprism {
namespace {

constexpr const char* quantizedNotice =
    "The file is already quantized; it is read as the float network that its codes represent, with unrounded "
    "activations.";
constexpr const char* packedNotice = "The file's weights were packed for mobile devices; they were unpacked.";

using Results = std::vector<Recorded>;

struct PackedStep {
  Recorder& recorder;
  const std::string& op;
  const std::vector<Recorded>& in;
  const std::string& node;

  [[noreturn]] void refuse(const std::string& why) const {
    throw InputError(text("operator ", op, " at '", node, "' ", why));
  }
  const Recorded& input(std::size_t i) const {
    if (i >= in.size()) refuse(text("lacks its input ", i));
    return in[i];
  }
  Recorded one(const std::string& aten, const std::string& overload, std::vector<Recorded> arguments) const {
    return recorder.one(aten, overload, std::move(arguments), node);
  }
};

Recorded constant(const c10::IValue& value, const std::string& name = {}) {
  return Recorder::constant(value, name);
}

// Calls an operator that unpacks weights.
torch::jit::Stack asked(const PackedStep& at, const std::string& question, const c10::IValue& packed) {
  const auto found = torch::jit::findOperatorFor(c10::OperatorName(question, ""));
  if (!found) at.refuse(text("has packed weights, and this LibTorch has no ", question, " to unpack them"));
  torch::jit::Stack stack{packed};
  try {
    found->getOperation()(stack);
  } catch (const std::exception& problem) {
    at.refuse(text("has packed weights that cannot be unpacked: ", problemText(problem)));
  }
  return stack;
}

struct Unpacked {
  Recorded weight, bias;
};

Unpacked unpacked(const PackedStep& at, const std::string& question, const Recorded& packed) {
  if (packed.dynamic() || !packed.value->isObject()) at.refuse("has weights that are not packed constants");
  const torch::jit::Stack parts = asked(at, question, *packed.value);
  at::Tensor weight = parts.at(0).toTensor();
  if (weight.is_quantized()) weight = weight.dequantize();
  const std::string name = packed.name.substr(0, packed.name.rfind("._packed"));
  Unpacked result{constant(weight.to(at::kFloat).contiguous(), name.empty() ? name : name + ".weight"), constant({})};
  if (parts.size() > 1 && parts[1].isTensor() && parts[1].toTensor().defined())
    result.bias = constant(parts[1].toTensor().to(at::kFloat).contiguous(), name.empty() ? name : name + ".bias");
  return result;
}

// (x, packed, ...)
Results convolution(const PackedStep& at, std::size_t axes, bool transposed, bool rectified) {
  const std::string base = text("quantized::conv", transposed ? "_transpose" : "", axes, "d");
  // One-dimensional convolutions are packed as two-dimensional ones of height 1.
  const Unpacked weights = unpacked(at, base + "_unpack", at.input(1));
  const auto list = [&](const std::string& what) {
    const std::string question =
        (axes == 1 ? text("quantized::conv", transposed ? "_transpose" : "", 2, "d") : base) + what;
    std::vector<std::int64_t> values = asked(at, question, *at.input(1).value).at(0).toIntVector();
    if (axes == 1 && values.size() == 2) values.erase(values.begin());
    return constant(values);
  };
  const std::string groups =
      (axes == 1 ? text("quantized::conv", transposed ? "_transpose" : "", 2, "d") : base) + "_groups";
  const Recorded extra = transposed ? list("_output_padding") : constant(std::vector<std::int64_t>(axes, 0));
  Recorded result =
      at.one("aten::convolution", "",
             {at.input(0), weights.weight, weights.bias, list("_stride"), list("_padding"), list("_dilation"),
              constant(transposed), extra, constant(asked(at, groups, *at.input(1).value).at(0).toInt())});
  return {rectified ? at.one("aten::relu", "", {result}) : result};
}

Results linear(const PackedStep& at, bool rectified, const char* question = "quantized::linear_unpack") {
  const Unpacked weights = unpacked(at, question, at.input(1));
  const Recorded result = at.one("aten::linear", "", {at.input(0), weights.weight, weights.bias});
  return {rectified ? at.one("aten::relu", "", {result}) : result};
}

// The stored members of an XNNPACK context.
std::vector<c10::IValue> stateOf(const PackedStep& at) {
  const Recorded& context = at.input(1);
  if (context.dynamic() || !context.value->isObject()) at.refuse("has weights that are not packed constants");
  const auto object = context.value->toObject();
  const auto* method = object->type()->findMethod("__getstate__");
  if (!method) at.refuse("has packed weights that cannot be unpacked");
  torch::jit::Stack stack{*context.value};
  const_cast<torch::jit::Function*>(method)->run(stack);
  if (stack.size() != 1 || !stack[0].isTuple()) at.refuse("has packed weights that cannot be unpacked");
  return stack[0].toTupleRef().elements().vec();
}

Recorded floats(const c10::IValue& value) {
  return value.isTensor() ? constant(value.toTensor().to(at::kFloat).contiguous()) : constant(c10::IValue());
}

// Limits in XNNPACK's form: none, or a number each.
Results clamped(const PackedStep& at, const Recorded& result, const c10::IValue& low, const c10::IValue& high) {
  const auto bound = [](const c10::IValue& limit) {
    if (limit.isNone()) return limit;
    const double value = limit.toScalar().toDouble();
    return std::abs(value) >= std::numeric_limits<float>::max() ? c10::IValue() : c10::IValue(value);
  };
  const c10::IValue lower = bound(low), upper = bound(high);
  if (lower.isNone() && upper.isNone()) return {result};
  if (upper.isNone() && lower.toDouble() == 0) return {at.one("aten::relu", "", {result})};
  return {at.one("aten::clamp", "", {result, constant(lower), constant(upper)})};
}

// (weight, bias, stride, padding, [output_padding,] dilation, groups, min, max)
Results prepackedConvolution(const PackedStep& at, bool transposed) {
  const std::vector<c10::IValue> state = stateOf(at);
  const std::size_t more = transposed ? 1 : 0;
  if (state.size() != 8 + more) at.refuse("has packed weights of an unknown form");
  const Recorded extra = transposed ? constant(state[4]) : constant(std::vector<std::int64_t>(2, 0));
  const Recorded result =
      at.one("aten::convolution", "",
             {at.input(0), floats(state[0]), floats(state[1]), constant(state[2]), constant(state[3]),
              constant(state[4 + more]), constant(transposed), extra, constant(state[5 + more])});
  return clamped(at, result, state[6 + more], state[7 + more]);
}

// (weight, bias, min, max)
Results prepackedLinear(const PackedStep& at) {
  const std::vector<c10::IValue> state = stateOf(at);
  if (state.size() != 4) at.refuse("has packed weights of an unknown form");
  const Recorded result = at.one("aten::linear", "", {at.input(0), floats(state[0]), floats(state[1])});
  return clamped(at, result, state[2], state[3]);
}

Results same(const PackedStep& at) {
  return {at.input(0)};
}

using Rule = std::function<Results(const PackedStep&)>;

Rule call(const std::string& op, const std::string& overload, std::size_t count, std::vector<c10::IValue> more = {},
          bool rectified = false) {
  return [=](const PackedStep& at) -> Results {
    std::vector<Recorded> arguments;
    for (std::size_t i = 0; i < count; ++i) arguments.push_back(at.input(i));
    for (const c10::IValue& value : more) arguments.push_back(constant(value));
    const Recorded result = at.one(op, overload, arguments);
    return {rectified ? at.one("aten::relu", "", {result}) : result};
  };
}

// (x, weight, bias, mean, variance, epsilon, scale, zero)
Rule batchNorm(bool rectified) {
  return [=](const PackedStep& at) -> Results {
    const Recorded result = at.one("aten::batch_norm", "",
                                   {at.input(0), at.input(1), at.input(2), at.input(3), at.input(4), constant(false),
                                    constant(0.1), at.input(5), constant(false)});
    return {rectified ? at.one("aten::relu", "", {result}) : result};
  };
}

const std::map<std::string, Rule>& rules() {
  static const std::map<std::string, Rule> table = [] {
    std::map<std::string, Rule> rules = {
        {"aten::quantize_per_tensor", same},
        {"aten::quantize_per_tensor_dynamic", same},
        {"aten::quantize_per_channel", same},
        {"aten::dequantize", same},
        {"quantized::linear", [](const PackedStep& at) { return linear(at, false); }},
        {"quantized::linear_relu", [](const PackedStep& at) { return linear(at, true); }},
        {"quantized::linear_dynamic", [](const PackedStep& at) { return linear(at, false); }},
        {"quantized::linear_relu_dynamic", [](const PackedStep& at) { return linear(at, true); }},
        {"quantized::linear_dynamic_fp16",
         [](const PackedStep& at) { return linear(at, false, "quantized::linear_unpack_fp16"); }},
        {"quantized::add", call("aten::add", "Tensor", 2, {1})},
        {"quantized::add_relu", call("aten::add", "Tensor", 2, {1}, true)},
        {"quantized::add_scalar", call("aten::add", "Scalar", 2, {1})},
        {"quantized::add_scalar_relu", call("aten::add", "Scalar", 2, {1}, true)},
        {"quantized::mul", call("aten::mul", "Tensor", 2)},
        {"quantized::mul_relu", call("aten::mul", "Tensor", 2, {}, true)},
        {"quantized::mul_scalar", call("aten::mul", "Scalar", 2)},
        {"quantized::mul_scalar_relu", call("aten::mul", "Scalar", 2, {}, true)},
        {"quantized::matmul", call("aten::matmul", "", 2)},
        {"quantized::cat", call("aten::cat", "", 2)},
        {"quantized::cat_relu", call("aten::cat", "", 2, {}, true)},
        {"quantized::batch_norm", batchNorm(false)},
        {"quantized::batch_norm1d", batchNorm(false)},
        {"quantized::batch_norm2d", batchNorm(false)},
        {"quantized::batch_norm3d", batchNorm(false)},
        {"quantized::batch_norm_relu", batchNorm(true)},
        {"quantized::batch_norm2d_relu", batchNorm(true)},
        {"quantized::batch_norm3d_relu", batchNorm(true)},
        {"quantized::layer_norm", call("aten::layer_norm", "", 5, {false})},
        {"quantized::group_norm", call("aten::group_norm", "", 5, {false})},
        {"quantized::hardswish", call("aten::hardswish", "", 1)},
        {"quantized::sigmoid", call("aten::sigmoid", "", 1)},
        {"quantized::leaky_relu", call("aten::leaky_relu", "", 2)},
        {"quantized::relu6", call("aten::relu6", "", 1)},
        {"prepacked::conv2d_clamp_run", [](const PackedStep& at) { return prepackedConvolution(at, false); }},
        {"prepacked::conv2d_transpose_clamp_run", [](const PackedStep& at) { return prepackedConvolution(at, true); }},
        {"prepacked::linear_clamp_run", prepackedLinear},
    };
    for (const std::size_t axes : {1, 2, 3}) {
      rules[text("quantized::conv", axes, "d")] = rules[text("quantized::conv", axes, "d_dynamic")] =
          [=](const PackedStep& at) { return convolution(at, axes, false, false); };
      rules[text("quantized::conv", axes, "d_relu")] = [=](const PackedStep& at) {
        return convolution(at, axes, false, true);
      };
      rules[text("quantized::conv_transpose", axes, "d")] = [=](const PackedStep& at) {
        return convolution(at, axes, true, false);
      };
    }
    return rules;
  }();
  return table;
}

}  // namespace

bool isPackedOperator(const std::string& op) {
  return op.starts_with("quantized::") || op.starts_with("prepacked::") || op.starts_with("aten::quantize_per_") ||
         op == "aten::dequantize" || op.starts_with("metal_prepack::") || op.starts_with("vulkan_prepack::");
}

std::vector<Recorded> recordPackedOperator(Recorder& recorder, const std::string& op,
                                           const std::vector<Recorded>& arguments, const std::string& node) {
  const PackedStep step{recorder, op, arguments, node};
  const auto rule = rules().find(op);
  if (rule == rules().end()) step.refuse("works on packed or quantized weights in a way that is not supported");
  // A constant may be quantized itself; it is a float from here on.
  if (op == "aten::dequantize" && !step.input(0).dynamic() && step.input(0).value->isTensor())
    return {Recorder::constant(step.input(0).value->toTensor().dequantize(), step.input(0).name)};
  recorder.notice(op.starts_with("prepacked::") ? packedNotice : quantizedNotice);
  try {
    return rule->second(step);
  } catch (const c10::Error& problem) {
    step.refuse(text("cannot be read: ", problemText(problem)));
  }
}

}  // namespace bitprism
