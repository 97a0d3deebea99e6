#include "core/torch/train/augmentation.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace bitprism {

at::Tensor augmented(const at::Tensor& images, bool flip, std::int64_t padding, Random& random) {
  if (!flip && padding == 0) return images;
  // Channels innermost: a row of pixels is contiguous.
  const at::Tensor source = images.permute({0, 2, 3, 1}).contiguous();
  at::Tensor result = at::zeros_like(source);
  const std::int64_t height = source.size(1), width = source.size(2), channels = source.size(3);
  const auto shift = [&] {
    return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(2 * padding + 1))) - padding;
  };
  for (std::int64_t i = 0; i < source.size(0); ++i) {
    const std::int64_t down = shift(), right = shift();
    const bool mirror = random.below(2) == 1 && flip;
    const float* from = source.data_ptr<float>() + i * height * width * channels;
    float* to = result.data_ptr<float>() + i * height * width * channels;
    const std::int64_t first = std::max<std::int64_t>(0, right), last = std::min(width, width + right);
    for (std::int64_t y = std::max<std::int64_t>(0, down); y < std::min(height, height + down); ++y)
      for (std::int64_t x = first; x < last; ++x) {
        const std::int64_t column = mirror ? width - 1 - (x - right) : x - right;
        std::copy_n(from + ((y - down) * width + column) * channels, channels, to + (y * width + x) * channels);
      }
  }
  return result.permute({0, 3, 1, 2});
}

}  // namespace bitprism
