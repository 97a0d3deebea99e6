#pragma once

#include <array>
#include <vector>

#include "core/quant/activations/bfp.h"
#include "core/quant/codes/quantized_tensor.h"

namespace bitprism {

// Where a two-dimensional convolution reads: output (i, j) takes kernel position (u, v) from input row i stride -
// padding
// + u dilation, and column likewise; zeros beyond the border.
struct ConvolutionGeometry {
  std::array<std::int64_t, 2> stride{1, 1}, padding{0, 0}, dilation{1, 1};
  std::int64_t groups = 1;
};

// DSConv's convolution in whole numbers (Gennari do Nascimento et al. 2019): codes times mantissas are summed in 32
// bits as long as neither a weight's scale nor an input's exponent changes, and one multiplication in floating point a
// sum does the rest:
//   y[o,i,j] = sum over u, v and blocks of scale[o,block,u,v] 2^(E[block,at] - m + 1) (sum over c of q[o,c,u,v]
//   M[c,at])
// The result is what convolving the dequantized numbers gives, but for the rounding of floats. An offset of an output
// channel (correction.h) multiplies the sum of the inputs it reads.
//
// The input is [images][channels][height x width]; weights of ScaledBlockCodes, [out, in / groups, kernel height,
// kernel width], or without kernel for a linear layer (height and width 1). Returns [images][out][rows][columns].
// Throws UsageError where these do not fit together.
std::vector<double> integerConvolution(const QuantizedTensor& weights, const BlockCodes& input, std::int64_t height,
                                       std::int64_t width, const ConvolutionGeometry& geometry = {});

// How many outputs an axis has; 0 where the kernel reaches over the padded input.
std::int64_t convolvedExtent(std::int64_t extent, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                             std::int64_t dilation);

}  // namespace bitprism
