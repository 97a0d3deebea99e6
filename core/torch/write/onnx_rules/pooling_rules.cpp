#include <algorithm>

#include "core/torch/write/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

struct Window {
  Integers64 kernel, stride, before, after, dilation;
};

// What ceil_mode adds is written as padding at the end, so that every runtime counts the same windows.
Window windowOf(OnnxLowering& at, std::size_t axes, const Integers64& dilation, bool ceilMode) {
  const auto spread = [&](Integers64 values) {
    if (values.size() == 1) values.assign(axes, values[0]);
    return values;
  };
  Window window{.kernel = spread(at.integers(1)), .before = spread(at.integers(3)), .dilation = spread(dilation)};
  window.stride = at.integers(2).empty() ? window.kernel : spread(at.integers(2));
  window.after = window.before;
  if (!ceilMode) return window;
  const Shape& in = at.shape(0);
  const Shape& out = at.resultShape();
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int64_t extent = in[in.size() - axes + i], results = out[out.size() - axes + i];
    const std::int64_t needed = (results - 1) * window.stride[i] + window.dilation[i] * (window.kernel[i] - 1) + 1;
    window.after[i] = std::max(window.after[i], needed - extent - window.before[i]);
  }
  return window;
}

// (input, kernel, stride, padding, dilation, ceil_mode)
void maxPool(OnnxLowering& at, std::size_t axes) {
  const Window window = windowOf(at, axes, at.integers(4), at.truth(5));
  at.give(at.node("MaxPool", {at.value(0)},
                  {{"kernel_shape", window.kernel},
                   {"strides", window.stride},
                   {"pads", joined(window.before, window.after)},
                   {"dilations", window.dilation}}));
}

// Padding counts, what rounding up adds beyond it does not: the mean over all of it, times what each window should have
// been divided by.
std::string averageOfCounted(OnnxLowering& at, const Window& window, const std::string& mean) {
  const Shape& in = at.shape(0);
  const Shape& out = at.resultShape();
  const std::size_t axes = window.kernel.size();
  Shape form(in.size() - axes, 1);
  std::vector<float> shares{1};
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int64_t extent = in[in.size() - axes + i], results = out[out.size() - axes + i];
    form.push_back(results);
    std::vector<float> wider;
    for (const float share : shares)
      for (std::int64_t k = 0; k < results; ++k) {
        const std::int64_t begin = k * window.stride[i] - window.before[i],
                           end = std::min(begin + window.kernel[i], extent + window.before[i]);
        wider.push_back(share * static_cast<float>(window.kernel[i]) / static_cast<float>(end - begin));
      }
    shares = std::move(wider);
  }
  return at.node("Mul", {mean, at.graph().floats(at.instruction().name + "_shares", form, shares)});
}

// (input, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override)
void averagePool(OnnxLowering& at, std::size_t axes) {
  const Window window = windowOf(at, axes, {1}, at.truth(4));
  const bool padded =
      std::any_of(window.before.begin(), window.before.end(), [](std::int64_t extent) { return extent > 0; });
  const bool countsPadding = at.truth(5) && padded;
  if (at.has(6)) at.refuse("divides by a custom number, which ONNX cannot express");
  const std::string mean = at.node("AveragePool", {at.value(0)},
                                   {{"kernel_shape", window.kernel},
                                    {"strides", window.stride},
                                    {"pads", joined(window.before, window.after)},
                                    {"count_include_pad", std::int64_t{countsPadding}}});
  at.give(countsPadding && window.after != window.before ? averageOfCounted(at, window, mean) : mean);
}

// (input, output_size)
void adaptiveAveragePool(OnnxLowering& at, std::size_t axes) {
  const Shape& in = at.shape(0);
  const Shape& out = at.resultShape();
  Integers64 kernel;
  bool global = true;
  for (std::size_t i = in.size() - axes; i < in.size(); ++i) {
    if (out[i] == 0 || in[i] % out[i] != 0) at.refuse("gives windows of different sizes, which ONNX cannot express");
    kernel.push_back(in[i] / out[i]);
    global &= out[i] == 1;
  }
  if (global) {
    at.give(at.node("GlobalAveragePool", {at.value(0)}));
  } else {
    at.give(at.node("AveragePool", {at.value(0)}, {{"kernel_shape", kernel}, {"strides", kernel}}));
  }
}

template <void (*rule)(OnnxLowering&, std::size_t)>
Rule over(std::size_t axes) {
  return [axes](OnnxLowering& at) { rule(at, axes); };
}

}  // namespace

Rules poolingRules() {
  return {
      {"aten::max_pool1d", over<maxPool>(1)},
      {"aten::max_pool2d", over<maxPool>(2)},
      {"aten::max_pool3d", over<maxPool>(3)},
      {"aten::avg_pool1d", over<averagePool>(1)},
      {"aten::avg_pool2d", over<averagePool>(2)},
      {"aten::avg_pool3d", over<averagePool>(3)},
      {"aten::adaptive_avg_pool1d", over<adaptiveAveragePool>(1)},
      {"aten::adaptive_avg_pool2d", over<adaptiveAveragePool>(2)},
      {"aten::adaptive_avg_pool3d", over<adaptiveAveragePool>(3)},
  };
}

}  // namespace bitprism::lowering
