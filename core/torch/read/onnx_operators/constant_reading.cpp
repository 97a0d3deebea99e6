#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <cmath>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/step.h"

namespace bitprism::onnx {
namespace {

constexpr std::int64_t mostElements = std::int64_t{1} << 28;  // of a generated tensor: 1 GiB

Results constant(const OnnxStep& at) {
  for (const auto& [key, value] : at.node.attributes) {
    if (const auto* tensor = std::get_if<Recorded>(&value)) return {*tensor};
    if (key == "value_int") return {Recorder::constant(at::scalar_tensor(at.node.integer(key, 0), at::kLong))};
    if (key == "value_float") return {Recorder::constant(at::scalar_tensor(at.node.number(key, 0), at::kFloat))};
    if (key == "value_ints") return {Recorder::constant(at::tensor(*at.node.integers(key), at::kLong))};
    if (key == "value_floats") return {Recorder::constant(at::tensor(*at.node.numbers(key), at::kFloat))};
  }
  at.refuse("is empty");
}

Results constantOfShape(const OnnxStep& at) {
  const Integers64 shape = at.constantIntegers(0);
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) {
    if (extent < 0 || (extent > 0 && count > mostElements / extent)) at.refuse("asks for a tensor of impossible size");
    count *= extent;
  }
  const auto value = at.node.attributes.find("value");
  const Recorded* fill = value == at.node.attributes.end() ? nullptr : std::get_if<Recorded>(&value->second);
  const at::Tensor element = fill ? exampleOf(*fill).flatten() : at::zeros({1}, at::kFloat);
  if (element.numel() != 1) at.refuse("has a value that is not one number");
  return {Recorder::constant(element.expand(shape).contiguous())};
}

Results range(const OnnxStep& at) {
  const double start = at.constantNumber(0), limit = at.constantNumber(1), step = at.constantNumber(2);
  if (step == 0 || !std::isfinite(start) || !std::isfinite(limit) || !std::isfinite(step))
    at.refuse("has a step of 0 or bounds that are not numbers");
  const at::ScalarType type = isFloat(at.input(0)) ? at::kFloat : at::kLong;
  // 1.1 - 0.1 is 1 in the precision of the file, and slightly more in a higher one.
  const double length = type == at::kFloat ? static_cast<float>(limit) - static_cast<float>(start) : limit - start;
  const double count = std::max(0.0, std::ceil(length / step));
  if (count > static_cast<double>(mostElements)) at.refuse("asks for a tensor of impossible size");
  return {Recorder::constant((at::arange(static_cast<std::int64_t>(count), at::kDouble) * step + start).to(type))};
}

Results eyeLike(const OnnxStep& at) {
  const Integers64 sizes = sizesOf(at.input(0));
  if (sizes.size() != 2) at.refuse("expects an input of 2 axes");
  const std::int64_t diagonal = at.node.integer("k", 0);
  const at::Tensor ones = at::ones(sizes);
  return {castTo(at, Recorder::constant(ones.triu(diagonal) - ones.triu(diagonal + 1)), at.node.integer("dtype", 1))};
}

}  // namespace

OnnxRules constantRules() {
  return {
      {"Constant", constant},
      {"ConstantOfShape", constantOfShape},
      {"Range", range},
      {"EyeLike", eyeLike},
  };
}

}  // namespace bitprism::onnx
