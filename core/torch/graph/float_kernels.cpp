#include "core/torch/graph/float_kernels.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "core/stats/clones.h"

namespace bitprism {
namespace {

BITPRISM_CLONES void largerOf(const float* in, float* out, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) out[i] = !(in[i] <= out[i]) ? in[i] : out[i];
}

BITPRISM_CLONES void accumulate(const float* in, float* out, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) out[i] += in[i];
}

}  // namespace

BITPRISM_CLONES void addRelu(const float* a, const float* b, float* out, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float sum = a[i] + b[i];
    out[i] = sum < 0 ? 0.0F : sum;
  }
}

std::int64_t PoolWindow::outputs(std::int64_t inputs, bool ceil) const {
  const std::int64_t span = inputs + 2 * padding - dilation * (kernel - 1) - 1;
  if (span < 0) return 0;
  std::int64_t result = (span + (ceil ? stride - 1 : 0)) / stride + 1;
  if (ceil && (result - 1) * stride >= inputs + padding) --result;
  return result;
}

void maxPool(const MaxPool& pool, const float* in, float* out) {
  const std::int64_t channels = pool.channels;
  for (std::int64_t n = 0; n < pool.count; ++n) {
    const float* image = in + n * pool.height * pool.width * channels;
    for (std::int64_t y = 0; y < pool.outputRows; ++y) {
      for (std::int64_t x = 0; x < pool.outputColumns; ++x, out += channels) {
        std::fill_n(out, channels, -std::numeric_limits<float>::infinity());
        for (std::int64_t i = 0; i < pool.rows.kernel; ++i) {
          const std::int64_t row = y * pool.rows.stride - pool.rows.padding + i * pool.rows.dilation;
          if (row < 0 || row >= pool.height) continue;
          for (std::int64_t j = 0; j < pool.columns.kernel; ++j) {
            const std::int64_t column = x * pool.columns.stride - pool.columns.padding + j * pool.columns.dilation;
            if (column < 0 || column >= pool.width) continue;
            largerOf(image + (row * pool.width + column) * channels, out, channels);
          }
        }
      }
    }
  }
}

void meanOverPositions(std::int64_t count, std::int64_t positions, std::int64_t channels, const float* in, float* out) {
  // Sums over about the square root of the positions come first, which keeps rounding small.
  std::int64_t part = 1;
  while (part * part < positions) ++part;
  std::vector<float> partial(static_cast<std::size_t>(channels));
  for (std::int64_t n = 0; n < count; ++n, out += channels) {
    std::fill_n(out, channels, 0.0F);
    for (std::int64_t first = 0; first < positions; first += part) {
      std::fill(partial.begin(), partial.end(), 0.0F);
      for (std::int64_t p = first; p < std::min(positions, first + part); ++p, in += channels)
        accumulate(in, partial.data(), channels);
      accumulate(partial.data(), out, channels);
    }
    for (std::int64_t c = 0; c < channels; ++c) out[c] /= static_cast<float>(positions);
  }
}

}  // namespace bitprism
