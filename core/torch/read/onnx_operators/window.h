#pragma once

#include "core/torch/read/onnx_operators/step.h"

namespace bitprism::onnx {

// The window of a convolution or pooling.
struct Window {
  Integers64 kernel, stride, dilation, before, after;  // padding before and after, per axis
  bool symmetric() const { return before == after; }
  std::int64_t extent(std::size_t axis) const { return dilation[axis] * (kernel[axis] - 1) + 1; }
};

// From the node's attributes; auto_pad is resolved on the input's example. sizes are the input's spatial ones.
Window windowOf(const OnnxStep& at, const Integers64& kernel, const Integers64& sizes);

// The spatial extents of a tensor [N, C, ...].
Integers64 spatialSizes(const OnnxStep& at, const Recorded& input, std::size_t axes);

// Pads (or crops, where negative) the last axes.
Recorded padded(const OnnxStep& at, const Recorded& input, const Integers64& before, const Integers64& after,
                double value);

}  // namespace bitprism::onnx
