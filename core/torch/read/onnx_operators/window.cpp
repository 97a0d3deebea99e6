#include "core/torch/read/onnx_operators/window.h"

#include <algorithm>

#include "core/base/text.h"

namespace bitprism::onnx {
namespace {

constexpr std::int64_t mostWindowExtent = std::int64_t{1} << 24;  // of strides and paddings: beyond any network
// Also beyond any network: SAME pads by as much as the window reaches, which takes memory before a wrong result is
// seen.
constexpr std::int64_t widestDilation = std::int64_t{1} << 16;

}  // namespace

Integers64 spatialSizes(const OnnxStep& at, const Recorded& input, std::size_t axes) {
  const Integers64 sizes = sizesOf(input);
  if (sizes.size() != axes + 2) at.refuse(text("has an input of ", sizes.size(), " axes, expected ", axes + 2));
  return {sizes.begin() + 2, sizes.end()};
}

Window windowOf(const OnnxStep& at, const Integers64& kernel, const Integers64& sizes) {
  const std::size_t axes = kernel.size();
  Window window;
  window.kernel = kernel;
  window.stride = at.node.integers("strides").value_or(Integers64(axes, 1));
  window.dilation = at.node.integers("dilations").value_or(Integers64(axes, 1));
  const Integers64 pads = at.node.integers("pads").value_or(Integers64(2 * axes, 0));
  if (window.stride.size() != axes || window.dilation.size() != axes || pads.size() != 2 * axes)
    at.refuse(text("has strides, dilations or pads that do not fit its ", axes, " axes"));
  for (const Integers64* values : {&window.kernel, &window.stride, &window.dilation})
    for (const std::int64_t value : *values)
      if (value < 1 || value > mostWindowExtent)
        at.refuse(text("has a kernel, stride or dilation of ", value, ", expected 1 or more"));
  for (const std::int64_t value : window.dilation)
    if (value > widestDilation) at.refuse(text("has a dilation of ", value, ", expected at most ", widestDilation));
  for (const std::int64_t value : pads)
    if (value < -mostWindowExtent || value > mostWindowExtent) at.refuse(text("has a padding of ", value));
  window.before.assign(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(axes));
  window.after.assign(pads.begin() + static_cast<std::ptrdiff_t>(axes), pads.end());
  const std::string mode = at.node.string("auto_pad", "NOTSET");
  if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
    for (std::size_t i = 0; i < axes; ++i) {
      const std::int64_t out = (sizes[i] + window.stride[i] - 1) / window.stride[i];
      const std::int64_t all = std::max<std::int64_t>(0, (out - 1) * window.stride[i] + window.extent(i) - sizes[i]);
      window.before[i] = mode == "SAME_UPPER" ? all / 2 : all - all / 2;
      window.after[i] = all - window.before[i];
    }
  } else if (mode == "VALID") {
    window.before.assign(axes, 0);
    window.after.assign(axes, 0);
  } else if (mode != "NOTSET" && !mode.empty()) {
    at.refuse(text("has auto_pad '", mode, "', expected NOTSET, VALID, SAME_UPPER or SAME_LOWER"));
  }
  return window;
}

Recorded padded(const OnnxStep& at, const Recorded& input, const Integers64& before, const Integers64& after,
                double value) {
  Integers64 pads;  // ATen's order: last axis first
  for (std::size_t i = before.size(); i-- > 0;) {
    pads.push_back(before[i]);
    pads.push_back(after[i]);
  }
  return at.one("aten::constant_pad_nd", {input, integerList(pads), number(value)});
}

}  // namespace bitprism::onnx
