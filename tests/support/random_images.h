#pragma once

#include <algorithm>
#include <cmath>

#include "core/base/random.h"
#include "core/data/image_set.h"
#include "core/network/tensor.h"

namespace bitprism::test {

// Images of random bytes, labels in turn.
inline ImageSet randomImages(std::int64_t count, Shape shape, std::int64_t classes, std::uint64_t seed) {
  ImageSet images;
  images.name = "random";
  images.channels = shape[0];
  images.height = shape[1];
  images.width = shape[2];
  images.classes = classes;
  Random random(seed);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count * images.imageBytes()));
  for (std::uint8_t& pixel : pixels) pixel = static_cast<std::uint8_t>(random.below(256));
  images.source = memoryPixels(images.name, {shape[0], shape[1], shape[2]}, std::move(pixels));
  for (std::int64_t i = 0; i < count; ++i) images.labels.push_back(static_cast<std::int32_t>(i % classes));
  return images;
}

// What a network with this preprocessing is given: [image][channel][row][column].
inline std::vector<float> inputsOf(const ImageSet& images, const Preprocessing& preprocessing, std::int64_t count) {
  std::vector<float> inputs;
  const std::int64_t plane = images.height * images.width;
  PixelBuffer buffer;
  for (std::int64_t i = 0; i < count; ++i) {
    const PixelView view = images.read(i, buffer);
    for (std::int64_t c = 0; c < images.channels; ++c) {
      for (std::int64_t k = 0; k < plane; ++k) {
        const auto channel = static_cast<std::size_t>(c);
        const std::int64_t from = preprocessing.channels == ChannelOrder::Bgr ? images.channels - 1 - c : c;
        const double pixel = view.bytes[from * plane + k];
        inputs.push_back(static_cast<float>((pixel * preprocessing.scale - preprocessing.mean[channel]) /
                                            preprocessing.deviation[channel]));
      }
    }
  }
  return inputs;
}

// The largest difference, relative to the largest of the expected numbers.
inline double relativeDifference(const std::vector<float>& expected, const std::vector<float>& actual) {
  if (expected.size() != actual.size()) return 1e30;
  double difference = 0, largest = 1e-12;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    difference = std::max(difference, std::abs(static_cast<double>(expected[i]) - actual[i]));
    largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
  }
  return difference / largest;
}

}  // namespace bitprism::test
