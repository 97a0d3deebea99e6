#include "core/torch/graph/graph_bounds.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::int64_t mebibyte = std::int64_t{1} << 20;
constexpr std::int64_t copiesOfWeights = 4;

constexpr double longRow = 8192;         // rows of larger pictures count
constexpr double mostColumns = 131'072;  // twice the width of the largest JPEG picture

double lastOf(const std::vector<std::int64_t>& values) {
  return values.empty() ? 0.0 : static_cast<double>(values.back());
}

// The extent along the last axis that a convolution reads or writes, whichever is larger; in floating point, as a file
// can state any numbers.
double widestRow(const ConvolutionExtents& convolution) {
  const double width = lastOf(convolution.input), stride = std::max(lastOf(convolution.stride), 1.0);
  const double padding = 2 * lastOf(convolution.padding);
  const double window = lastOf(convolution.dilation) * (lastOf(convolution.weight) - 1) + 1;
  const double result = convolution.transposed
                            ? (width - 1) * stride - padding + window + lastOf(convolution.outputPadding)
                            : (width + padding - window) / stride + 1;
  return std::max({width, result, 0.0});
}

}  // namespace

GraphBounds graphBounds(std::int64_t weightBytes) {
  const std::int64_t weights =
      copiesOfWeights * std::clamp<std::int64_t>(weightBytes, 0, std::numeric_limits<std::int64_t>::max() / 16);
  return {768 * mebibyte + weights, 1536 * mebibyte + weights};
}

void LongRows::add(const ConvolutionExtents& convolution, const std::string& node) {
  const double row = widestRow(convolution);
  const bool plainSequence =
      convolution.weight.size() == 3 && convolution.channelsFirst;  // needs no code for each step
  if (row <= longRow || plainSequence) return;
  columns_ += row;
  if (columns_ > mostColumns)
    throw GraphRefused(text("operator aten::convolution at '", node, "' works on rows of ",
                            static_cast<std::int64_t>(std::min(row, 1e18)), " numbers, expected at most ",
                            static_cast<std::int64_t>(mostColumns), " in all rows of a graph that are longer than ",
                            static_cast<std::int64_t>(longRow)));
}

}  // namespace bitprism
