#include "app/desktop/pixel_picture.h"

#include <algorithm>
#include <cmath>

namespace bitprism {

QImage pixelPicture(const PixelView& view) {
  const std::int64_t plane = view.size.height * view.size.width;
  QImage image(static_cast<int>(view.size.width), static_cast<int>(view.size.height), QImage::Format_RGB32);
  float low = 0, high = 255;
  if (view.floats) {
    const auto [least, largest] = std::minmax_element(view.floats, view.floats + view.size.values());
    low = *least;
    high = std::max(*largest, low + 1e-20F);
  }
  const auto value = [&](std::int64_t channel, std::int64_t at) {
    const std::int64_t index = (view.size.channels >= 3 ? channel : 0) * plane + at;
    if (view.bytes) return static_cast<int>(view.bytes[index]);
    const float share = 255 * (view.floats[index] - low) / (high - low);
    return std::isfinite(share) ? std::clamp(static_cast<int>(share), 0, 255) : 0;
  };
  for (int row = 0; row < image.height(); ++row)
    for (int column = 0; column < image.width(); ++column) {
      const std::int64_t at = row * view.size.width + column;
      image.setPixel(column, row, qRgb(value(0, at), value(1, at), value(2, at)));
    }
  return image;
}

}  // namespace bitprism
