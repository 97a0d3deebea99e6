#pragma once

#include <cstdint>
#include <vector>

namespace bitprism {

// The channels that the network expects, in order.
enum class ChannelOrder {
  Rgb,   // as the images have them; one-channel images stay so
  Bgr,   // blue first
  Grey,  // one channel: 0.299 R + 0.587 G + 0.114 B
  Grey3  // that channel three times, for networks that take three
};

// In pixels; 0 is not given.
struct PixelExtent {
  std::int64_t height = 0, width = 0;
  bool operator==(const PixelExtent&) const = default;
};

// How an image becomes the network's input: resized, cropped, its channels chosen, then
// x = (pixel * scale - mean[c]) / deviation[c], c in the network's order.
struct Preprocessing {
  double scale = 1.0 / 255;
  std::vector<double> mean = {0, 0, 0};  // one per channel, or all equal
  std::vector<double> deviation = {1, 1, 1};
  ChannelOrder channels = ChannelOrder::Rgb;
  PixelExtent resize;  // width 0: the shorter side becomes `height`, the other follows
  PixelExtent crop;    // from the centre, after resizing
  // Instead of resizing and cropping: the whole image, as large as fits into `crop`, on grey (as detectors are fed).
  bool letterbox = false;
  bool operator==(const Preprocessing&) const = default;
};

}  // namespace bitprism
