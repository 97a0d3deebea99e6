#include "core/torch/read/operator_rewrites.h"

#include <torch/script.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/read/constant_product.h"

namespace bitprism {
namespace {

using Results = std::vector<Recorded>;
using MaybeResults = std::optional<Results>;

Recorded made(const c10::IValue& value) {
  Recorded recorded;
  recorded.value = std::make_shared<const c10::IValue>(value);
  return recorded;
}

std::vector<std::int64_t> integersOf(const Recorded& recorded) {
  const c10::IValue value = valueOf(recorded);
  if (value.isInt()) return {value.toInt()};
  return value.toIntVector();
}

Recorded integers(const std::vector<std::int64_t>& values) {
  return made(c10::IValue(values));
}

Recorded spread(const Recorded& recorded, std::size_t rank) {
  std::vector<std::int64_t> values = integersOf(recorded);
  if (values.size() == 1) values.assign(rank, values[0]);
  return integers(values);
}

// The spatial axes of a convolution with these weights.
std::size_t spatialRank(const Recorded& weight, const std::string& op, const std::string& node) {
  const std::int64_t rank = valueOf(weight).toTensor().dim() - 2;
  if (rank < 1) throw InputError(text("operator ", op, " at '", node, "' has weights of ", rank + 2, " axes"));
  return static_cast<std::size_t>(rank);
}

bool isFloating(const Recorded& recorded) {
  return recorded.value && recorded.value->isTensor() && recorded.value->toTensor().is_floating_point();
}

Recorded absent() {
  return made(c10::IValue());
}

std::vector<std::int64_t> sizesOf(const Recorded& recorded) {
  return valueOf(recorded).toTensor().sizes().vec();
}

// --- Operators as several simpler ones

// One of the tensor's axes, counted from 0, from an argument.
std::int64_t axisOf(const OperatorCall& call, std::size_t argument) {
  const std::int64_t axis = valueOf(call.arguments.at(argument)).toInt();
  const auto rank = static_cast<std::int64_t>(sizesOf(call.arguments.front()).size());
  if (axis < -rank || axis >= rank)
    throw InputError(
        text("operator ", call.op, " at '", call.node, "' names axis ", axis, " of a tensor with ", rank, " axes"));
  return axis < 0 ? axis + rank : axis;
}

std::int64_t extentOf(const OperatorCall& call, std::int64_t axis) {
  return sizesOf(call.arguments.front()).at(static_cast<std::size_t>(axis));
}

Results sliced(Recorder& recorder, const OperatorCall& call, std::int64_t axis,
               const std::vector<std::int64_t>& parts) {
  std::vector<Recorded> items;
  std::int64_t begin = 0;
  for (const std::int64_t part : parts) {
    items.push_back(recorder.one(
        "aten::slice", "Tensor",
        {call.arguments.front(), made(axis), made(begin), made(begin + part), made(std::int64_t{1})}, call.node));
    begin += part;
  }
  return {Recorder::list(std::move(items), ListKind::Tensors)};
}

std::vector<std::int64_t> equalParts(std::int64_t extent, std::int64_t part) {
  std::vector<std::int64_t> parts;
  for (; extent > 0; extent -= part) parts.push_back(std::min(part, extent));
  return parts;
}

Results reshaped(Recorder& recorder, const OperatorCall& call, const std::vector<std::int64_t>& sizes) {
  return recorder.call("aten::reshape", "", {call.arguments.front(), integers(sizes)}, call.node);
}

MaybeResults chunk(Recorder& recorder, const OperatorCall& call) {
  const std::int64_t axis = axisOf(call, 2), extent = extentOf(call, axis), count = valueOf(call.arguments[1]).toInt();
  if (count < 1) return {};
  return sliced(recorder, call, axis, equalParts(extent, std::max<std::int64_t>(1, (extent + count - 1) / count)));
}

MaybeResults split(Recorder& recorder, const OperatorCall& call) {
  const std::int64_t axis = axisOf(call, 2), extent = extentOf(call, axis);
  const c10::IValue parts = valueOf(call.arguments[1]);
  if (parts.isInt() && parts.toInt() < 1) return {};
  return sliced(recorder, call, axis, parts.isInt() ? equalParts(extent, parts.toInt()) : parts.toIntVector());
}

MaybeResults unbind(Recorder& recorder, const OperatorCall& call) {
  const std::int64_t axis = axisOf(call, 1), extent = extentOf(call, axis);
  std::vector<Recorded> items;
  for (std::int64_t i = 0; i < extent; ++i)
    items.push_back(recorder.one("aten::select", "int", {call.arguments.front(), made(axis), made(i)}, call.node));
  return Results{Recorder::list(std::move(items), ListKind::Tensors)};
}

MaybeResults viewAs(Recorder& recorder, const OperatorCall& call) {
  return reshaped(recorder, call, sizesOf(call.arguments[1]));
}

MaybeResults expandAs(Recorder& recorder, const OperatorCall& call) {
  return recorder.call("aten::expand", "", {call.arguments.front(), integers(sizesOf(call.arguments[1])), made(false)},
                       call.node);
}

MaybeResults unflatten(Recorder& recorder, const OperatorCall& call) {
  const std::int64_t axis = axisOf(call, 1);
  std::vector<std::int64_t> sizes = sizesOf(call.arguments.front());
  const std::vector<std::int64_t> parts = valueOf(call.arguments[2]).toIntVector();
  sizes.erase(sizes.begin() + axis);
  sizes.insert(sizes.begin() + axis, parts.begin(), parts.end());
  return reshaped(recorder, call, sizes);
}

MaybeResults reversedAxes(Recorder& recorder, const OperatorCall& call) {
  std::vector<std::int64_t> order(sizesOf(call.arguments.front()).size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(order.size() - 1 - i);
  return recorder.call("aten::permute", "", {call.arguments.front(), integers(order)}, call.node);
}

Results converted(Recorder& recorder, const OperatorCall& call, at::ScalarType type) {
  return recorder.call(
      "aten::to", "dtype",
      {call.arguments.front(), made(static_cast<std::int64_t>(type)), made(false), made(false), absent()}, call.node);
}

MaybeResults toFloats(Recorder& recorder, const OperatorCall& call) {
  return converted(recorder, call, at::kFloat);
}

MaybeResults toIntegers(Recorder& recorder, const OperatorCall& call) {
  if (!valueOf(call.arguments.front()).isTensor()) return {};
  return converted(recorder, call, at::kLong);
}

MaybeResults maxPoolWithIndices(Recorder& recorder, const OperatorCall& call) {
  Results results = recorder.call("aten::max_pool2d", "", call.arguments, call.node);
  results.push_back(absent());  // the indices are not available
  return results;
}

MaybeResults addRelu(Recorder& recorder, const OperatorCall& call) {
  return recorder.call("aten::relu", "", {recorder.one("aten::add", call.overload, call.arguments, call.node)},
                       call.node);
}

MaybeResults square(Recorder& recorder, const OperatorCall& call) {
  return recorder.call("aten::mul", "Tensor", {call.arguments.front(), call.arguments.front()}, call.node);
}

// A constant vector of integers selects along one axis.
MaybeResults index(Recorder& recorder, const OperatorCall& call) {
  if (call.overload != "Tensor" || call.arguments[1].dynamic()) return {};
  const c10::List<c10::IValue> indices = valueOf(call.arguments[1]).toList().copy();
  std::int64_t axis = -1;
  at::Tensor index;
  bool plain = true;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const c10::IValue item = indices.get(i);
    if (item.isNone() || !item.toTensor().defined()) continue;
    plain &= axis < 0 && item.toTensor().dim() == 1 && item.toTensor().scalar_type() == at::kLong;
    axis = static_cast<std::int64_t>(i);
    index = item.toTensor();
  }
  if (!plain || axis < 0) return {};
  return recorder.call("aten::index_select", "", {call.arguments.front(), made(axis), made(index)}, call.node);
}

MaybeResults embedding(Recorder& recorder, const OperatorCall& call) {
  const Recorded& first = call.arguments.front();
  if (first.dynamic() || !call.arguments[2].dynamic() || !isFloating(first) || sizesOf(first).size() != 2 ||
      axisOf(call, 1) != 0)
    return {};
  return recorder.call("aten::embedding", "",
                       {first, call.arguments[2], made(std::int64_t{-1}), made(false), made(false)}, call.node);
}

bool isUnscaled(const OperatorCall& addmm) {
  return valueOf(addmm.arguments[3]).toScalar().toDouble() == 1 &&
         valueOf(addmm.arguments[4]).toScalar().toDouble() == 1;
}

MaybeResults addmmOfConstant(Recorder& recorder, const OperatorCall& call) {
  if (call.arguments[1].dynamic() || !call.arguments[2].dynamic() || !isUnscaled(call)) return {};
  const Recorded product = recorder.one("aten::mm", "", {call.arguments[1], call.arguments[2]}, call.node);
  return recorder.call("aten::add", "Tensor", {product, call.arguments.front(), made(std::int64_t{1})}, call.node);
}

// Multi-head self-attention in the form that transformers use for inference, written out so that its projections are
// layers: (query, key, value, embedding, heads, qkv_weight, qkv_bias, out_weight, out_bias, mask, need_weights,
// average, mask_type). Vaswani et al. 2017, eq. 1.
MaybeResults nativeAttention(Recorder& recorder, const OperatorCall& call) {
  const std::vector<Recorded>& arguments = call.arguments;
  const std::string& node = call.node;
  const auto whole = [](std::int64_t value) { return Recorder::constant(value); };
  const Recorded& query = arguments[0];
  const bool self = arguments[1].slot == query.slot && arguments[2].slot == query.slot;
  if (!self || !valueOf(arguments[9]).isNone() || valueOf(arguments[10]).toBool())
    throw InputError(text("attention at '", node,
                          "' is masked, returns its weights or is not self-attention, which is not supported"));
  const std::int64_t width = valueOf(arguments[3]).toInt(), heads = valueOf(arguments[4]).toInt();
  const std::vector<std::int64_t> sizes = sizesOf(query);
  if (sizes.size() != 3 || heads < 1 || width < heads)
    throw InputError(text("attention at '", node, "' has ", heads, " heads for ", width, " numbers, ", sizes.size(),
                          " axes, expected 3 axes and a width divisible by the heads"));
  const std::int64_t rows = sizes[0], steps = sizes[1], part = width / heads;
  const Recorded all = recorder.one("aten::linear", "", {query, arguments[5], arguments[6]}, node);
  const Recorded split = recorder.one("aten::reshape", "", {all, integers({rows, steps, 3, heads, part})}, node);
  const Recorded turned = recorder.one("aten::permute", "", {split, integers({2, 0, 3, 1, 4})}, node);
  const auto third = [&](std::int64_t i) {
    return recorder.one("aten::select", "int", {turned, whole(0), whole(i)}, node);
  };
  const Recorded scaled = recorder.one(
      "aten::mul", "Scalar", {third(0), Recorder::constant(1.0 / std::sqrt(static_cast<double>(part)))}, node);
  const Recorded keys = recorder.one("aten::transpose", "int", {third(1), whole(2), whole(3)}, node);
  const Recorded weights = recorder.one(
      "aten::softmax", "int",
      {recorder.one("aten::matmul", "", {scaled, keys}, node), whole(-1), Recorder::constant(c10::IValue())}, node);
  const Recorded mixed = recorder.one("aten::matmul", "", {weights, third(2)}, node);
  const Recorded back = recorder.one("aten::permute", "", {mixed, integers({0, 2, 1, 3})}, node);
  const Recorded joined = recorder.one("aten::reshape", "", {back, integers({rows, steps, width})}, node);
  return Results{recorder.one("aten::linear", "", {joined, arguments[7], arguments[8]}, node), absent()};
}

using Rewrite = MaybeResults (*)(Recorder&, const OperatorCall&);
const std::map<std::string, Rewrite> rewrites = {{"aten::chunk", chunk},
                                                 {"aten::split", split},
                                                 {"aten::split_with_sizes", split},
                                                 {"aten::unbind", unbind},
                                                 {"aten::view_as", viewAs},
                                                 {"aten::reshape_as", viewAs},
                                                 {"aten::expand_as", expandAs},
                                                 {"aten::unflatten", unflatten},
                                                 {"aten::numpy_T", reversedAxes},
                                                 {"aten::T", reversedAxes},
                                                 {"aten::half", toFloats},
                                                 {"aten::double", toFloats},
                                                 {"aten::bfloat16", toFloats},
                                                 {"aten::float", toFloats},
                                                 {"aten::_cast_Float", toFloats},
                                                 {"aten::_cast_Half", toFloats},
                                                 {"aten::_cast_Double", toFloats},
                                                 {"aten::long", toIntegers},
                                                 {"aten::int", toIntegers},
                                                 {"aten::_cast_Long", toIntegers},
                                                 {"aten::_cast_Int", toIntegers},
                                                 {"aten::max_pool2d_with_indices", maxPoolWithIndices},
                                                 {"aten::_add_relu", addRelu},
                                                 {"aten::_add_relu_", addRelu},
                                                 {"aten::square", square},
                                                 {"aten::index", index}};
// After constant products, which take some of these.
const std::map<std::string, Rewrite> laterRewrites = {{"aten::index_select", embedding},
                                                      {"aten::addmm", addmmOfConstant},
                                                      {"aten::_native_multi_head_attention", nativeAttention}};

MaybeResults rewrittenBy(const std::map<std::string, Rewrite>& table, Recorder& recorder, const OperatorCall& call) {
  const auto found = table.find(call.op);
  return found == table.end() ? MaybeResults() : found->second(recorder, call);
}

// --- Operators in canonical form

void become(OperatorCall& call, const char* op, std::vector<Recorded> arguments) {
  call.op = op;
  call.overload.clear();
  call.arguments = std::move(arguments);
}

// (input, weight, bias, stride, padding, dilation, groups)
void convolution(Recorder& recorder, OperatorCall& call) {
  std::vector<Recorded>& arguments = call.arguments;
  const at::Tensor weight = valueOf(arguments[1]).toTensor();
  const std::size_t rank = spatialRank(arguments[1], call.op, call.node);
  const Recorded dilation = spread(arguments[5], rank);
  Recorded padding;
  if (call.overload == "padding") {
    // "same" and "valid" as numbers; additional padding after the end is a separate operator.
    std::vector<std::int64_t> before(rank, 0), pairs;
    bool uneven = false;
    if (valueOf(arguments[4]).toStringRef() == "same")
      for (std::size_t i = rank; i-- > 0;) {
        const std::int64_t all = integersOf(dilation).at(i) * (weight.size(static_cast<std::int64_t>(i) + 2) - 1);
        before[i] = all / 2;
        pairs.push_back(0);
        pairs.push_back(all % 2);
        uneven |= all % 2 != 0;
      }
    if (uneven)
      arguments[0] = recorder.one("aten::constant_pad_nd", "", {arguments[0], integers(pairs), made(0.0)}, call.node);
    padding = integers(before);
  } else {
    padding = spread(arguments[4], rank);
  }
  const Recorded stride = spread(arguments[3], rank), none = integers(std::vector<std::int64_t>(rank, 0));
  become(call, "aten::convolution",
         {arguments[0], arguments[1], arguments[2], stride, padding, dilation, made(false), none, arguments[6]});
}

// (input, weight, bias, stride, padding, output_padding, groups, dilation)
void transposedConvolution(Recorder&, OperatorCall& call) {
  const std::vector<Recorded>& arguments = call.arguments;
  const std::size_t rank = spatialRank(arguments[1], call.op, call.node);
  become(call, "aten::convolution",
         {arguments[0], arguments[1], arguments[2], spread(arguments[3], rank), spread(arguments[4], rank),
          spread(arguments[7], rank), made(true), spread(arguments[5], rank), arguments[6]});
}

void anyConvolution(Recorder&, OperatorCall& call) {
  call.arguments.resize(9);
  call.op = "aten::convolution";
  call.overload.clear();
}

void addmm(Recorder& recorder, OperatorCall& call) {
  const std::vector<Recorded>& arguments = call.arguments;
  if (arguments[2].dynamic() || !isUnscaled(call) || valueOf(arguments[0]).toTensor().dim() != 1) return;
  const Recorded weight = recorder.one("aten::t", "", {arguments[2]}, call.node);
  become(call, "aten::linear", {arguments[1], weight, arguments[0]});
}

void matmul(Recorder& recorder, OperatorCall& call) {
  const std::vector<Recorded>& arguments = call.arguments;
  if (!arguments[0].dynamic() || arguments[1].dynamic() || valueOf(arguments[1]).toTensor().dim() != 2 ||
      !isFloating(arguments[1]))
    return;
  become(call, "aten::linear", {arguments[0], recorder.one("aten::t", "", {arguments[1]}, call.node), absent()});
}

void pad(Recorder&, OperatorCall& call) {
  const std::vector<Recorded>& arguments = call.arguments;
  if (valueOf(arguments[2]).toStringRef() != "constant") return;
  const c10::IValue value = valueOf(arguments[3]);
  become(call, "aten::constant_pad_nd", {arguments[0], arguments[1], made(value.isNone() ? c10::IValue(0.0) : value)});
}

// Also returns indices, which networks do not use; the plain maximum does not.
void adaptiveMaxPool(Recorder&, OperatorCall& call) {
  if (integersOf(call.arguments[1]) != std::vector<std::int64_t>{1, 1}) return;
  become(call, "aten::amax", {call.arguments[0], integers({2, 3}), made(true)});
}

void view(Recorder&, OperatorCall& call) {
  if (call.overload.empty()) call.op = "aten::reshape";
}

void unsafeView(Recorder&, OperatorCall& call) {
  call.op = "aten::reshape";
}

// The element type of aten::to in its overloads other than "dtype".
at::ScalarType convertedType(const std::string& overload, const std::vector<Recorded>& arguments) {
  const at::ScalarType before = valueOf(arguments[0]).toTensor().scalar_type();
  if (overload == "other") return valueOf(arguments[1]).toTensor().scalar_type();
  if (overload == "prim_other") return valueOf(arguments[1]).toTensor().scalar_type();
  for (std::size_t i = 1; i < std::min<std::size_t>(arguments.size(), 3); ++i)
    if (const c10::IValue value = valueOf(arguments[i]); value.isInt())
      return static_cast<at::ScalarType>(value.toInt());
  return before;
}

// The result of its many variants is known from the example.
void conversion(Recorder&, OperatorCall& call) {
  if (call.overload != "dtype" && valueOf(call.arguments[0]).isTensor()) {
    const at::ScalarType type = convertedType(call.overload, call.arguments);
    call.arguments = {call.arguments[0], made(static_cast<std::int64_t>(type)), made(false), made(false), absent()};
    call.overload = "dtype";
  }
  if (call.overload != "dtype") return;
  const auto type = static_cast<at::ScalarType>(valueOf(call.arguments[1]).toInt());
  if (at::isFloatingType(type) && type != at::kFloat)
    call.arguments[1] = made(static_cast<std::int64_t>(at::kFloat));
  else if (at::isIntegralType(type, false) && type != at::kLong)
    call.arguments[1] = made(static_cast<std::int64_t>(at::kLong));
}

using Form = void (*)(Recorder&, OperatorCall&);
const std::map<std::string, Form> forms = {{"aten::conv1d", convolution},
                                           {"aten::conv2d", convolution},
                                           {"aten::conv3d", convolution},
                                           {"aten::conv_transpose1d", transposedConvolution},
                                           {"aten::conv_transpose2d", transposedConvolution},
                                           {"aten::conv_transpose3d", transposedConvolution},
                                           {"aten::_convolution", anyConvolution},
                                           {"aten::addmm", addmm},
                                           {"aten::matmul", matmul},
                                           {"aten::mm", matmul},
                                           {"aten::pad", pad},
                                           {"aten::adaptive_max_pool2d", adaptiveMaxPool},
                                           {"aten::view", view},
                                           {"aten::_unsafe_view", unsafeView},
                                           {"aten::to", conversion}};

}  // namespace

std::optional<std::vector<Recorded>> rewritten(Recorder& recorder, const OperatorCall& call) {
  if (MaybeResults results = rewrittenBy(rewrites, recorder, call)) return results;
  if (std::optional<Recorded> product = constantProduct(recorder, call.op, call.arguments, call.node))
    return Results{*std::move(product)};
  return rewrittenBy(laterRewrites, recorder, call);
}

OperatorCall canonical(Recorder& recorder, OperatorCall call) {
  if (const auto found = forms.find(call.op); found != forms.end()) {
    found->second(recorder, call);
    return call;
  }
  if (call.op.size() > 7 && call.op.ends_with("_") && !call.op.ends_with("__")) {
    const std::string functional = call.op.substr(0, call.op.size() - 1);
    if (torch::jit::findOperatorFor(c10::OperatorName(functional, call.overload))) call.op = functional;
  }
  return call;
}

}  // namespace bitprism
