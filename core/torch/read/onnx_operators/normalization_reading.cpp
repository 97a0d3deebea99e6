#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <numeric>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/step.h"

namespace bitprism::onnx {
namespace {

constexpr double momentum = 0.1;  // of training; not used here

void needVector(const OnnxStep& at, std::size_t i, std::int64_t channels, const char* what) {
  const Integers64 sizes = sizesOf(at.input(i));
  if (sizes.size() != 1 || sizes[0] != channels)
    at.refuse(text("has a ", what, " of ", shapeText(sizes), ", expected ", channels, " numbers"));
}

Results batchNorm(const OnnxStep& at) {
  if (at.node.integer("training_mode", 0) != 0 || at.usesOutput(1))
    at.refuse("is in training mode, expected inference");
  if (at.node.integer("spatial", 1) == 0) at.refuse("with spatial=0 is not supported");
  if (rankOf(at.input(0)) < 2) at.refuse("expects an input of 2 axes or more");
  const std::int64_t channels = sizesOf(at.input(0))[1];
  needVector(at, 1, channels, "scale");
  needVector(at, 2, channels, "bias");
  needVector(at, 3, channels, "mean");
  needVector(at, 4, channels, "variance");
  return at.call("aten::batch_norm", {at.input(0), at.input(1), at.input(2), at.input(3), at.input(4), truth(false),
                                      number(momentum), number(at.node.number("epsilon", 1e-5)), truth(false)});
}

Results instanceNorm(const OnnxStep& at) {
  if (rankOf(at.input(0)) < 3) at.refuse("expects an input of 3 axes or more");
  const std::int64_t channels = sizesOf(at.input(0))[1];
  needVector(at, 1, channels, "scale");
  needVector(at, 2, channels, "bias");
  return at.call("aten::instance_norm", {at.input(0), at.input(1), at.input(2), none(), none(), truth(true),
                                         number(momentum), number(at.node.number("epsilon", 1e-5)), truth(false)});
}

// A parameter in the normalized shape, from any broadcastable shape in the file.
Recorded inShape(const OnnxStep& at, std::size_t i, const Integers64& shape) {
  if (!at.has(i)) return none();
  const Integers64 given = sizesOf(at.input(i));
  if (given == shape) return at.input(i);
  if (at.input(i).dynamic() || given.size() > shape.size())
    at.refuse(text("has a parameter of ", shapeText(given), ", expected ", shapeText(shape)));
  for (std::size_t k = 0; k < given.size(); ++k)
    if (given[k] != 1 && given[k] != shape[shape.size() - given.size() + k])
      at.refuse(text("has a parameter of ", shapeText(given), ", expected ", shapeText(shape)));
  return Recorder::constant(exampleOf(at.input(i)).expand(shape).contiguous(), at.input(i).name);
}

Results layerNormOf(const OnnxStep& at, const Recorded& input, std::int64_t firstAxis, std::size_t scale) {
  const Integers64 sizes = sizesOf(input);
  const std::int64_t axis = at.axis(firstAxis, static_cast<std::int64_t>(sizes.size()));
  const Integers64 shape(sizes.begin() + axis, sizes.end());
  return at.call("aten::layer_norm",
                 {input, integerList(shape), inShape(at, scale, shape), inShape(at, scale + 1, shape),
                  number(at.node.number("epsilon", 1e-5)), truth(false)});
}

Results layerNorm(const OnnxStep& at) {
  if (at.usesOutput(1) || at.usesOutput(2)) at.refuse("gives its mean or deviation, which is not supported");
  return layerNormOf(at, at.input(0), at.node.integer("axis", -1), 1);
}

// com.microsoft: (input, skip, gamma, beta, bias)
Results skipLayerNorm(const OnnxStep& at) {
  if (at.usesOutput(1) || at.usesOutput(2)) at.refuse("gives its mean or deviation, which is not supported");
  Recorded sum = at.one("aten::add.Tensor", {at.input(0), at.input(1), integer(1)});
  if (at.has(4)) sum = at.one("aten::add.Tensor", {sum, at.input(4), integer(1)});
  Results results = layerNormOf(at, sum, -1, 2);
  results.push_back(none());
  results.push_back(none());
  results.push_back(sum);
  return results;
}

// Scale and bias are per group before opset 21, per channel since.
Results groupNorm(const OnnxStep& at) {
  const std::int64_t groups = at.node.integer("num_groups", 0);
  if (groups < 1) at.refuse("lacks its number of groups");
  if (rankOf(at.input(0)) < 2) at.refuse("expects an input of 2 axes or more");
  const std::int64_t channels = sizesOf(at.input(0))[1];
  if (channels % groups != 0) at.refuse(text("splits ", channels, " channels into ", groups, " groups"));
  const auto parameter = [&](std::size_t i) {
    const Integers64 sizes = sizesOf(at.input(i));
    if (sizes.size() == 1 && sizes[0] == channels) return at.input(i);
    if (sizes.size() == 1 && sizes[0] == groups)
      return at.one("aten::repeat_interleave.self_int", {at.input(i), integer(channels / groups), integer(0), none()});
    at.refuse(text("has a parameter of ", shapeText(sizes), ", expected one number per group or channel"));
  };
  return at.call("aten::group_norm", {at.input(0), integer(groups), parameter(1), parameter(2),
                                      number(at.node.number("epsilon", 1e-5)), truth(false)});
}

// Krizhevsky et al. 2012, section 3.3: x / (k + alpha mean of x^2 over neighbouring channels)^beta.
Results localResponse(const OnnxStep& at) {
  const Recorded& input = at.input(0);
  const std::int64_t size = at.node.integer("size", 0), rank = rankOf(input);
  if (size < 1) at.refuse("lacks its size");
  if (rank < 3) at.refuse("expects an input of 3 axes or more");
  const Integers64 sizes = sizesOf(input);
  Recorded power = at.one("aten::mul.Tensor", {input, input});
  if (rank != 4) power = at.one("aten::reshape", {power, integerList({sizes[0], sizes[1], 1, -1})});
  // As the second of three spatial axes, channels can be pooled like pixels.
  power = at.one("aten::unsqueeze", {power, integer(1)});
  power = at.one("aten::constant_pad_nd", {power, integerList({0, 0, 0, 0, (size - 1) / 2, size / 2}), number(0)});
  Recorded mean = at.one("aten::avg_pool3d", {power, integerList({size, 1, 1}), integerList({1, 1, 1}),
                                              integerList({0, 0, 0}), truth(false), truth(true), none()});
  mean = at.one("aten::squeeze.dim", {mean, integer(1)});
  if (rank != 4) mean = at.one("aten::reshape", {mean, integerList(sizes)});
  const Recorded scaled = at.one("aten::mul.Scalar", {mean, number(at.node.number("alpha", 1e-4))});
  const Recorded base = at.one("aten::add.Scalar", {scaled, number(at.node.number("bias", 1)), integer(1)});
  const Recorded divisor = at.one("aten::pow.Tensor_Scalar", {base, number(at.node.number("beta", 0.75))});
  return at.call("aten::div.Tensor", {input, divisor});
}

Results lpNorm(const OnnxStep& at) {
  const std::int64_t p = at.node.integer("p", 2), axis = at.axis(at.node.integer("axis", -1), rankOf(at.input(0)));
  const Recorded size =
      p == 1 ? at.one("aten::abs", {at.input(0)}) : at.one("aten::mul.Tensor", {at.input(0), at.input(0)});
  Recorded norm = at.one("aten::sum.dim_IntList", {size, integerList({axis}), truth(true), none()});
  if (p != 1) norm = at.one("aten::sqrt", {norm});
  return at.call("aten::div.Tensor", {at.input(0), norm});
}

Results meanVariance(const OnnxStep& at) {
  const Recorded& input = at.input(0);
  const Integers64 axes = at.node.integers("axes").value_or(Integers64{0, 2, 3});
  const auto mean = [&](const Recorded& of) {
    return at.one("aten::mean.dim", {of, integerList(axes), truth(true), none()});
  };
  const Recorded centred = at.one("aten::sub.Tensor", {input, mean(input), integer(1)});
  const Recorded variance = mean(at.one("aten::mul.Tensor", {centred, centred}));
  const Recorded deviation = at.one("aten::add.Scalar", {at.one("aten::sqrt", {variance}), number(1e-9), integer(1)});
  return at.call("aten::div.Tensor", {centred, deviation});
}

// x / sqrt(mean x^2 + epsilon), times a scale.
Recorded rootMeanSquareOf(const OnnxStep& at, const Recorded& input, const Recorded& scale) {
  const std::int64_t rank = rankOf(input), first = at.axis(at.node.integer("axis", -1), rank);
  Integers64 axes(static_cast<std::size_t>(rank - first));
  std::iota(axes.begin(), axes.end(), first);
  const Recorded power = at.one("aten::mul.Tensor", {input, input});
  const Recorded mean = at.one("aten::mean.dim", {power, integerList(axes), truth(true), none()});
  const Recorded base = at.one("aten::add.Scalar", {mean, number(at.node.number("epsilon", 1e-5)), integer(1)});
  const Recorded normal = at.one("aten::div.Tensor", {input, at.one("aten::sqrt", {base})});
  return at.one("aten::mul.Tensor", {normal, scale});
}

Results rootMeanSquare(const OnnxStep& at) {
  return {rootMeanSquareOf(at, at.input(0), at.input(1))};
}

// com.microsoft: (input, skip, gamma, bias)
Results skipRootMeanSquare(const OnnxStep& at) {
  if (at.usesOutput(1) || at.usesOutput(2)) at.refuse("gives its mean or deviation, which is not supported");
  Recorded sum = at.one("aten::add.Tensor", {at.input(0), at.input(1), integer(1)});
  if (at.has(3)) sum = at.one("aten::add.Tensor", {sum, at.input(3), integer(1)});
  return {rootMeanSquareOf(at, sum, at.input(2)), none(), none(), sum};
}

}  // namespace

OnnxRules normalizationRules() {
  return {
      {"BatchNormalization", batchNorm},
      {"InstanceNormalization", instanceNorm},
      {"LayerNormalization", layerNorm},
      {"com.microsoft.LayerNormalization", layerNorm},
      {"com.microsoft.SkipLayerNormalization", skipLayerNorm},
      {"GroupNormalization", groupNorm},
      {"LRN", localResponse},
      {"LpNormalization", lpNorm},
      {"MeanVarianceNormalization", meanVariance},
      {"SimplifiedLayerNormalization", rootMeanSquare},
      {"RMSNormalization", rootMeanSquare},
      {"com.microsoft.SimplifiedLayerNormalization", rootMeanSquare},
      {"com.microsoft.SkipSimplifiedLayerNormalization", skipRootMeanSquare},
  };
}

}  // namespace bitprism::onnx
