#include "core/torch/read/recorder.h"

#include <torch/script.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/blas.h"
#include "core/torch/graph/computation.h"
#include "core/torch/graph/torch_problem.h"
#include "core/torch/graph/torch_tensors.h"
#include "core/torch/read/constant_product.h"
#include "core/torch/read/tied_constants.h"

namespace bitprism {
namespace {

constexpr std::size_t maximumInstructions = 200'000;

at::TypePtr elementType(ListKind kind) {
  switch (kind) {
    case ListKind::Tensors:
      return c10::TensorType::get();
    case ListKind::OptionalTensors:
      return c10::OptionalType::create(c10::TensorType::get());
    case ListKind::Integers:
      return c10::IntType::get();
    case ListKind::Floats:
      return c10::FloatType::get();
    case ListKind::Booleans:
      return c10::BoolType::get();
  }
  return c10::AnyType::get();
}

bool reads(const std::string& op, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return op == name; });
}

// Operators whose result is about the tensor's form, not its numbers: also new tensors of its shape, which may be
// filled in place afterwards.
bool asksForm(const std::string& op) {
  return reads(
      op, {"aten::size",         "aten::dim",       "aten::len",        "aten::numel",     "aten::is_floating_point",
           "prim::dtype",        "prim::device",    "prim::is_cuda",    "prim::layout",    "aten::stride",
           "prim::is_quantized", "prim::shape",     "aten::zeros_like", "aten::ones_like", "aten::full_like",
           "aten::empty_like",   "aten::new_zeros", "aten::new_ones",   "aten::new_full",  "aten::new_empty"});
}

// Operators that do more than compute, or compute something else each time.
bool forbidden(const std::string& op) {
  return !isComputation(op) || reads(op, {"aten::rand", "aten::randn", "aten::bernoulli"});
}

Recorded make(const c10::IValue& value) {
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
  return make(c10::IValue(values));
}

Recorded spread(const Recorded& recorded, std::size_t rank) {
  std::vector<std::int64_t> values = integersOf(recorded);
  if (values.size() == 1) values.assign(rank, values[0]);
  return integers(values);
}

// Axes over which a convolution with these weights moves.
std::size_t spatialRank(const Recorded& weight, const std::string& op, const std::string& node) {
  const std::int64_t rank = valueOf(weight).toTensor().dim() - 2;
  if (rank < 1) throw InputError(text("operator ", op, " at '", node, "' has weights of ", rank + 2, " axes"));
  return static_cast<std::size_t>(rank);
}

bool isFloating(const Recorded& recorded) {
  return recorded.value && recorded.value->isTensor() && recorded.value->toTensor().is_floating_point();
}

// Networks are read as float32 from any stored width.
c10::IValue inSingle(const c10::IValue& value) {
  if (!value.isTensor() || !value.toTensor().defined()) return value;
  const at::Tensor& tensor = value.toTensor();
  if (!tensor.is_floating_point() || tensor.scalar_type() == at::kFloat) return value;
  return tensor.to(at::kFloat);
}

std::vector<std::int64_t> sizesOf(const Recorded& recorded) {
  return valueOf(recorded).toTensor().sizes().vec();
}

}  // namespace

bool Recorded::dynamic() const {
  if (items) return std::any_of(items->begin(), items->end(), [](const Recorded& item) { return item.dynamic(); });
  return slot >= 0;
}

c10::IValue valueOf(const Recorded& recorded) {
  if (!recorded.items) return *recorded.value;
  c10::impl::GenericList list(elementType(recorded.kind));
  for (const Recorded& item : *recorded.items) list.push_back(valueOf(item));
  return list;
}

Recorded Recorder::input(const std::string& name, const c10::IValue& example, Shape shape) {
  Recorded recorded = make(example);
  recorded.slot = recording_.program.slotCount++;
  recorded.fromData = true;
  const at::ScalarType type = example.toTensor().scalar_type();
  recording_.program.inputs.push_back({name, std::move(shape),
                                       type == at::kBool                 ? InputKind::Boolean
                                       : at::isIntegralType(type, false) ? InputKind::Integer
                                                                         : InputKind::Float});
  recording_.shapes.push_back(example.toTensor().sizes().vec());
  recording_.inputs.push_back(recorded.value);
  return recorded;
}

Recorded Recorder::constant(const c10::IValue& value, const std::string& name) {
  Recorded recorded = make(value);
  recorded.name = name;
  return recorded;
}

Recorded Recorder::list(std::vector<Recorded> items, ListKind kind) {
  Recorded recorded;
  recorded.items = std::make_shared<std::vector<Recorded>>(std::move(items));
  recorded.kind = kind;
  return recorded;
}

Recorded Recorder::one(const std::string& op, const std::string& overload, std::vector<Recorded> arguments,
                       const std::string& node) {
  std::vector<Recorded> results = call(op, overload, std::move(arguments), node);
  if (results.size() != 1)
    throw InputError(text("operator ", op, " at '", node, "' gives ", results.size(), " results, expected one"));
  return results[0];
}

namespace {

torch::jit::Stack runOnExample(const std::string& op, const std::string& overload,
                               const std::vector<Recorded>& arguments, const std::string& node) {
  const auto found = torch::jit::findOperatorFor(c10::OperatorName(op, overload));
  if (!found)
    throw InputError(text("operator ", op, overload.empty() ? "" : ".", overload, " at '", node, "' is not known"));
  torch::jit::Stack stack;
  for (const Recorded& argument : arguments) stack.push_back(valueOf(argument));
  try {
    const std::unique_lock<std::mutex> turn = entersLapack(op) ? lapackTurn() : std::unique_lock<std::mutex>();
    found->getOperation()(stack);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& problem) {
    throw InputError(text("operator ", op, " at '", node, "' fails: ", problemText(problem)));
  }
  return stack;
}

// An operator on constants, or one that asks for a form: its result is a constant.
std::vector<Recorded> computed(const std::string& op, const std::string& overload,
                               const std::vector<Recorded>& arguments, const std::string& node) {
  std::string name;
  for (const Recorded& argument : arguments)
    if (name.empty()) name = argument.name;
  std::vector<Recorded> results;
  for (const c10::IValue& value : runOnExample(op, overload, arguments, node))
    results.push_back(Recorder::constant(inSingle(value), name));
  return results;
}

// The element type that aten::to gives in one of its overloads other than "dtype".
at::ScalarType convertedType(const std::string& overload, const std::vector<Recorded>& arguments) {
  const at::ScalarType before = valueOf(arguments[0]).toTensor().scalar_type();
  if (overload == "other") return valueOf(arguments[1]).toTensor().scalar_type();
  if (overload == "prim_other") return valueOf(arguments[1]).toTensor().scalar_type();
  for (std::size_t i = 1; i < std::min<std::size_t>(arguments.size(), 3); ++i)
    if (const c10::IValue value = valueOf(arguments[i]); value.isInt())
      return static_cast<at::ScalarType>(value.toInt());
  return before;
}

// Multi-head self-attention as transformers run it when they do not train, written out so that its projections are
// layers: (query, key, value, embedding, heads, qkv_weight, qkv_bias, out_weight, out_bias, mask, need_weights,
// average, mask_type). Vaswani et al. 2017, eq. 1.
std::vector<Recorded> nativeAttention(Recorder& recorder, const std::vector<Recorded>& arguments,
                                      const std::string& node) {
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
  return {recorder.one("aten::linear", "", {joined, arguments[7], arguments[8]}, node),
          Recorder::constant(c10::IValue())};
}

}  // namespace

// Operators that are written down as several simpler ones. False: not one of them.
bool Recorder::rewritten(const std::string& op, const std::string& overload, const std::vector<Recorded>& arguments,
                         const std::string& node, std::vector<Recorded>& results) {
  const Recorded& first = arguments.front();
  const auto sliced = [&](std::int64_t axis, const std::vector<std::int64_t>& parts) {
    std::vector<Recorded> items;
    std::int64_t begin = 0;
    for (const std::int64_t part : parts) {
      items.push_back(one("aten::slice", "Tensor",
                          {first, constant(axis), constant(begin), constant(begin + part), constant(std::int64_t{1})},
                          node));
      begin += part;
    }
    results = {list(std::move(items), ListKind::Tensors)};
    return true;
  };
  const auto equalParts = [](std::int64_t extent, std::int64_t part) {
    std::vector<std::int64_t> parts;
    for (; extent > 0; extent -= part) parts.push_back(std::min(part, extent));
    return parts;
  };
  const auto axisOf = [&](std::size_t i) {
    const std::int64_t axis = valueOf(arguments.at(i)).toInt();
    const auto rank = static_cast<std::int64_t>(sizesOf(first).size());
    if (axis < -rank || axis >= rank)
      throw InputError(text("operator ", op, " at '", node, "' names axis ", axis, " of ", rank));
    return axis < 0 ? axis + rank : axis;
  };
  const auto reshaped = [&](const std::vector<std::int64_t>& sizes) {
    results = call("aten::reshape", "", {first, integers(sizes)}, node);
    return true;
  };
  if (op == "aten::chunk") {
    const std::int64_t axis = axisOf(2), extent = sizesOf(first).at(static_cast<std::size_t>(axis)),
                       count = valueOf(arguments[1]).toInt();
    if (count < 1) return false;
    return sliced(axis, equalParts(extent, std::max<std::int64_t>(1, (extent + count - 1) / count)));
  }
  if (op == "aten::split" || op == "aten::split_with_sizes") {
    const std::int64_t axis = axisOf(2), extent = sizesOf(first).at(static_cast<std::size_t>(axis));
    const c10::IValue parts = valueOf(arguments[1]);
    if (parts.isInt() && parts.toInt() < 1) return false;
    return sliced(axis, parts.isInt() ? equalParts(extent, parts.toInt()) : parts.toIntVector());
  }
  if (op == "aten::unbind") {
    const std::int64_t axis = axisOf(1), extent = sizesOf(first).at(static_cast<std::size_t>(axis));
    std::vector<Recorded> items;
    for (std::int64_t i = 0; i < extent; ++i)
      items.push_back(one("aten::select", "int", {first, constant(axis), constant(i)}, node));
    results = {list(std::move(items), ListKind::Tensors)};
    return true;
  }
  if (reads(op, {"aten::view_as", "aten::reshape_as"})) return reshaped(sizesOf(arguments[1]));
  if (op == "aten::expand_as") {
    results = call("aten::expand", "", {first, integers(sizesOf(arguments[1])), constant(false)}, node);
    return true;
  }
  if (op == "aten::unflatten") {
    const std::int64_t axis = axisOf(1);
    std::vector<std::int64_t> sizes = sizesOf(first);
    const std::vector<std::int64_t> parts = valueOf(arguments[2]).toIntVector();
    sizes.erase(sizes.begin() + axis);
    sizes.insert(sizes.begin() + axis, parts.begin(), parts.end());
    return reshaped(sizes);
  }
  if (reads(op, {"aten::numpy_T", "aten::T"})) {
    std::vector<std::int64_t> order(sizesOf(first).size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(order.size() - 1 - i);
    results = call("aten::permute", "", {first, integers(order)}, node);
    return true;
  }
  if (reads(op, {"aten::half", "aten::double", "aten::bfloat16", "aten::float", "aten::_cast_Float", "aten::_cast_Half",
                 "aten::_cast_Double"}) ||
      (reads(op, {"aten::long", "aten::int", "aten::_cast_Long", "aten::_cast_Int"}) && valueOf(first).isTensor())) {
    const bool whole = reads(op, {"aten::long", "aten::int", "aten::_cast_Long", "aten::_cast_Int"});
    results = call("aten::to", "dtype",
                   {first, constant(static_cast<std::int64_t>(whole ? at::kLong : at::kFloat)), constant(false),
                    constant(false), constant(c10::IValue())},
                   node);
    return true;
  }
  if (op == "aten::max_pool2d_with_indices") {
    results = call("aten::max_pool2d", "", arguments, node);
    results.push_back(constant(c10::IValue()));  // nobody can read the indices
    return true;
  }
  if (reads(op, {"aten::_add_relu", "aten::_add_relu_"})) {
    results = call("aten::relu", "", {one("aten::add", overload, arguments, node)}, node);
    return true;
  }
  if (op == "aten::square") {
    results = call("aten::mul", "Tensor", {first, first}, node);
    return true;
  }
  if (op == "aten::index" && overload == "Tensor" && !arguments[1].dynamic()) {
    // One vector of constant whole numbers picks along one axis.
    const c10::List<c10::IValue> indices = valueOf(arguments[1]).toList().copy();
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
    if (!plain || axis < 0) return false;
    results = call("aten::index_select", "", {first, constant(axis), constant(index)}, node);
    return true;
  }
  if (std::optional<Recorded> found = constantProduct(*this, op, arguments, node)) {
    results = {*std::move(found)};
    return true;
  }
  if (op == "aten::index_select" && !first.dynamic() && arguments[2].dynamic() && isFloating(first) &&
      sizesOf(first).size() == 2 && axisOf(1) == 0) {
    results = call("aten::embedding", "",
                   {first, arguments[2], constant(std::int64_t{-1}), constant(false), constant(false)}, node);
    return true;
  }
  if (op == "aten::addmm" && !arguments[1].dynamic() && arguments[2].dynamic() &&
      valueOf(arguments[3]).toScalar().toDouble() == 1 && valueOf(arguments[4]).toScalar().toDouble() == 1) {
    const Recorded product = one("aten::mm", "", {arguments[1], arguments[2]}, node);
    results = call("aten::add", "Tensor", {product, first, constant(std::int64_t{1})}, node);
    return true;
  }
  if (op == "aten::_native_multi_head_attention") {
    results = nativeAttention(*this, arguments, node);
    return true;
  }
  return false;
}

// Rewrites an operator into the form that programs are written in.
void Recorder::canonicalize(std::string& op, std::string& overload, std::vector<Recorded>& arguments,
                            const std::string& node) {
  const auto absent = [] { return make(c10::IValue()); };
  if (reads(op, {"aten::conv1d", "aten::conv2d", "aten::conv3d"})) {
    // (input, weight, bias, stride, padding, dilation, groups)
    const at::Tensor weight = valueOf(arguments[1]).toTensor();
    const std::size_t rank = spatialRank(arguments[1], op, node);
    const Recorded dilation = spread(arguments[5], rank);
    Recorded padding;
    if (overload == "padding") {
      // "same" and "valid" as numbers; an excess at the end is padded by a separate operator.
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
      if (uneven) arguments[0] = one("aten::constant_pad_nd", "", {arguments[0], integers(pairs), make(0.0)}, node);
      padding = integers(before);
    } else {
      padding = spread(arguments[4], rank);
    }
    arguments = {arguments[0], arguments[1], arguments[2], spread(arguments[3], rank),
                 padding,      dilation,     make(false),  integers(std::vector<std::int64_t>(rank, 0)),
                 arguments[6]};
    op = "aten::convolution";
    overload.clear();
  } else if (reads(op, {"aten::conv_transpose1d", "aten::conv_transpose2d", "aten::conv_transpose3d"})) {
    // (input, weight, bias, stride, padding, output_padding, groups, dilation)
    const std::size_t rank = spatialRank(arguments[1], op, node);
    arguments = {arguments[0],
                 arguments[1],
                 arguments[2],
                 spread(arguments[3], rank),
                 spread(arguments[4], rank),
                 spread(arguments[7], rank),
                 make(true),
                 spread(arguments[5], rank),
                 arguments[6]};
    op = "aten::convolution";
    overload.clear();
  } else if (op == "aten::_convolution") {
    arguments.resize(9);
    op = "aten::convolution";
    overload.clear();
  } else if (op == "aten::addmm" && !arguments[2].dynamic() && valueOf(arguments[3]).toScalar().toDouble() == 1 &&
             valueOf(arguments[4]).toScalar().toDouble() == 1 && valueOf(arguments[0]).toTensor().dim() == 1) {
    const Recorded weight = one("aten::t", "", {arguments[2]}, node);
    arguments = {arguments[1], weight, arguments[0]};
    op = "aten::linear";
    overload.clear();
  } else if ((op == "aten::matmul" || op == "aten::mm") && arguments[0].dynamic() && !arguments[1].dynamic() &&
             valueOf(arguments[1]).toTensor().dim() == 2 && isFloating(arguments[1])) {
    arguments = {arguments[0], one("aten::t", "", {arguments[1]}, node), absent()};
    op = "aten::linear";
    overload.clear();
  } else if (op == "aten::pad" && valueOf(arguments[2]).toStringRef() == "constant") {
    const c10::IValue value = valueOf(arguments[3]);
    arguments = {arguments[0], arguments[1], make(value.isNone() ? c10::IValue(0.0) : value)};
    op = "aten::constant_pad_nd";
    overload.clear();
  } else if (op == "aten::adaptive_max_pool2d" && integersOf(arguments[1]) == std::vector<std::int64_t>{1, 1}) {
    // Also gives indices, which networks do not use; the plain maximum does not.
    arguments = {arguments[0], integers({2, 3}), make(true)};
    op = "aten::amax";
    overload.clear();
  } else if (op == "aten::view" && overload.empty()) {
    op = "aten::reshape";
  } else if (op == "aten::_unsafe_view") {
    op = "aten::reshape";
  } else if (op == "aten::to" && valueOf(arguments[0]).isTensor() && overload != "dtype") {
    // The many ways to say it; what they come to is known from the example.
    const at::ScalarType type = convertedType(overload, arguments);
    arguments = {arguments[0], make(static_cast<std::int64_t>(type)), make(false), make(false), absent()};
    overload = "dtype";
  } else if (op.size() > 7 && op.ends_with("_") && !op.ends_with("__")) {
    const std::string functional = op.substr(0, op.size() - 1);
    if (torch::jit::findOperatorFor(c10::OperatorName(functional, overload))) op = functional;
  }
  if (op == "aten::to" && overload == "dtype") {
    const auto type = static_cast<at::ScalarType>(valueOf(arguments[1]).toInt());
    if (at::isFloatingType(type) && type != at::kFloat)
      arguments[1] = make(static_cast<std::int64_t>(at::kFloat));
    else if (at::isIntegralType(type, false) && type != at::kLong)
      arguments[1] = make(static_cast<std::int64_t>(at::kLong));
  }
}

std::vector<Recorded> Recorder::call(const std::string& originalOp, const std::string& originalOverload,
                                     std::vector<Recorded> arguments, const std::string& node) {
  std::string op = originalOp, overload = originalOverload;
  if (forbidden(op))
    throw InputError(text("operator ", op, " at '", node, "' is refused: a network may only compute with its input"));
  const bool dynamic =
      std::any_of(arguments.begin(), arguments.end(), [](const Recorded& argument) { return argument.dynamic(); });
  const bool twoResults = op == "aten::adaptive_max_pool2d";
  if (!dynamic || asksForm(op)) return computed(op, overload, arguments, node);
  try {
    std::vector<Recorded> results;
    if (rewritten(op, overload, arguments, node, results)) return results;
    canonicalize(op, overload, arguments, node);
  } catch (const c10::Error& problem) {
    throw InputError(text("operator ", op, " at '", node, "': ", problemText(problem)));
  } catch (const std::logic_error&) {
    throw InputError(text("operator ", op, " at '", node, "' has arguments that do not fit each other"));
  }
  std::vector<Recorded> results = record(op, overload, arguments, node);
  if (twoResults && results.size() == 1) results.push_back(results[0]);
  return results;
}

std::vector<Recorded> Recorder::record(const std::string& op, const std::string& overload,
                                       std::vector<Recorded>& arguments, const std::string& node) {
  torch::jit::Stack stack = runOnExample(op, overload, arguments, node);
  bool fromData = false;
  for (const Recorded& argument : arguments) {
    fromData |= argument.fromData;
    if (argument.items)
      for (const Recorded& item : *argument.items) fromData |= item.fromData;
  }

  // Identities.
  const bool sameTensor = stack.size() == 1 && stack[0].isTensor() && !arguments.empty() && arguments[0].slot >= 0 &&
                          arguments[0].value->isTensor();
  if (sameTensor) {
    const bool dropped =
        reads(op, {"aten::dropout", "aten::feature_dropout", "aten::alpha_dropout"}) && !valueOf(arguments[2]).toBool();
    const bool converted = reads(op, {"aten::to", "aten::contiguous", "aten::detach", "aten::alias", "aten::type_as",
                                      "aten::clone", "aten::lift_fresh"}) &&
                           stack[0].toTensor().scalar_type() == arguments[0].value->toTensor().scalar_type();
    const bool wholeSlice = op == "aten::slice" && valueOf(arguments[4]).toInt() == 1 &&
                            stack[0].toTensor().sizes() == arguments[0].value->toTensor().sizes();
    if (dropped || converted || wholeSlice) return {arguments[0]};
  }

  Program& program = recording_.program;
  if (program.instructions.size() >= maximumInstructions)
    throw InputError(text("the graph has more than ", maximumInstructions, " operators once its loops are unrolled"));
  Instruction instruction;
  instruction.op = op;
  instruction.overload = overload;
  instruction.name = node;
  for (const Recorded& argument : arguments) instruction.inputs.push_back(operand(argument, node));
  std::vector<Recorded> results;
  for (const c10::IValue& value : stack) {
    Recorded result = make(value);
    result.slot = program.slotCount++;
    result.fromData = fromData;
    instruction.outputs.push_back(result.slot);
    recording_.shapes.push_back(value.isTensor() ? value.toTensor().sizes().vec() : Shape{});
    results.push_back(std::move(result));
  }
  program.instructions.push_back(std::move(instruction));
  return results;
}

void Recorder::notice(const std::string& sentence) {
  auto& notices = recording_.notices;
  if (std::find(notices.begin(), notices.end(), sentence) == notices.end()) notices.push_back(sentence);
}

int Recorder::tensorIndex(const Recorded& recorded) {
  const at::Tensor& tensor = recorded.value->toTensor();
  const auto [found, fresh] =
      tensors_.try_emplace(tensor.unsafeGetTensorImpl(), static_cast<int>(recording_.constants.size()));
  if (fresh) {
    recording_.constants.push_back(recorded.value);
    recording_.constantNames.push_back(recorded.name);
  }
  return found->second;
}

Operand Recorder::operand(const Recorded& recorded, const std::string& node) {
  if (recorded.slot >= 0) return Slot{recorded.slot};
  if (recorded.items && recorded.dynamic()) {
    OperandList list;
    list.kind = recorded.kind;
    for (const Recorded& item : *recorded.items) list.items.push_back(operand(item, node));
    return list;
  }
  if (recorded.items && (recorded.kind == ListKind::Tensors || recorded.kind == ListKind::OptionalTensors)) {
    OperandList list;
    list.kind = recorded.kind;
    for (const Recorded& item : *recorded.items) list.items.push_back(operand(item, node));
    return list;
  }
  const c10::IValue value = valueOf(recorded);
  if (value.isNone()) return None{};
  if (value.isTensor()) return TensorIndex{tensorIndex(recorded)};
  if (value.isBool()) return value.toBool();
  if (value.isInt()) return value.toInt();
  if (value.isDouble()) return value.toDouble();
  if (value.isString()) return value.toStringRef();
  if (value.isDevice()) return value.toDevice().str();
  if (value.isIntList()) return value.toIntVector();
  if (value.isDoubleList()) return value.toDoubleVector();
  if (value.isBoolList()) {
    const auto list = value.toBoolList();
    return std::vector<bool>(list.begin(), list.end());
  }
  if (value.isTensorList()) {
    OperandList list;
    for (const at::Tensor& tensor : value.toTensorVector())
      list.items.push_back(TensorIndex{tensorIndex(constant(tensor, recorded.name))});
    return list;
  }
  throw InputError(text("operator at '", node, "' takes a ", value.tagKind(), ", which is not supported"));
}

Recording Recorder::finish(const std::vector<Recorded>& outputs, const std::vector<std::string>& names) {
  for (const Recorded& output : outputs) {
    if (output.items || !output.value->isTensor()) throw InputError("an output of the network is not a tensor");
    if (output.slot < 0) throw InputError("an output of the network does not depend on its input");
    const Recorded& given = output;
    recording_.program.outputs.push_back(given.slot);
    recording_.outputs.push_back(given.value);
  }
  recording_.program.outputNames = names;
  tieConstants(recording_);
  return std::move(recording_);
}

Program programOf(const Recording& recording) {
  Program program = recording.program;
  for (std::size_t i = 0; i < recording.constants.size(); ++i)
    program.tensors.push_back(fromTorch(recording.constants[i]->toTensor(), recording.constantNames[i]));
  return pruned(program);
}

}  // namespace bitprism
