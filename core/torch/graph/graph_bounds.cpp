#include "core/torch/graph/graph_bounds.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::int64_t copiesOfWeights = 4;

// Measured with oneDNN 2.6 on AVX-512, windows of 3 to 7 and 2 to 64 channels: 1.2 to 1.3 KB and 6.4 us a column.
constexpr double codeOfColumn = 1280;
constexpr double mostCode = 256 << 20;  // 200,000 columns; a U-Net of 5 levels for pictures 8192 wide has 48,000

double lastOf(const std::vector<std::int64_t>& values, double otherwise) {
  return values.empty() ? otherwise : static_cast<double>(values.back());
}

// The columns that a convolution gives; in floating point, as a file can state any numbers.
double columnsOf(const ConvolutionExtents& convolution) {
  const double stride = std::max(lastOf(convolution.stride, 1), 1.0);
  const double window = lastOf(convolution.dilation, 1) * (lastOf(convolution.weight, 1) - 1) + 1;
  return std::max((lastOf(convolution.input, 0) + 2 * lastOf(convolution.padding, 0) - window) / stride + 1, 0.0);
}

// Transposed ones, those in groups, of a window of one number and of sequences in their usual order need no such code.
bool needsCode(const ConvolutionExtents& convolution) {
  constexpr std::size_t sequence = 3, axesBefore = 2;
  const Shape& weight = convolution.weight;
  if (convolution.transposed || convolution.groups != 1 || weight.size() < sequence) return false;
  if (weight.size() == sequence && convolution.channelsFirst) return false;
  return std::any_of(weight.begin() + axesBefore, weight.end(), [](std::int64_t extent) { return extent != 1; });
}

}  // namespace

GraphBounds graphBounds(std::int64_t weightBytes, std::int64_t readingBytes) {
  const std::int64_t weights = std::clamp<std::int64_t>(weightBytes, 0, std::numeric_limits<std::int64_t>::max() / 32);
  std::int64_t computing = usualComputingBytes;
  if (readingBytes > 0)  // where weights take all of it, they may not exist that often
    computing = std::max(readingBytes - copiesWhileReading * weights, std::min(usualComputingBytes, readingBytes / 2));
  return {computing / 4 + copiesOfWeights * weights, computing / 2 + copiesOfWeights * weights};
}

GraphRefused beyondBounds(const std::string& what, const std::string& problem) {
  return GraphRefused(text(what, ": ", problem, "; --read-memory allows more"));
}

void ConvolutionCode::add(const ConvolutionExtents& convolution, const std::string& node) {
  if (!needsCode(convolution)) return;
  if (!known_
           .insert(
               {convolution.input, convolution.weight, convolution.stride, convolution.padding, convolution.dilation})
           .second)
    return;
  const double columns = columnsOf(convolution);
  bytes_ += codeOfColumn * columns;
  if (bytes_ > mostCode)
    throw GraphRefused(text("operator aten::convolution at '", node, "' works on rows of ",
                            static_cast<std::int64_t>(std::min(columns, 1e18)),
                            " numbers, which with those before take ",
                            static_cast<std::int64_t>(std::min(bytes_, 1e18)) >> 20, " MiB of code, expected at most ",
                            static_cast<std::int64_t>(mostCode) >> 20, " MiB"));
}

}  // namespace bitprism
