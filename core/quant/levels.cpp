#include "core/quant/levels.h"

#include <algorithm>
#include <numeric>

namespace bitprism {

std::vector<double> quantizationLevels(const QuantizedTensor& tensor, std::size_t row) {
  QuantizedTensor all;
  all.scheme = tensor.scheme;
  const int half = 1 << (tensor.scheme.bits - 1);
  for (int code = -half; code < half; ++code) all.codes.push_back(static_cast<std::int8_t>(code));
  all.shape = {1, static_cast<std::int64_t>(all.codes.size())};
  const auto pick = [&](const auto& values) { return values[std::min(row, values.size() - 1)]; };
  all.scales = {pick(tensor.scales)};
  if (!tensor.zeroPoints.empty()) all.zeroPoints = {pick(tensor.zeroPoints)};
  if (!tensor.offsets.empty()) all.offsets = {pick(tensor.offsets)};
  const std::vector<float> values = dequantize(all);
  std::vector<double> levels(values.begin(), values.end());
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

std::size_t typicalRow(const QuantizedTensor& tensor) {
  std::vector<std::size_t> order(tensor.scales.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (order.empty()) return 0;
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 2);
  std::nth_element(order.begin(), middle, order.end(),
                   [&](std::size_t a, std::size_t b) { return tensor.scales[a] < tensor.scales[b]; });
  return *middle;
}

}  // namespace bitprism
