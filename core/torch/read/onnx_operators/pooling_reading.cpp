#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <limits>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/window.h"

namespace bitprism::onnx {
namespace {

Integers64 kernelOf(const OnnxStep& at) {
  const Integers64 kernel = at.node.integers("kernel_shape").value_or(Integers64{});
  if (kernel.empty() || kernel.size() > 3) at.refuse("has no kernel_shape of 1 to 3 axes");
  return kernel;
}

// The number of windows along an axis; rounding up adds none that would begin in the padding at the end.
std::int64_t windowsAlong(const Window& window, std::size_t i, std::int64_t extent, bool roundsUp) {
  const std::int64_t room = extent + window.before[i] + window.after[i] - window.extent(i);
  if (room < 0) return 0;
  if (!roundsUp) return room / window.stride[i] + 1;
  std::int64_t count = (room + window.stride[i] - 1) / window.stride[i] + 1;
  if ((count - 1) * window.stride[i] >= extent + window.before[i]) --count;
  return count;
}

// The padding at the end that this number of windows needs: less than the file's if the last rows are unused.
Integers64 paddingBehind(const OnnxStep& at, const Window& window, const Integers64& sizes, bool roundsUp) {
  Integers64 behind;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const std::int64_t count = windowsAlong(window, i, sizes[i], roundsUp);
    if (count < 1) at.refuse(text("has a window larger than its input of ", shapeText(sizes)));
    const std::int64_t needed = (count - 1) * window.stride[i] + window.extent(i);
    behind.push_back(std::max<std::int64_t>(needed - sizes[i] - window.before[i], 0));
  }
  return behind;
}

bool fitsAten(const Window& window) {
  for (std::size_t i = 0; i < window.kernel.size(); ++i)
    if (window.before[i] < 0 || 2 * window.before[i] > window.kernel[i]) return false;
  return window.symmetric();
}

Results maxPool(const OnnxStep& at) {
  const Integers64 kernel = kernelOf(at);
  if (at.usesOutput(1)) at.refuse("with indices as second output is not supported");
  Recorded input = at.input(0);
  const Integers64 sizes = spatialSizes(at, input, kernel.size());
  Window window = windowOf(at, kernel, sizes);
  bool roundsUp = at.node.integer("ceil_mode", 0) != 0;
  if (!fitsAten(window)) {
    input = padded(at, input, window.before, paddingBehind(at, window, sizes, roundsUp),
                   -std::numeric_limits<double>::infinity());
    window.before.assign(kernel.size(), 0);
    roundsUp = false;
  }
  return at.call(text("aten::max_pool", kernel.size(), "d"),
                 {input, integerList(kernel), integerList(window.stride), integerList(window.before),
                  integerList(window.dilation), truth(roundsUp)});
}

Recorded average(const OnnxStep& at, const Recorded& input, const Window& window, bool roundsUp, bool countsPadding) {
  std::vector<Recorded> arguments{
      input,           integerList(window.kernel), integerList(window.stride), integerList(window.before),
      truth(roundsUp), truth(countsPadding)};
  if (window.kernel.size() > 1) arguments.push_back(none());
  return at.one(text("aten::avg_pool", window.kernel.size(), "d"), arguments);
}

// The p-norm over windows: (mean |x|^p * count)^(1/p).
Results lpPool(const OnnxStep& at) {
  const double p = static_cast<double>(at.node.integer("p", 2));
  const Integers64 kernel = kernelOf(at);
  const Window window = windowOf(at, kernel, spatialSizes(at, at.input(0), kernel.size()));
  if (!fitsAten(window) || at.node.integer("ceil_mode", 0) != 0 ||
      std::any_of(window.dilation.begin(), window.dilation.end(), [](std::int64_t d) { return d != 1; }))
    at.refuse("with uneven padding, dilation or rounding up is not supported");
  const Recorded power = at.one("aten::pow.Tensor_Scalar", {at.one("aten::abs", {at.input(0)}), number(p)});
  const Recorded mean = average(at, power, window, false, true);
  const Recorded sum = at.one("aten::mul.Scalar", {mean, number(static_cast<double>(elementCount(kernel)))});
  return at.call("aten::pow.Tensor_Scalar", {sum, number(1 / p)});
}

// The p-norm over all pixels.
Results globalLpPool(const OnnxStep& at) {
  const std::int64_t p = at.node.integer("p", 2), rank = rankOf(at.input(0));
  if (p < 1) at.refuse(text("has p of ", p, ", expected 1 or more"));
  if (rank < 3) at.refuse(text("has an input of ", rank, " axes, expected 3 or more"));
  Integers64 axes;
  for (std::int64_t i = 2; i < rank; ++i) axes.push_back(i);
  const Recorded size = at.one("aten::abs", {at.input(0)});
  const Recorded power = p == 1 ? size : at.one("aten::pow.Tensor_Scalar", {size, number(static_cast<double>(p))});
  const Recorded sum = at.one("aten::sum.dim_IntList", {power, integerList(axes), truth(true), none()});
  if (p == 1) return {sum};
  return at.call("aten::pow.Tensor_Scalar", {sum, number(1 / static_cast<double>(p))});
}

}  // namespace

Results averagePoolOf(const OnnxStep& at, const Recorded& input) {
  const Integers64 kernel = kernelOf(at);
  const Integers64 sizes = spatialSizes(at, input, kernel.size());
  Window window = windowOf(at, kernel, sizes);
  if (std::any_of(window.dilation.begin(), window.dilation.end(), [](std::int64_t d) { return d != 1; }))
    at.refuse("with dilation is not supported");
  const bool roundsUp = at.node.integer("ceil_mode", 0) != 0;
  const bool countsPadding = at.node.integer("count_include_pad", 0) != 0;
  if (fitsAten(window)) return {average(at, input, window, roundsUp, countsPadding)};

  // Uneven padding: the mean over the padded input, divided by the mean of ones where the file counts, zeros elsewhere.
  const Integers64 behind = paddingBehind(at, window, sizes, roundsUp);
  at::Tensor ones = at::ones(joined({1, 1}, sizes));
  Integers64 counted;
  for (std::size_t i = behind.size(); i-- > 0;) {
    counted.push_back(countsPadding ? window.before[i] : 0);
    counted.push_back(countsPadding ? std::min(window.after[i], behind[i]) : 0);
  }
  ones = at::constant_pad_nd(ones, counted, 1);
  Integers64 front = window.before, back = behind;
  for (std::size_t i = 0; i < front.size(); ++i)
    if (countsPadding) {
      front[i] = 0;
      back[i] -= std::min(window.after[i], behind[i]);
    }
  const Recorded weights = padded(at, Recorder::constant(ones), front, back, 0);
  const Recorded wide = padded(at, input, window.before, behind, 0);
  window.before.assign(kernel.size(), 0);
  const Recorded mean = average(at, wide, window, false, true);
  const at::Tensor share = exampleOf(average(at, weights, window, false, true));
  if (share.eq(1).all().item<bool>()) return {mean};
  return at.call("aten::div.Tensor", {mean, Recorder::constant(share)});
}

Results globalPoolOf(const OnnxStep& at, const Recorded& input, bool isAverage) {
  const std::int64_t axes = rankOf(input) - 2;
  if (axes < 1 || axes > 3) at.refuse("expects 1 to 3 spatial axes");
  if (isAverage)
    return at.call(text("aten::adaptive_avg_pool", axes, "d"),
                   {input, integerList(Integers64(static_cast<std::size_t>(axes), 1))});
  Integers64 all;
  for (std::int64_t i = 0; i < axes; ++i) all.push_back(i + 2);
  return at.call("aten::amax", {input, integerList(all), truth(true)});
}

OnnxRules poolingRules() {
  return {
      {"MaxPool", maxPool},
      {"AveragePool", [](const OnnxStep& at) { return averagePoolOf(at, at.input(0)); }},
      {"LpPool", lpPool},
      {"GlobalLpPool", globalLpPool},
      {"GlobalAveragePool", [](const OnnxStep& at) { return globalPoolOf(at, at.input(0), true); }},
      {"GlobalMaxPool", [](const OnnxStep& at) { return globalPoolOf(at, at.input(0), false); }},
  };
}

}  // namespace bitprism::onnx
