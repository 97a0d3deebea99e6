#pragma once

#include <cstdint>
#include <vector>

#include "core/data/preprocessing.h"

namespace bitprism {

// The requested part of a resized image: rows [top, top + size.height) and columns [left, left + size.width).
struct Window {
  std::int64_t top = 0, left = 0;
  PixelExtent size;
};

// Resizes planes of one size by the triangle filter, widened by the scale when it shrinks (bilinear with antialias),
// and keeps a window of the result. Bytes are computed as Pillow's Image.resize(BILINEAR) does, which torchvision uses
// on pictures: rows first, rounded to bytes between the two passes, weights of 22 bits. Immutable.
class Resampler {
 public:
  Resampler(PixelExtent from, PixelExtent to, Window window);

  // from.height x from.width values in, window.size values out.
  void apply(const std::uint8_t* plane, std::uint8_t* out) const;
  void apply(const float* plane, float* out) const;

 private:
  // The weights of every requested position along one axis: `taps` per position, those beyond its count are zero.
  struct Axis {
    bool copied = false;  // the extent does not change, so values are copied
    std::vector<std::int64_t> first, count;
    std::vector<double> weights;
    std::vector<std::int32_t> fixed;  // the same times 2^22
    std::int64_t taps = 0;
  };
  static Axis axis(std::int64_t from, std::int64_t to, std::int64_t start, std::int64_t wanted);
  template <class Value, class Sum, class Weight>
  void run(const Value* plane, Value* out, const std::vector<Weight>& across, const std::vector<Weight>& down,
           Sum start) const;

  PixelExtent from_;
  Window window_;
  Axis across_, down_;
};

}  // namespace bitprism
