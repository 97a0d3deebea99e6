#include "core/torch/onnx_operators.h"

#include <torch/script.h>
#include <torch/torch.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

using Results = std::vector<Recorded>;
using Integers64 = std::vector<std::int64_t>;

Recorded none() {
  return Recorder::constant(c10::IValue());
}
Recorded integer(std::int64_t value) {
  return Recorder::constant(value);
}
Recorded integerList(const Integers64& values) {
  return Recorder::constant(values);
}
Recorded truth(bool value) {
  return Recorder::constant(value);
}
Recorded number(double value) {
  return Recorder::constant(value);
}

[[noreturn]] void refuse(const OnnxNode& node, const std::string& why) {
  throw InputError(text("operator ", node.op, " at '", node.name, "' ", why));
}

// Shapes travel as lists whose elements are known one by one, so that the batch can stay open.
bool isShape(const Recorded& recorded) {
  return recorded.items && recorded.kind == ListKind::Integers;
}

at::Tensor exampleOf(const Recorded& recorded) {
  if (isShape(recorded)) {
    Integers64 values;
    for (const Recorded& item : *recorded.items) values.push_back(item.value->toInt());
    return at::tensor(values, at::kLong);
  }
  return valueOf(recorded).toTensor();
}

std::int64_t rankOf(const Recorded& recorded) {
  return exampleOf(recorded).dim();
}

// A constant input as whole numbers.
Integers64 constantIntegers(const OnnxNode& node, std::size_t i) {
  const Recorded& recorded = node.input(i);
  if (recorded.dynamic()) refuse(node, text("takes its input ", i, " from the data, expected a constant"));
  const at::Tensor tensor = exampleOf(recorded).to(at::kLong).contiguous();
  return {tensor.data_ptr<std::int64_t>(), tensor.data_ptr<std::int64_t>() + tensor.numel()};
}

double constantNumber(const OnnxNode& node, std::size_t i) {
  if (node.input(i).dynamic()) refuse(node, text("takes its input ", i, " from the data, expected a constant"));
  return exampleOf(node.input(i)).item<double>();
}

std::int64_t positiveAxis(std::int64_t axis, std::int64_t rank, const OnnxNode& node) {
  const std::int64_t result = axis < 0 ? axis + rank : axis;
  if (result < 0 || result >= rank) refuse(node, text("has axis ", axis, " of a tensor with ", rank, " axes"));
  return result;
}

Recorded asTensor(Recorder& recorder, const Recorded& recorded, const OnnxNode& node) {
  if (!isShape(recorded)) return recorded;
  if (!recorded.dynamic()) return Recorder::constant(exampleOf(recorded), recorded.name);
  return recorder.one("aten::tensor", "", {recorded, none(), none(), truth(false)}, node.name);
}

// The elements of a shape, of a constant vector of whole numbers alike.
std::vector<Recorded> elementsOf(const Recorded& recorded, const OnnxNode& node) {
  if (isShape(recorded)) return *recorded.items;
  if (recorded.dynamic()) refuse(node, "takes a shape from the data of a tensor");
  const at::Tensor tensor = exampleOf(recorded).to(at::kLong).contiguous().flatten();
  std::vector<Recorded> items;
  for (std::int64_t i = 0; i < tensor.numel(); ++i) items.push_back(integer(tensor.data_ptr<std::int64_t>()[i]));
  return items;
}

// --- windows: convolution and pooling
// ---------------------------------------------------------------------------------

struct Window {
  Integers64 kernel, stride, dilation, before, after;  // padding before and after, per axis
  bool symmetric() const { return before == after; }
};

Window windowOf(const OnnxNode& node, const Integers64& kernel, const Recorded& input) {
  const std::size_t axes = kernel.size();
  Window window;
  window.kernel = kernel;
  window.stride = node.integers("strides").value_or(Integers64(axes, 1));
  window.dilation = node.integers("dilations").value_or(Integers64(axes, 1));
  const Integers64 pads = node.integers("pads").value_or(Integers64(2 * axes, 0));
  if (window.stride.size() != axes || window.dilation.size() != axes || pads.size() != 2 * axes)
    refuse(node, text("has strides, dilations or pads that do not fit its ", axes, " axes"));
  window.before.assign(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(axes));
  window.after.assign(pads.begin() + static_cast<std::ptrdiff_t>(axes), pads.end());
  const std::string mode = node.string("auto_pad", "NOTSET");
  if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
    const at::Tensor example = exampleOf(input);
    for (std::size_t i = 0; i < axes; ++i) {
      const std::int64_t extent = example.size(static_cast<std::int64_t>(i) + 2);
      const std::int64_t out = (extent + window.stride[i] - 1) / window.stride[i];
      const std::int64_t all =
          std::max<std::int64_t>(0, (out - 1) * window.stride[i] + (kernel[i] - 1) * window.dilation[i] + 1 - extent);
      window.before[i] = mode == "SAME_UPPER" ? all / 2 : all - all / 2;
      window.after[i] = all - window.before[i];
    }
  } else if (mode == "VALID") {
    window.before.assign(axes, 0);
    window.after.assign(axes, 0);
  } else if (mode != "NOTSET" && !mode.empty()) {
    refuse(node, text("has auto_pad '", mode, "', expected NOTSET, VALID, SAME_UPPER or SAME_LOWER"));
  }
  return window;
}

Recorded padded(Recorder& recorder, const Recorded& input, const Window& window, double value, const OnnxNode& node) {
  Integers64 pads;  // ATen's order: last axis first
  for (std::size_t i = window.before.size(); i-- > 0;) {
    pads.push_back(window.before[i]);
    pads.push_back(window.after[i]);
  }
  return recorder.one("aten::constant_pad_nd", "", {input, integerList(pads), number(value)}, node.name);
}

Results convolution(Recorder& recorder, const OnnxNode& node) {
  const Recorded& weight = node.input(1);
  const at::Tensor example = exampleOf(weight);
  if (example.dim() < 3) refuse(node, text("has weights of ", example.dim(), " axes, expected 3 or more"));
  const Integers64 kernel = example.sizes().slice(2).vec();
  Recorded input = node.input(0);
  Window window = windowOf(node, kernel, input);
  if (!window.symmetric()) {
    input = padded(recorder, input, window, 0, node);
    window.before.assign(kernel.size(), 0);
  }
  return recorder.call("aten::convolution", "",
                       {input, weight, node.has(2) ? node.input(2) : none(), integerList(window.stride),
                        integerList(window.before), integerList(window.dilation), truth(false),
                        integerList(Integers64(kernel.size(), 0)), integer(node.integer("group", 1))},
                       node.name);
}

Results transposedConvolution(Recorder& recorder, const OnnxNode& node) {
  const at::Tensor example = exampleOf(node.input(1));
  if (example.dim() < 3) refuse(node, text("has weights of ", example.dim(), " axes, expected 3 or more"));
  const Integers64 kernel = example.sizes().slice(2).vec();
  if (node.integers("output_shape") || node.string("auto_pad", "NOTSET") != "NOTSET")
    refuse(node, "with output_shape or auto_pad is not supported");
  const Window window = windowOf(node, kernel, node.input(0));
  Integers64 extra = node.integers("output_padding").value_or(Integers64(kernel.size(), 0));
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    if (window.after[i] > window.before[i]) refuse(node, "with more padding after than before is not supported");
    extra[i] += window.before[i] - window.after[i];
  }
  return recorder.call("aten::convolution", "",
                       {node.input(0), node.input(1), node.has(2) ? node.input(2) : none(), integerList(window.stride),
                        integerList(window.before), integerList(window.dilation), truth(true), integerList(extra),
                        integer(node.integer("group", 1))},
                       node.name);
}

Results maxPool(Recorder& recorder, const OnnxNode& node) {
  const Integers64 kernel = node.integers("kernel_shape").value_or(Integers64{});
  if (kernel.empty() || kernel.size() > 3) refuse(node, "has no kernel_shape of 1 to 3 axes");
  if (node.outputCount > 1) refuse(node, "with indices as second output is not supported");
  Recorded input = node.input(0);
  Window window = windowOf(node, kernel, input);
  const bool tooWide = [&] {
    for (std::size_t i = 0; i < kernel.size(); ++i)
      if (2 * window.before[i] > kernel[i]) return true;
    return false;
  }();
  if (!window.symmetric() || tooWide) {
    input = padded(recorder, input, window, -std::numeric_limits<double>::infinity(), node);
    window.before.assign(kernel.size(), 0);
  }
  return recorder.call(text("aten::max_pool", kernel.size(), "d"), "",
                       {input, integerList(kernel), integerList(window.stride), integerList(window.before),
                        integerList(window.dilation), truth(node.integer("ceil_mode", 0) != 0)},
                       node.name);
}

Results averagePool(Recorder& recorder, const OnnxNode& node) {
  const Integers64 kernel = node.integers("kernel_shape").value_or(Integers64{});
  if (kernel.empty() || kernel.size() > 3) refuse(node, "has no kernel_shape of 1 to 3 axes");
  Recorded input = node.input(0);
  Window window = windowOf(node, kernel, input);
  const bool includePad = node.integer("count_include_pad", 0) != 0;
  if (!window.symmetric()) {
    if (!includePad) refuse(node, "with asymmetric padding that is not counted is not supported");
    input = padded(recorder, input, window, 0, node);
    window.before.assign(kernel.size(), 0);
  }
  std::vector<Recorded> arguments{input,
                                  integerList(kernel),
                                  integerList(window.stride),
                                  integerList(window.before),
                                  truth(node.integer("ceil_mode", 0) != 0),
                                  truth(includePad)};
  if (kernel.size() > 1) arguments.push_back(none());
  return recorder.call(text("aten::avg_pool", kernel.size(), "d"), "", arguments, node.name);
}

Results globalPool(Recorder& recorder, const OnnxNode& node, bool average) {
  const std::int64_t axes = rankOf(node.input(0)) - 2;
  if (axes < 1 || axes > 3) refuse(node, "expects 1 to 3 spatial axes");
  if (average)
    return recorder.call(text("aten::adaptive_avg_pool", axes, "d"), "",
                         {node.input(0), integerList(Integers64(static_cast<std::size_t>(axes), 1))}, node.name);
  Integers64 all;
  for (std::int64_t i = 0; i < axes; ++i) all.push_back(i + 2);
  return recorder.call("aten::amax", "", {node.input(0), integerList(all), truth(true)}, node.name);
}

// --- arithmetic
// ---------------------------------------------------------------------------------------------------------

Results gemm(Recorder& recorder, const OnnxNode& node) {
  const auto turned = [&](const Recorded& matrix) { return recorder.one("aten::t", "", {matrix}, node.name); };
  const double alpha = node.number("alpha", 1), beta = node.number("beta", 1);
  const Recorded a = node.integer("transA", 0) ? turned(node.input(0)) : node.input(0);
  const bool transposed = node.integer("transB", 0) != 0;
  const bool plainBias =
      !node.has(2) || (beta == 1 && !node.input(2).dynamic() && rankOf(node.input(2)) == 1 &&
                       exampleOf(node.input(2)).size(0) == exampleOf(node.input(1)).size(transposed ? 0 : 1));
  if (alpha == 1 && plainBias && !node.input(1).dynamic()) {
    const Recorded weight = transposed ? node.input(1) : turned(node.input(1));
    return recorder.call("aten::linear", "", {a, weight, node.has(2) ? node.input(2) : none()}, node.name);
  }
  const Recorded b = transposed ? turned(node.input(1)) : node.input(1);
  Recorded product = recorder.one("aten::matmul", "", {a, b}, node.name);
  if (alpha != 1) product = recorder.one("aten::mul", "Scalar", {product, number(alpha)}, node.name);
  if (!node.has(2)) return {product};
  return recorder.call("aten::add", "Tensor", {product, node.input(2), number(beta)}, node.name);
}

Results binary(Recorder& recorder, const OnnxNode& node, const std::string& op) {
  // Arithmetic on extents of a shape, element by element.
  if (isShape(node.input(0)) || isShape(node.input(1))) {
    const std::vector<Recorded> a = elementsOf(node.input(0), node), b = elementsOf(node.input(1), node);
    const std::size_t count = std::max(a.size(), b.size());
    if ((a.size() != count && a.size() != 1) || (b.size() != count && b.size() != 1))
      refuse(node, "joins shapes of different lengths");
    std::vector<Recorded> items;
    for (std::size_t i = 0; i < count; ++i)
      items.push_back(recorder.one(op == "aten::div" ? "aten::floordiv" : op, "int",
                                   {a[a.size() == 1 ? 0 : i], b[b.size() == 1 ? 0 : i]}, node.name));
    return {Recorder::list(std::move(items), ListKind::Integers)};
  }
  if (op == "aten::add" || op == "aten::sub")
    return recorder.call(op, "Tensor", {node.input(0), node.input(1), integer(1)}, node.name);
  if (op == "aten::div" && !exampleOf(node.input(0)).is_floating_point())
    return recorder.call(op, "Tensor_mode", {node.input(0), node.input(1), Recorder::constant(std::string("trunc"))},
                         node.name);
  return recorder.call(op, "Tensor", {node.input(0), node.input(1)}, node.name);
}

Results extreme(Recorder& recorder, const OnnxNode& node, const std::string& op) {
  Recorded result = node.input(0);
  for (std::size_t i = 1; i < node.inputs.size(); ++i)
    result = recorder.one(op, "", {result, node.input(i)}, node.name);
  return {result};
}

Results unary(Recorder& recorder, const OnnxNode& node, const std::string& op) {
  return recorder.call(op, "", {node.input(0)}, node.name);
}

Results clip(Recorder& recorder, const OnnxNode& node) {
  Recorded low = none(), high = none();
  if (node.opset < 11) {
    low = number(node.number("min", -std::numeric_limits<float>::max()));
    high = number(node.number("max", std::numeric_limits<float>::max()));
  } else {
    if (node.has(1)) low = number(constantNumber(node, 1));
    if (node.has(2)) high = number(constantNumber(node, 2));
    if (!node.has(1) && !node.has(2)) return {node.input(0)};
  }
  return recorder.call("aten::clamp", "", {node.input(0), low, high}, node.name);
}

Results softmax(Recorder& recorder, const OnnxNode& node, const std::string& op) {
  const std::int64_t rank = rankOf(node.input(0));
  const std::int64_t axis = positiveAxis(node.integer("axis", node.opset < 13 ? 1 : -1), rank, node);
  if (node.opset < 13 && axis != rank - 1) {
    bool flat = true;  // before opset 13 all axes from `axis` on count as one
    for (std::int64_t i = axis + 1; i < rank; ++i) flat &= exampleOf(node.input(0)).size(i) == 1;
    if (!flat) refuse(node, "over several axes (opset below 13) is not supported");
  }
  return recorder.call(op, "int", {node.input(0), integer(axis), none()}, node.name);
}

Results batchNorm(Recorder& recorder, const OnnxNode& node) {
  if (node.integer("training_mode", 0) != 0) refuse(node, "is in training mode, expected inference");
  return recorder.call("aten::batch_norm", "",
                       {node.input(0), node.input(1), node.input(2), node.input(3), node.input(4), truth(false),
                        number(0.1), number(node.number("epsilon", 1e-5)), truth(false)},
                       node.name);
}

Results reduce(Recorder& recorder, const OnnxNode& node, const std::string& op) {
  const std::int64_t rank = rankOf(node.input(0));
  Integers64 axes;
  if (node.has(1))
    axes = constantIntegers(node, 1);
  else
    axes = node.integers("axes").value_or(Integers64{});
  if (axes.empty()) {
    if (node.integer("noop_with_empty_axes", 0) != 0) return {node.input(0)};
    axes.resize(static_cast<std::size_t>(rank));
    std::iota(axes.begin(), axes.end(), 0);
  }
  for (std::int64_t& axis : axes) axis = positiveAxis(axis, rank, node);
  const bool keep = node.integer("keepdims", 1) != 0;
  if (op == "aten::mean")
    return recorder.call(op, "dim", {node.input(0), integerList(axes), truth(keep), none()}, node.name);
  if (op == "aten::sum")
    return recorder.call(op, "dim_IntList", {node.input(0), integerList(axes), truth(keep), none()}, node.name);
  return recorder.call(op, "", {node.input(0), integerList(axes), truth(keep)}, node.name);
}

// --- form
// ---------------------------------------------------------------------------------------------------------------

Results shapeOf(Recorder& recorder, const OnnxNode& node) {
  if (isShape(node.input(0)))
    return {
        Recorder::constant(at::tensor(Integers64{static_cast<std::int64_t>(node.input(0).items->size())}, at::kLong))};
  if (!node.input(0).dynamic()) return {Recorder::constant(at::tensor(exampleOf(node.input(0)).sizes(), at::kLong))};
  return recorder.call("aten::size", "", {node.input(0)}, node.name);
}

Results reshape(Recorder& recorder, const OnnxNode& node) {
  std::vector<Recorded> items;
  if (node.opset < 5) {
    for (const std::int64_t extent : node.integers("shape").value_or(Integers64{})) items.push_back(integer(extent));
  } else {
    items = elementsOf(node.input(1), node);
  }
  if (isShape(node.input(0))) return {node.input(0)};
  const at::Tensor example = exampleOf(node.input(0));
  const bool zeroCopies = node.integer("allowzero", 0) == 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].dynamic() || items[i].value->toInt() != 0 || !zeroCopies) continue;
    if (static_cast<std::int64_t>(i) >= example.dim())
      refuse(node, text("copies axis ", i, " of a tensor with ", example.dim(), " axes"));
    // Axis 0 is the batch: left open where the others are known.
    items[i] = i == 0 && node.input(0).dynamic()
                   ? recorder.one("aten::size", "int", {node.input(0), integer(0)}, node.name)
                   : integer(example.size(static_cast<std::int64_t>(i)));
  }
  return recorder.call("aten::reshape", "", {node.input(0), Recorder::list(std::move(items), ListKind::Integers)},
                       node.name);
}

Results flatten(Recorder& recorder, const OnnxNode& node) {
  const std::int64_t axis = node.integer("axis", 1), rank = rankOf(node.input(0));
  if (axis == 1 && rank > 1)
    return recorder.call("aten::flatten", "using_ints", {node.input(0), integer(1), integer(-1)}, node.name);
  if (axis == 1 || axis == rank) return {node.input(0)};
  const at::Tensor example = exampleOf(node.input(0));
  std::int64_t inner = 1;
  for (std::int64_t i = axis < 0 ? axis + rank : axis; i < rank; ++i) inner *= example.size(i);
  return recorder.call("aten::reshape", "", {node.input(0), integerList({-1, inner})}, node.name);
}

Results transpose(Recorder& recorder, const OnnxNode& node) {
  Integers64 order(static_cast<std::size_t>(rankOf(node.input(0))));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(order.size() - 1 - i);
  order = node.integers("perm").value_or(order);
  return recorder.call("aten::permute", "", {asTensor(recorder, node.input(0), node), integerList(order)}, node.name);
}

Results concat(Recorder& recorder, const OnnxNode& node) {
  const bool shapes = std::any_of(node.inputs.begin(), node.inputs.end(), isShape);
  if (shapes) {
    std::vector<Recorded> items;
    for (const Recorded& input : node.inputs)
      for (const Recorded& item : elementsOf(input, node)) items.push_back(item);
    return {Recorder::list(std::move(items), ListKind::Integers)};
  }
  const std::int64_t axis = positiveAxis(node.integer("axis", 1), rankOf(node.input(0)), node);
  return recorder.call("aten::cat", "", {Recorder::list(node.inputs, ListKind::Tensors), integer(axis)}, node.name);
}

Results slice(Recorder& recorder, const OnnxNode& node) {
  Integers64 starts, ends, axes, steps;
  if (node.opset < 10) {
    starts = node.integers("starts").value_or(Integers64{});
    ends = node.integers("ends").value_or(Integers64{});
    axes = node.integers("axes").value_or(Integers64{});
  } else {
    starts = constantIntegers(node, 1);
    ends = constantIntegers(node, 2);
    if (node.has(3)) axes = constantIntegers(node, 3);
    if (node.has(4)) steps = constantIntegers(node, 4);
  }
  if (axes.empty()) {
    axes.resize(starts.size());
    std::iota(axes.begin(), axes.end(), 0);
  }
  if (steps.empty()) steps.assign(starts.size(), 1);
  if (starts.size() != ends.size() || starts.size() != axes.size() || starts.size() != steps.size())
    refuse(node, "has starts, ends, axes and steps of different lengths");
  const std::int64_t rank = rankOf(node.input(0));
  Recorded result = node.input(0);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::int64_t axis = positiveAxis(axes[i], rank, node);
    const std::int64_t extent = exampleOf(node.input(0)).size(axis);
    if (steps[i] == 0) refuse(node, "has a step of zero");
    if (steps[i] < 0) {
      // ATen has no negative steps: turn the axis round when the whole of it is meant.
      if (steps[i] != -1 || (starts[i] != -1 && starts[i] < extent - 1) || ends[i] > -extent - 1)
        refuse(node, "with a negative step over part of an axis is not supported");
      result = recorder.one("aten::flip", "", {asTensor(recorder, result, node), integerList({axis})}, node.name);
      continue;
    }
    if (isShape(result)) {
      const auto clampTo = [&](std::int64_t at) {
        return std::clamp<std::int64_t>(at < 0 ? at + extent : at, 0, extent);
      };
      std::vector<Recorded> items;
      for (std::int64_t at = clampTo(starts[i]); at < clampTo(ends[i]); at += steps[i])
        items.push_back((*result.items)[static_cast<std::size_t>(at)]);
      result = Recorder::list(std::move(items), ListKind::Integers);
    } else {
      result =
          recorder.one("aten::slice", "Tensor",
                       {result, integer(axis), integer(starts[i]), integer(ends[i]), integer(steps[i])}, node.name);
    }
  }
  return {result};
}

Results pad(Recorder& recorder, const OnnxNode& node) {
  const std::string mode = node.string("mode", "constant");
  const Integers64 pads = node.opset < 11 ? node.integers(node.opset < 2 ? "paddings" : "pads").value_or(Integers64{})
                                          : constantIntegers(node, 1);
  double value = node.number("value", 0);
  if (node.opset >= 11 && node.has(2)) value = constantNumber(node, 2);
  const auto rank = static_cast<std::size_t>(rankOf(node.input(0)));
  if (node.has(3)) refuse(node, "with named axes is not supported");
  if (pads.size() != 2 * rank) refuse(node, text("has ", pads.size(), " pads, expected ", 2 * rank));
  Integers64 order;  // last axis first; leading axes without padding left out
  std::size_t first = 0;
  while (first < rank && pads[first] == 0 && pads[first + rank] == 0) ++first;
  for (std::size_t i = rank; i-- > first;) {
    order.push_back(pads[i]);
    order.push_back(pads[i + rank]);
  }
  if (order.empty()) return {node.input(0)};
  if (mode == "constant")
    return recorder.call("aten::constant_pad_nd", "", {node.input(0), integerList(order), number(value)}, node.name);
  if (mode != "reflect" && mode != "edge")
    refuse(node, text("has mode '", mode, "', expected constant, reflect or edge"));
  if (rank < 3 || first < 2)
    refuse(node, "with reflect or edge pads axes that are not spatial, which is not supported");
  while (order.size() < 2 * (rank - 2)) order.push_back(0);
  return recorder.call(text("aten::", mode == "edge" ? "replication" : "reflection", "_pad", rank - 2, "d"), "",
                       {node.input(0), integerList(order)}, node.name);
}

Integers64 axesOf(const OnnxNode& node) {
  if (node.opset >= 13) return node.has(1) ? constantIntegers(node, 1) : Integers64{};
  return node.integers("axes").value_or(Integers64{});
}

Results squeeze(Recorder& recorder, const OnnxNode& node) {
  if (isShape(node.input(0))) {
    if (node.input(0).items->size() != 1) refuse(node, "takes the only extent of a shape with several");
    return {node.input(0)};
  }
  const std::int64_t rank = rankOf(node.input(0));
  Integers64 axes = axesOf(node);
  if (axes.empty())
    for (std::int64_t i = 0; i < rank; ++i)
      if (exampleOf(node.input(0)).size(i) == 1) axes.push_back(i);
  for (std::int64_t& axis : axes) axis = positiveAxis(axis, rank, node);
  std::sort(axes.rbegin(), axes.rend());
  Recorded result = node.input(0);
  for (const std::int64_t axis : axes)
    result = recorder.one("aten::squeeze", "dim", {result, integer(axis)}, node.name);
  return {result};
}

Results unsqueeze(Recorder& recorder, const OnnxNode& node) {
  if (isShape(node.input(0))) return {node.input(0)};
  Integers64 axes = axesOf(node);
  const std::int64_t rank = rankOf(node.input(0)) + static_cast<std::int64_t>(axes.size());
  for (std::int64_t& axis : axes) axis = positiveAxis(axis, rank, node);
  std::sort(axes.begin(), axes.end());
  Recorded result = node.input(0);
  for (const std::int64_t axis : axes) result = recorder.one("aten::unsqueeze", "", {result, integer(axis)}, node.name);
  return {result};
}

Results gather(Recorder& recorder, const OnnxNode& node) {
  if (isShape(node.input(0))) {
    std::vector<Recorded> items;
    const auto size = static_cast<std::int64_t>(node.input(0).items->size());
    for (const std::int64_t index : constantIntegers(node, 1))
      items.push_back((*node.input(0).items)[static_cast<std::size_t>(positiveAxis(index, size, node))]);
    return {Recorder::list(std::move(items), ListKind::Integers)};
  }
  const std::int64_t axis = positiveAxis(node.integer("axis", 0), rankOf(node.input(0)), node);
  if (!node.input(1).dynamic() && rankOf(node.input(1)) == 0)
    return recorder.call("aten::select", "int", {node.input(0), integer(axis), integer(constantIntegers(node, 1)[0])},
                         node.name);
  if (rankOf(node.input(1)) == 1)
    return recorder.call("aten::index_select", "", {node.input(0), integer(axis), node.input(1)}, node.name);
  refuse(node, "with indices of several axes is not supported");
}

Results cast(Recorder& recorder, const OnnxNode& node) {
  if (isShape(node.input(0))) return {node.input(0)};
  at::ScalarType type = at::kFloat;
  switch (node.integer("to", 1)) {
    case 1:
    case 10:
    case 11:
    case 16:
      type = at::kFloat;
      break;
    case 9:
      type = at::kBool;
      break;
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
      type = at::kLong;
      break;
    default:
      refuse(node, text("casts to type ", node.integer("to", 1), ", which is not supported"));
  }
  return recorder.call("aten::to", "dtype",
                       {node.input(0), integer(static_cast<std::int64_t>(type)), truth(false), truth(false), none()},
                       node.name);
}

Results constant(Recorder&, const OnnxNode& node) {
  for (const auto& [key, value] : node.attributes) {
    if (const auto* tensor = std::get_if<Recorded>(&value)) return {*tensor};
    if (key == "value_int") return {Recorder::constant(at::scalar_tensor(node.integer(key, 0), at::kLong))};
    if (key == "value_float") return {Recorder::constant(at::scalar_tensor(node.number(key, 0), at::kFloat))};
    if (key == "value_ints") return {Recorder::constant(at::tensor(*node.integers(key), at::kLong))};
    if (key == "value_floats")
      return {Recorder::constant(at::tensor(std::get<std::vector<double>>(value), at::kFloat))};
  }
  refuse(node, "holds no number");
}

Results constantOfShape(Recorder& recorder, const OnnxNode& node) {
  const Integers64 shape = constantIntegers(node, 0);
  std::int64_t count = 1;
  for (const std::int64_t extent : shape)
    if (extent < 0 || (extent > 0 && count > (std::int64_t{1} << 31) / extent))
      refuse(node, "asks for a tensor of impossible size");
    else
      count *= extent;
  const auto value = node.attributes.find("value");
  const Recorded* fill = value == node.attributes.end() ? nullptr : std::get_if<Recorded>(&value->second);
  const at::Tensor element = fill ? exampleOf(*fill).flatten() : at::zeros({1}, at::kFloat);
  if (element.numel() != 1) refuse(node, "has a value that is not one number");
  (void)recorder;
  return {Recorder::constant(element.expand(shape).contiguous())};
}

Results split(Recorder& recorder, const OnnxNode& node) {
  const std::int64_t axis = positiveAxis(node.integer("axis", 0), rankOf(node.input(0)), node);
  const std::int64_t extent = exampleOf(node.input(0)).size(axis);
  Integers64 parts =
      node.opset >= 13 && node.has(1) ? constantIntegers(node, 1) : node.integers("split").value_or(Integers64{});
  if (parts.empty()) {
    const auto count = static_cast<std::int64_t>(node.outputCount);
    const std::int64_t chunk = (extent + count - 1) / count;
    for (std::int64_t i = 0; i < count; ++i) parts.push_back(std::min(chunk, extent - i * chunk));
  }
  Results results;
  std::int64_t at = 0;
  for (const std::int64_t part : parts) {
    results.push_back(recorder.one("aten::slice", "Tensor",
                                   {node.input(0), integer(axis), integer(at), integer(at + part), integer(1)},
                                   node.name));
    at += part;
  }
  return results;
}

// scale (code - zeroPoint) along one axis; on constants it is computed here and now, so that an exported network reads
// back as its float weights.
Results dequantize(Recorder&, const OnnxNode& node) {
  if (node.input(0).dynamic() || node.input(1).dynamic()) refuse(node, "on activations is not supported yet");
  const at::Tensor codes = exampleOf(node.input(0)).to(at::kFloat);
  at::Tensor scale = exampleOf(node.input(1)).to(at::kFloat);
  at::Tensor zero = node.has(2) ? exampleOf(node.input(2)).to(at::kFloat) : at::zeros_like(scale);
  const std::int64_t block = node.integer("block_size", 0);
  if (scale.numel() == 1 && block == 0) {
    scale = scale.flatten()[0];
    zero = zero.flatten()[0];
  } else {
    const std::int64_t axis = positiveAxis(node.integer("axis", 1), codes.dim(), node);
    if (block > 0) {
      scale = scale.repeat_interleave(block, axis).slice(axis, 0, codes.size(axis));
      zero = zero.repeat_interleave(block, axis).slice(axis, 0, codes.size(axis));
      if (scale.sizes() != codes.sizes()) refuse(node, "has scales that do not fit its blocks");
    } else {
      Integers64 form(static_cast<std::size_t>(codes.dim()), 1);
      form[static_cast<std::size_t>(axis)] = codes.size(axis);
      if (scale.numel() != codes.size(axis))
        refuse(node, text("has ", scale.numel(), " scales for ", codes.size(axis), " channels"));
      scale = scale.reshape(form);
      zero = zero.reshape(form);
    }
  }
  return {Recorder::constant((codes - zero) * scale, node.input(0).name)};
}

using Rule = std::function<Results(Recorder&, const OnnxNode&)>;

Rule plain(const std::string& op) {
  return [op](Recorder& recorder, const OnnxNode& node) { return unary(recorder, node, op); };
}
Rule pair(const std::string& op) {
  return [op](Recorder& recorder, const OnnxNode& node) { return binary(recorder, node, op); };
}
Rule reduction(const std::string& op) {
  return [op](Recorder& recorder, const OnnxNode& node) { return reduce(recorder, node, op); };
}

const std::map<std::string, Rule>& rules() {
  static const std::map<std::string, Rule> table = {
      {"Conv", convolution},
      {"ConvTranspose", transposedConvolution},
      {"Gemm", gemm},
      {"MatMul",
       [](Recorder& r, const OnnxNode& n) {
         return r.call("aten::matmul", "", {n.input(0), n.input(1)}, n.name);
       }},
      {"MaxPool", maxPool},
      {"AveragePool", averagePool},
      {"GlobalAveragePool", [](Recorder& r, const OnnxNode& n) { return globalPool(r, n, true); }},
      {"GlobalMaxPool", [](Recorder& r, const OnnxNode& n) { return globalPool(r, n, false); }},
      {"Add", pair("aten::add")},
      {"Sub", pair("aten::sub")},
      {"Mul", pair("aten::mul")},
      {"Div", pair("aten::div")},
      {"Pow",
       [](Recorder& r, const OnnxNode& n) {
         return r.call("aten::pow", "Tensor_Tensor", {n.input(0), n.input(1)}, n.name);
       }},
      {"Max", [](Recorder& r, const OnnxNode& n) { return extreme(r, n, "aten::maximum"); }},
      {"Min", [](Recorder& r, const OnnxNode& n) { return extreme(r, n, "aten::minimum"); }},
      {"Sum",
       [](Recorder& r, const OnnxNode& n) {
         Recorded sum = n.input(0);
         for (std::size_t i = 1; i < n.inputs.size(); ++i)
           sum = r.one("aten::add", "Tensor", {sum, n.input(i), integer(1)}, n.name);
         return Results{sum};
       }},
      {"Relu", plain("aten::relu")},
      {"Sigmoid", plain("aten::sigmoid")},
      {"Tanh", plain("aten::tanh")},
      {"HardSwish", plain("aten::hardswish")},
      {"Erf", plain("aten::erf")},
      {"Exp", plain("aten::exp")},
      {"Log", plain("aten::log")},
      {"Sqrt", plain("aten::sqrt")},
      {"Neg", plain("aten::neg")},
      {"Abs", plain("aten::abs")},
      {"Reciprocal", plain("aten::reciprocal")},
      {"Floor", plain("aten::floor")},
      {"Ceil", plain("aten::ceil")},
      {"Softplus",
       [](Recorder& r, const OnnxNode& n) {
         return r.call("aten::softplus", "", {n.input(0), number(1), number(20)}, n.name);
       }},
      {"LeakyRelu",
       [](Recorder& r, const OnnxNode& n) {
         return r.call("aten::leaky_relu", "", {n.input(0), number(n.number("alpha", 0.01))}, n.name);
       }},
      {"Elu",
       [](Recorder& r, const OnnxNode& n) {
         return r.call("aten::elu", "", {n.input(0), number(n.number("alpha", 1)), number(1), number(1)}, n.name);
       }},
      {"PRelu",
       [](Recorder& r, const OnnxNode& n) {
         const Recorded slope = r.one("aten::flatten", "using_ints", {n.input(1), integer(0), integer(-1)}, n.name);
         return r.call("aten::prelu", "", {n.input(0), slope}, n.name);
       }},
      {"Clip", clip},
      {"Softmax", [](Recorder& r, const OnnxNode& n) { return softmax(r, n, "aten::softmax"); }},
      {"LogSoftmax", [](Recorder& r, const OnnxNode& n) { return softmax(r, n, "aten::log_softmax"); }},
      {"BatchNormalization", batchNorm},
      {"ReduceMean", reduction("aten::mean")},
      {"ReduceSum", reduction("aten::sum")},
      {"ReduceMax", reduction("aten::amax")},
      {"ReduceMin", reduction("aten::amin")},
      {"Shape", shapeOf},
      {"Reshape", reshape},
      {"Flatten", flatten},
      {"Transpose", transpose},
      {"Concat", concat},
      {"Slice", slice},
      {"Pad", pad},
      {"Squeeze", squeeze},
      {"Unsqueeze", unsqueeze},
      {"Gather", gather},
      {"Cast", cast},
      {"Constant", constant},
      {"ConstantOfShape", constantOfShape},
      {"Split", split},
      {"DequantizeLinear", dequantize},
      {"Identity", [](Recorder&, const OnnxNode& n) { return Results{n.input(0)}; }},
      {"Dropout", [](Recorder&, const OnnxNode& n) { return Results{n.input(0)}; }},
  };
  return table;
}

template <class T>
const T* attributeOf(const OnnxNode& node, const std::string& key) {
  const auto found = node.attributes.find(key);
  if (found == node.attributes.end()) return nullptr;
  const T* value = std::get_if<T>(&found->second);
  if (!value)
    throw InputError(
        text("operator ", node.op, " at '", node.name, "': attribute '", key, "' is of an unexpected type"));
  return value;
}

}  // namespace

std::int64_t OnnxNode::integer(const std::string& key, std::int64_t otherwise) const {
  const auto* value = attributeOf<std::int64_t>(*this, key);
  return value ? *value : otherwise;
}

double OnnxNode::number(const std::string& key, double otherwise) const {
  const auto* value = attributeOf<double>(*this, key);
  return value ? *value : otherwise;
}

std::string OnnxNode::string(const std::string& key, const std::string& otherwise) const {
  const auto* value = attributeOf<std::string>(*this, key);
  return value ? *value : otherwise;
}

std::optional<std::vector<std::int64_t>> OnnxNode::integers(const std::string& key) const {
  const auto* value = attributeOf<std::vector<std::int64_t>>(*this, key);
  return value ? std::optional(*value) : std::nullopt;
}

bool OnnxNode::has(std::size_t i) const {
  return i < inputs.size() && (inputs[i].value || inputs[i].items);
}

const Recorded& OnnxNode::input(std::size_t i) const {
  if (!has(i)) throw InputError(text("operator ", op, " at '", name, "' lacks its input ", i));
  return inputs[i];
}

std::vector<Recorded> recordOnnxNode(Recorder& recorder, const OnnxNode& node) {
  const auto rule = rules().find(node.op);
  if (rule == rules().end()) throw InputError(text("operator ", node.op, " at '", node.name, "' is not supported"));
  try {
    return rule->second(recorder, node);
  } catch (const c10::Error& problem) {
    const std::string message = problem.what_without_backtrace();
    throw InputError(text("operator ", node.op, " at '", node.name, "': ", message.substr(0, message.find('\n'))));
  }
}

std::vector<std::string> knownOnnxOperators() {
  std::vector<std::string> names;
  for (const auto& [name, rule] : rules()) names.push_back(name);
  return names;
}

}  // namespace bitprism
