#include "core/data/resample.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace bitprism {
namespace {

constexpr int fractionBits = 22;  // a byte times a weight and the sum of them fit 32 bits

template <class Value, class Sum>
Value rounded(Sum sum) {
  if constexpr (std::is_same_v<Value, float>)
    return static_cast<float>(sum);
  else
    return static_cast<std::uint8_t>(std::clamp(sum >> fractionBits, 0, 255));
}

}  // namespace

Resampler::Axis Resampler::axis(std::int64_t from, std::int64_t to, std::int64_t start, std::int64_t wanted) {
  Axis axis;
  axis.copied = from == to;
  const double scale = static_cast<double>(from) / static_cast<double>(to), reach = std::max(scale, 1.0);
  if (!axis.copied) axis.taps = std::min<std::int64_t>(from, 2 * static_cast<std::int64_t>(std::ceil(reach)) + 1);
  for (std::int64_t i = 0; i < wanted; ++i) {
    if (axis.copied) {
      axis.first.push_back(start + i);
      axis.count.push_back(1);
      continue;
    }
    const double centre = (static_cast<double>(start + i) + 0.5) * scale;
    const std::int64_t first = std::max<std::int64_t>(0, static_cast<std::int64_t>(centre - reach + 0.5));
    const std::int64_t end = std::min(from, static_cast<std::int64_t>(centre + reach + 0.5));
    const std::size_t at = axis.weights.size();
    axis.weights.resize(at + static_cast<std::size_t>(axis.taps), 0.0);
    double sum = 0;
    for (std::int64_t k = first; k < end; ++k) {
      const double distance = std::abs((static_cast<double>(k) - centre + 0.5) / reach);
      const double weight = distance < 1 ? 1 - distance : 0;
      axis.weights[at + static_cast<std::size_t>(k - first)] = weight;
      sum += weight;
    }
    for (std::int64_t k = 0; k < end - first; ++k) axis.weights[at + static_cast<std::size_t>(k)] /= sum;
    axis.first.push_back(first);
    axis.count.push_back(end - first);
  }
  for (const double weight : axis.weights)
    axis.fixed.push_back(static_cast<std::int32_t>(weight * (1 << fractionBits) + 0.5));
  return axis;
}

Resampler::Resampler(PixelExtent from, PixelExtent to, Window window)
    : from_(from),
      window_(window),
      across_(axis(from.width, to.width, window.left, window.size.width)),
      down_(axis(from.height, to.height, window.top, window.size.height)) {}

template <class Value, class Sum, class Weight>
void Resampler::run(const Value* plane, Value* out, const std::vector<Weight>& across, const std::vector<Weight>& down,
                    Sum start) const {
  if (window_.size.height == 0 || window_.size.width == 0) return;
  // Only the rows that the window needs are resized along the row.
  const std::int64_t width = window_.size.width, firstRow = down_.first.front();
  const std::int64_t rows = down_.first.back() + down_.count.back() - firstRow;
  std::vector<Value> middle(static_cast<std::size_t>(rows * width));
  for (std::int64_t row = 0; row < rows; ++row) {
    const Value* source = plane + (firstRow + row) * from_.width;
    Value* target = middle.data() + row * width;
    if (across_.copied) {
      std::copy_n(source + across_.first.front(), width, target);
      continue;
    }
    for (std::int64_t column = 0; column < width; ++column) {
      const auto position = static_cast<std::size_t>(column);
      const Value* pixels = source + across_.first[position];
      const Weight* weights = across.data() + column * across_.taps;
      Sum sum = start;
      for (std::int64_t k = 0; k < across_.count[position]; ++k) sum += pixels[k] * weights[k];
      target[column] = rounded<Value>(sum);
    }
  }
  std::vector<Sum> sums(static_cast<std::size_t>(width));
  for (std::int64_t row = 0; row < window_.size.height; ++row, out += width) {
    const auto position = static_cast<std::size_t>(row);
    const Value* source = middle.data() + (down_.first[position] - firstRow) * width;
    if (down_.copied) {
      std::copy_n(source, width, out);
      continue;
    }
    std::fill(sums.begin(), sums.end(), start);
    for (std::int64_t k = 0; k < down_.count[position]; ++k, source += width) {
      const Weight weight = down[static_cast<std::size_t>(row * down_.taps + k)];
      for (std::int64_t column = 0; column < width; ++column)
        sums[static_cast<std::size_t>(column)] += source[column] * weight;
    }
    for (std::int64_t column = 0; column < width; ++column)
      out[column] = rounded<Value>(sums[static_cast<std::size_t>(column)]);
  }
}

void Resampler::apply(const std::uint8_t* plane, std::uint8_t* out) const {
  run<std::uint8_t, std::int32_t>(plane, out, across_.fixed, down_.fixed, std::int32_t{1} << (fractionBits - 1));
}

void Resampler::apply(const float* plane, float* out) const {
  run<float, double>(plane, out, across_.weights, down_.weights, 0.0);
}

}  // namespace bitprism
