#include "core/torch/read/pt2_operators.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/read/pt2_attention.h"

namespace bitprism {
namespace exported_operators {
namespace {

using Results = std::vector<Recorded>;
using Rule = Results (*)(Recorder&, const Pt2Call&);

Recorded none() {
  return Recorder::constant(c10::IValue());
}

Recorded whole(std::int64_t value) {
  return Recorder::constant(value);
}

Recorded given(const Pt2Call& call, const std::string& name, std::size_t place) {
  const Recorded* found = call.find(name, place);
  return found ? *found : none();
}

std::vector<std::int64_t> integersOf(const Pt2Call& call, const std::string& name, std::size_t place) {
  const c10::IValue value = valueOf(call.at(name, place));
  if (value.isInt()) return {value.toInt()};
  if (!value.isIntList())
    throw InputError(text("operator ", call.op, " at '", call.node, "' takes no whole numbers as '", name, "'"));
  return value.toIntVector();
}

const at::Tensor& tensorOf(const Pt2Call& call, const Recorded& recorded) {
  if (recorded.items || !recorded.value->isTensor())
    throw InputError(text("operator ", call.op, " at '", call.node, "' takes no tensor where one is needed"));
  return recorded.value->toTensor();
}

[[noreturn]] void refuseTraining(const Pt2Call& call) {
  throw InputError(text("operator ", call.op, " at '", call.node,
                        "' runs in training mode, expected a network exported after eval()"));
}

// --- Normalization

// (input, weight, bias, running_mean, running_var, momentum, eps)
Results batchNorm(Recorder& recorder, const Pt2Call& call) {
  return recorder.call(
      "aten::batch_norm", "",
      {call.at("input", 0), given(call, "weight", 1), given(call, "bias", 2), call.at("running_mean", 3),
       call.at("running_var", 4), Recorder::constant(false), Recorder::constant(call.number("momentum", 5, 0.1)),
       Recorder::constant(call.number("eps", 6, 1e-5)), Recorder::constant(true)},
      call.node);
}

// The same with its mode before the momentum.
Results batchNormOfMode(Recorder& recorder, const Pt2Call& call) {
  if (call.flag("training", 5, false) || call.flag("train", 5, false)) refuseTraining(call);
  return recorder.call(
      "aten::batch_norm", "",
      {call.at("input", 0), given(call, "weight", 1), given(call, "bias", 2), call.at("running_mean", 3),
       call.at("running_var", 4), Recorder::constant(false), Recorder::constant(call.number("momentum", 6, 0.1)),
       Recorder::constant(call.number("eps", 7, 1e-5)), Recorder::constant(true)},
      call.node);
}

Results batchNormOfTraining(Recorder&, const Pt2Call& call) {
  refuseTraining(call);
}

Results layerNorm(Recorder& recorder, const Pt2Call& call) {
  return recorder.call(
      "aten::layer_norm", "",
      {call.at("input", 0), call.at("normalized_shape", 1), given(call, "weight", 2), given(call, "bias", 3),
       Recorder::constant(call.number("eps", 4, 1e-5)), Recorder::constant(true)},
      call.node);
}

// (input, weight, bias, N, C, HxW, group, eps)
Results groupNorm(Recorder& recorder, const Pt2Call& call) {
  return recorder.call("aten::group_norm", "",
                       {call.at("input", 0), call.at("group", 6), given(call, "weight", 1), given(call, "bias", 2),
                        Recorder::constant(call.number("eps", 7, 1e-5)), Recorder::constant(true)},
                       call.node);
}

// x / sqrt(mean(x^2) + eps), Zhang and Sennrich 2019, eq. 4.
Results rmsNorm(Recorder& recorder, const Pt2Call& call) {
  const Recorded& input = call.at("input", 0);
  const std::size_t axes = integersOf(call, "normalized_shape", 1).size();
  std::vector<std::int64_t> last;
  for (std::size_t i = axes; i > 0; --i) last.push_back(-static_cast<std::int64_t>(i));
  constexpr double smallest = 1.1920928955078125e-07;  // of 32-bit floats around 1
  const Recorded squares = recorder.one("aten::mul", "Tensor", {input, input}, call.node);
  const Recorded mean = recorder.one("aten::mean", "dim",
                                     {squares, Recorder::constant(last), Recorder::constant(true), none()}, call.node);
  const Recorded safe = recorder.one("aten::add", "Scalar",
                                     {mean, Recorder::constant(call.number("eps", 3, smallest)), whole(1)}, call.node);
  Recorded result =
      recorder.one("aten::mul", "Tensor", {input, recorder.one("aten::rsqrt", "", {safe}, call.node)}, call.node);
  if (const Recorded* weight = call.find("weight", 2))
    result = recorder.one("aten::mul", "Tensor", {result, *weight}, call.node);
  return {result};
}

// --- Forms

Results identity(Recorder&, const Pt2Call& call) {
  if (call.arguments.empty()) throw InputError(text("operator ", call.op, " at '", call.node, "' lacks its input"));
  return {call.arguments[0].second};
}

Results droppedOut(Recorder& recorder, const Pt2Call& call) {
  if (call.flag("train", 2, false) || call.flag("training", 2, false)) refuseTraining(call);
  return identity(recorder, call);
}

// (self, *, dtype, layout, device, pin_memory, non_blocking, memory_format); any of the forms of "to"
Results converted(Recorder& recorder, const Pt2Call& call) {
  const Recorded* type = call.find("dtype", 99);
  if (!type) return {call.at("self", 0)};
  return recorder.call("aten::to", "dtype",
                       {call.at("self", 0), *type, Recorder::constant(false), Recorder::constant(false), none()},
                       call.node);
}

Results convertedAs(Recorder& recorder, const Pt2Call& call) {
  const auto type = static_cast<std::int64_t>(tensorOf(call, call.at("other", 1)).scalar_type());
  return recorder.call("aten::to", "dtype",
                       {call.at("self", 0), whole(type), Recorder::constant(false), Recorder::constant(false), none()},
                       call.node);
}

Results reshaped(Recorder& recorder, const Pt2Call& call) {
  return recorder.call("aten::reshape", "", {call.at("self", 0), call.at("size", 1)}, call.node);
}

// Axes of extent 1, the last first so that the others keep their numbers.
Results squeezedAxes(Recorder& recorder, const Pt2Call& call) {
  Recorded result = call.at("self", 0);
  const auto rank = tensorOf(call, result).dim();
  std::vector<std::int64_t> axes = integersOf(call, "dim", 1);
  for (std::int64_t& axis : axes) axis += axis < 0 ? rank : 0;
  std::sort(axes.rbegin(), axes.rend());
  for (const std::int64_t axis : axes) result = recorder.one("aten::squeeze", "dim", {result, whole(axis)}, call.node);
  return {result};
}

Results size(Recorder& recorder, const Pt2Call& call) {
  return recorder.call("aten::size", "int", {call.at("self", 0), call.at("dim", 1)}, call.node);
}

Results stride(Recorder&, const Pt2Call& call) {
  const at::Tensor& tensor = tensorOf(call, call.at("self", 0));
  const std::int64_t axis = call.integer("dim", 1, 0);
  if (axis < -tensor.dim() || axis >= tensor.dim())
    throw InputError(text("operator ", call.op, " at '", call.node, "' names axis ", axis, " of ", tensor.dim()));
  return {whole(tensor.stride(axis))};
}

Results numberOfElements(Recorder&, const Pt2Call& call) {
  return {whole(tensorOf(call, call.at("self", 0)).numel())};
}

Results softmax(Recorder& recorder, const Pt2Call& call) {
  return recorder.call("aten::softmax", "int", {call.at("self", 0), call.at("dim", 1), none()}, call.node);
}

Results logSoftmax(Recorder& recorder, const Pt2Call& call) {
  return recorder.call("aten::log_softmax", "int", {call.at("self", 0), call.at("dim", 1), none()}, call.node);
}

// A correction that is a whole number; later operators take any.
template <const char* op>
Results spread(Recorder& recorder, const Pt2Call& call) {
  const double correction = call.number("correction", 2, 1);
  if (correction != static_cast<double>(static_cast<std::int64_t>(correction)))
    throw InputError(text("operator ", call.op, " at '", call.node, "' has the correction ", correction,
                          ", expected a whole number"));
  return recorder.call(op, "correction",
                       {call.at("self", 0), given(call, "dim", 1), whole(static_cast<std::int64_t>(correction)),
                        Recorder::constant(call.flag("keepdim", 3, false))},
                       call.node);
}
constexpr char variance[] = "aten::var", deviation[] = "aten::std", varianceAndMean[] = "aten::var_mean";

Results repeatedNumber(Recorder& recorder, const Pt2Call& call) {
  const Recorded zeros =
      recorder.one("aten::zeros_like", "", {call.at("self", 0), none(), none(), none(), none(), none()}, call.node);
  return recorder.call("aten::add", "Scalar", {zeros, call.at("value", 1), whole(1)}, call.node);
}

[[noreturn]] Results takesFromData(Recorder&, const Pt2Call& call) {
  throw InputError(text("operator ", call.op, " at '", call.node,
                        "' takes a number or a shape from the data of a tensor; such networks cannot be read"));
}

// --- Quantized graphs (PT2E): weights are dequantized, inputs of layers are not rounded.

constexpr const char* quantizedNotice = "Quantized activations of the file are read as floats.";

Results quantized(Recorder& recorder, const Pt2Call& call) {
  const Recorded& input = call.at("input", 0);
  if (!input.dynamic())
    throw InputError(text("operator ", call.op, " at '", call.node,
                          "' quantizes a constant while it runs, expected its codes in the file"));
  recorder.notice(quantizedNotice);
  return {input};
}

at::Tensor plain(const Pt2Call& call, const Recorded& recorded) {
  const c10::IValue value = valueOf(recorded);
  if (recorded.dynamic() || !(value.isTensor() || value.isDouble() || value.isInt()))
    throw InputError(text("operator ", call.op, " at '", call.node, "' has a scale that is no constant"));
  return value.isTensor() ? value.toTensor().to(at::kDouble)
                          : at::full({}, value.toScalar().toDouble(), at::TensorOptions(at::kDouble));
}

// (code - zero point) * scale
Results dequantized(Recorder& recorder, const Pt2Call& call) {
  const Recorded& input = call.at("input", 0);
  if (input.dynamic()) {
    recorder.notice(quantizedNotice);
    return {input};
  }
  const at::Tensor codes = tensorOf(call, input).to(at::kDouble);
  const bool channels = call.op.find("per_channel") != std::string::npos;
  at::Tensor scale = plain(call, call.at(channels ? "scales" : "scale", 1));
  const Recorded* points = call.find(channels ? "zero_points" : "zero_point", 2);
  at::Tensor point = points ? plain(call, *points) : at::zeros_like(scale);
  if (channels) {
    std::vector<std::int64_t> shape(static_cast<std::size_t>(codes.dim()), 1);
    const std::int64_t axis = call.integer("axis", 3, 0);
    if (axis < -codes.dim() || axis >= codes.dim() || scale.numel() != codes.size(axis) ||
        point.numel() != scale.numel())
      throw InputError(text("operator ", call.op, " at '", call.node, "' has ", scale.numel(), " scales and ",
                            point.numel(), " zero points along axis ", axis, ", which do not fit its input"));
    shape[static_cast<std::size_t>(axis < 0 ? axis + codes.dim() : axis)] = -1;
    scale = scale.reshape(shape);
    point = point.reshape(shape);
  }
  return {Recorder::constant(((codes - point) * scale).to(at::kFloat), input.name)};
}

// --- The table

// Operators with another name, and otherwise the same arguments.
const std::map<std::string, const char*> renamed = {{"aten::view_copy", "aten::view"},
                                                    {"aten::_reshape_copy", "aten::reshape"},
                                                    {"aten::expand_copy", "aten::expand"},
                                                    {"aten::permute_copy", "aten::permute"},
                                                    {"aten::transpose_copy", "aten::transpose"},
                                                    {"aten::t_copy", "aten::t"},
                                                    {"aten::slice_copy", "aten::slice"},
                                                    {"aten::select_copy", "aten::select"},
                                                    {"aten::unsqueeze_copy", "aten::unsqueeze"},
                                                    {"aten::squeeze_copy", "aten::squeeze"},
                                                    {"aten::split_copy", "aten::split"},
                                                    {"aten::split_with_sizes_copy", "aten::split_with_sizes"},
                                                    {"aten::unsafe_split", "aten::split"},
                                                    {"aten::unsafe_split_with_sizes", "aten::split_with_sizes"},
                                                    {"aten::unsafe_chunk", "aten::chunk"},
                                                    {"aten::unbind_copy", "aten::unbind"},
                                                    {"aten::unfold_copy", "aten::unfold"},
                                                    {"aten::diagonal_copy", "aten::diagonal"},
                                                    {"aten::as_strided_copy", "aten::as_strided"},
                                                    {"aten::_unsafe_index", "aten::index"},
                                                    {"aten::_unsafe_index_put", "aten::index_put"},
                                                    {"aten::_adaptive_avg_pool2d", "aten::adaptive_avg_pool2d"},
                                                    {"aten::_adaptive_avg_pool3d", "aten::adaptive_avg_pool3d"},
                                                    {"aten::_prelu_kernel", "aten::prelu"},
                                                    {"aten::_conj", "aten::alias"}};

const std::map<std::string, Rule> rules = {{"aten::_native_batch_norm_legit_no_training", batchNorm},
                                           {"aten::_batch_norm_no_update", batchNorm},
                                           {"aten::_batch_norm_with_update", batchNormOfTraining},
                                           {"aten::_native_batch_norm_legit_functional", batchNormOfMode},
                                           {"aten::_native_batch_norm_legit", batchNormOfMode},
                                           {"aten::native_batch_norm", batchNormOfMode},
                                           {"aten::native_layer_norm", layerNorm},
                                           {"aten::native_group_norm", groupNorm},
                                           {"aten::rms_norm", rmsNorm},
                                           {"aten::_fused_rms_norm", rmsNorm},
                                           {"aten::scaled_dot_product_attention", attention},
                                           {"aten::_scaled_dot_product_attention_math", attention},
                                           {"aten::_scaled_dot_product_flash_attention_for_cpu", flashAttention},
                                           {"aten::_scaled_dot_product_flash_attention", flashAttention},
                                           {"aten::_scaled_dot_product_efficient_attention", efficientAttention},
                                           {"aten::_scaled_dot_product_cudnn_attention", efficientAttention},
                                           {"aten::native_dropout", droppedOut},
                                           {"aten::dropout", droppedOut},
                                           {"aten::feature_dropout", droppedOut},
                                           {"aten::alpha_dropout", droppedOut},
                                           {"aten::clone", identity},
                                           {"aten::contiguous", identity},
                                           {"aten::detach", identity},
                                           {"aten::detach_copy", identity},
                                           {"aten::alias", identity},
                                           {"aten::alias_copy", identity},
                                           {"aten::lift", identity},
                                           {"aten::lift_fresh", identity},
                                           {"aten::lift_fresh_copy", identity},
                                           {"aten::positive", identity},
                                           {"aten::_to_copy", converted},
                                           {"aten::to", converted},
                                           {"aten::type_as", convertedAs},
                                           {"aten::_unsafe_view", reshaped},
                                           {"aten::_reshape_alias", reshaped},
                                           {"aten::sym_size", size},
                                           {"aten::sym_stride", stride},
                                           {"aten::sym_numel", numberOfElements},
                                           {"aten::_softmax", softmax},
                                           {"aten::_safe_softmax", softmax},
                                           {"aten::_log_softmax", logSoftmax},
                                           {"aten::fill", repeatedNumber},
                                           {"aten::item", takesFromData},
                                           {"aten::_local_scalar_dense", takesFromData},
                                           {"aten::nonzero", takesFromData},
                                           {"aten::nonzero_static", takesFromData},
                                           {"aten::masked_select", takesFromData},
                                           {"quantized_decomposed::quantize_per_tensor", quantized},
                                           {"quantized_decomposed::quantize_per_channel", quantized},
                                           {"quantized_decomposed::dequantize_per_tensor", dequantized},
                                           {"quantized_decomposed::dequantize_per_channel", dequantized}};

// The same, where only one overload differs.
const std::map<std::pair<std::string, std::string>, Rule> overloads = {
    {{"aten::squeeze", "dims"}, squeezedAxes},
    {{"aten::to", "other"}, convertedAs},
    {{"aten::var", "correction"}, spread<variance>},
    {{"aten::std", "correction"}, spread<deviation>},
    {{"aten::var_mean", "correction"}, spread<varianceAndMean>}};

}  // namespace
}  // namespace exported_operators

bool isPt2Assertion(const std::string& op) {
  static constexpr const char* known[] = {"aten::_assert_tensor_metadata",
                                          "aten::_assert_scalar",
                                          "aten::_assert_async",
                                          "aten::_functional_assert_async",
                                          "aten::_functional_assert_scalar",
                                          "aten::sym_constrain_range",
                                          "aten::sym_constrain_range_for_size",
                                          "aten::_functional_sym_constrain_range",
                                          "aten::_functional_sym_constrain_range_for_size"};
  return std::find(std::begin(known), std::end(known), op) != std::end(known);
}

std::vector<Recorded> recordPt2Call(Recorder& recorder, Pt2Call call) {
  using namespace exported_operators;
  if (const auto found = renamed.find(call.op); found != renamed.end()) call.op = found->second;
  // In training mode, a batch norm that is not decomposed has its mode as an argument.
  if (call.op == "aten::batch_norm" && call.flag("training", 5, false)) refuseTraining(call);
  if (const auto found = overloads.find({call.op, call.overload}); found != overloads.end())
    return found->second(recorder, call);
  if (const auto found = rules.find(call.op); found != rules.end()) return found->second(recorder, call);
  std::vector<Recorded> arguments = declaredArguments(call);
  return recorder.call(call.op, call.overload, std::move(arguments), call.node);
}

}  // namespace bitprism
