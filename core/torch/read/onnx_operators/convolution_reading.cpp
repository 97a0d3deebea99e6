#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/window.h"

namespace bitprism::onnx {
namespace {

constexpr std::int64_t mostResultExtent = std::int64_t{1} << 24;  // of results: beyond any network

Integers64 kernelOf(const OnnxStep& at, const Recorded& weight) {
  const Integers64 sizes = sizesOf(weight);
  if (sizes.size() < 3 || sizes.size() > 5) at.refuse(text("has weights of ", sizes.size(), " axes, expected 3 to 5"));
  const Integers64 kernel(sizes.begin() + 2, sizes.end());
  const auto said = at.node.integers("kernel_shape");
  if (said && *said != kernel)
    at.refuse(text("states a kernel of ", shapeText(*said), ", its weights have ", shapeText(kernel)));
  if (at.node.integer("group", 1) < 1)
    at.refuse(text("has ", at.node.integer("group", 1), " groups, expected 1 or more"));
  return kernel;
}

// ATen has one padding for both sides and no given output; if that is not enough, the whole result is computed and
// cropped, or extended by zeros that get the bias.
Results transposed(const OnnxStep& at) {
  const Recorded& input = at.input(0);
  const Integers64 kernel = kernelOf(at, at.input(1));
  const std::size_t axes = kernel.size();
  const Integers64 sizes = spatialSizes(at, input, axes);
  Window window = windowOf(at, kernel, sizes);
  Integers64 extra = at.node.integers("output_padding").value_or(Integers64(axes, 0));
  if (extra.size() != axes) at.refuse("has an output_padding that does not fit its axes");
  const std::string mode = at.node.string("auto_pad", "NOTSET");
  Integers64 wanted = at.node.integers("output_shape").value_or(Integers64{});
  if (wanted.size() == axes + 2) wanted.erase(wanted.begin(), wanted.begin() + 2);
  if (!wanted.empty() && wanted.size() != axes) at.refuse("has an output_shape that does not fit its axes");
  for (const Integers64* values : {&extra, &wanted})
    for (const std::int64_t value : *values)
      if (value < 0 || value > mostResultExtent) at.refuse(text("has an output shape or padding of ", value));
  if (wanted.empty() && (mode == "SAME_UPPER" || mode == "SAME_LOWER"))
    for (std::size_t i = 0; i < axes; ++i) wanted.push_back(sizes[i] * window.stride[i]);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::int64_t all = window.stride[i] * (sizes[i] - 1) + extra[i] + window.extent(i) - wanted[i];
    if (all < 0 && mode.starts_with("SAME"))
      at.refuse(text("has auto_pad '", mode, "' and windows that do not touch, which runtimes interpret differently"));
    const std::int64_t half = all >= 0 ? all / 2 : 0;
    window.before[i] = mode == "SAME_UPPER" ? half : all - (all >= 0 ? half : all);
    window.after[i] = all - window.before[i];
  }
  // More padding before than after corresponds to output_padding as long as it is smaller than the stride.
  Integers64 padding = window.before, crop(axes, 0);
  bool cropped = false;
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int64_t more = extra[i] + window.before[i] - window.after[i];
    cropped |= window.before[i] < 0 || more < 0 || more >= std::max(window.stride[i], window.dilation[i]);
  }
  if (cropped) {
    padding.assign(axes, 0);
    for (std::size_t i = 0; i < axes; ++i) crop[i] = -window.after[i];
  } else {
    for (std::size_t i = 0; i < axes; ++i) extra[i] += window.before[i] - window.after[i];
  }
  const bool widened = cropped && std::any_of(crop.begin(), crop.end(), [](std::int64_t c) { return c > 0; });
  const Recorded bias = at.has(2) ? at.input(2) : none();
  Recorded result =
      at.one("aten::convolution",
             {input, at.input(1), widened ? none() : bias, integerList(window.stride), integerList(padding),
              integerList(window.dilation), truth(true), integerList(extra), integer(at.node.integer("group", 1))});
  if (cropped) {
    Integers64 front(axes);
    for (std::size_t i = 0; i < axes; ++i) front[i] = -window.before[i];
    result = padded(at, result, front, crop, 0);
    if (widened && at.has(2)) {
      Integers64 form(axes + 1, 1);
      form[0] = -1;
      result =
          at.one("aten::add.Tensor", {result, at.one("aten::reshape", {at.input(2), integerList(form)}), integer(1)});
    }
  }
  return {result};
}

// What a fused operator does with its sum.
Recorded activated(const OnnxStep& at, const Recorded& sum) {
  const std::string kind = at.node.string("activation", "");
  const std::vector<double> parameters = at.node.numbers("activation_params").value_or(std::vector<double>());
  const auto parameter = [&](std::size_t i, double usual) { return i < parameters.size() ? parameters[i] : usual; };
  if (kind.empty()) return sum;
  if (kind == "Relu") return at.one("aten::relu", {sum});
  if (kind == "Tanh") return at.one("aten::tanh", {sum});
  if (kind == "Sigmoid") return at.one("aten::sigmoid", {sum});
  if (kind == "LeakyRelu") return at.one("aten::leaky_relu", {sum, number(parameter(0, 0.01))});
  if (kind == "Clip" && parameters.size() == 2)
    return at.one("aten::clamp", {sum, number(parameters[0]), number(parameters[1])});
  if (kind == "HardSigmoid") {
    const Recorded scaled = at.one("aten::mul.Scalar", {sum, number(parameter(0, 0.2))});
    const Recorded line = at.one("aten::add.Scalar", {scaled, number(parameter(1, 0.5)), integer(1)});
    return at.one("aten::clamp", {line, number(0), number(1)});
  }
  at.refuse(text("is fused with '", kind, "', which is not supported"));
}

// com.microsoft: (X, W, B, what is added before the activation)
Results fusedConvolution(const OnnxStep& at) {
  Recorded sum = convolutionOf(at, at.input(0), at.input(1), at.has(2) ? at.input(2) : none()).at(0);
  if (at.has(3)) sum = at.one("aten::add.Tensor", {sum, at.input(3), integer(1)});
  return {activated(at, sum)};
}

}  // namespace

Results convolutionOf(const OnnxStep& at, const Recorded& given, const Recorded& weight, const Recorded& bias) {
  const Integers64 kernel = kernelOf(at, weight);
  Recorded input = given;
  Window window = windowOf(at, kernel, spatialSizes(at, input, kernel.size()));
  const bool negative = std::any_of(window.before.begin(), window.before.end(), [](std::int64_t p) { return p < 0; });
  if (!window.symmetric() || negative) {
    input = padded(at, input, window.before, window.after, 0);
    window.before.assign(kernel.size(), 0);
  }
  return at.call(
      "aten::convolution",
      {input, weight, bias, integerList(window.stride), integerList(window.before), integerList(window.dilation),
       truth(false), integerList(Integers64(kernel.size(), 0)), integer(at.node.integer("group", 1))});
}

OnnxRules convolutionRules() {
  return {
      {"Conv",
       [](const OnnxStep& at) {
         return convolutionOf(at, at.input(0), at.input(1), at.has(2) ? at.input(2) : none());
       }},
      {"ConvTranspose", transposed},
      {"com.microsoft.FusedConv", fusedConvolution},
  };
}

}  // namespace bitprism::onnx
