#pragma once

#include <span>
#include <vector>

#include "core/data/image_set.h"

namespace at {
class Tensor;
}

namespace bitprism {

// Images as batches of a network's input. Immutable; batch is safe from many threads, each decoding its own images.
class ImageBatches {
 public:
  // Fits the images first (fitted_images.h) if needed. Throws UsageError if the preprocessing does not match the
  // channels or the images differ in size.
  ImageBatches(const ImageSet& images, const Preprocessing& preprocessing);

  // The images in the size of the network's input.
  const ImageSet& images() const { return images_; }

  // Floats [count, channels, height, width] of images [first, first + count), channels innermost in memory. Throws
  // InputError if an image cannot be decoded or holds a number that is not finite.
  at::Tensor batch(std::int64_t first, std::int64_t count) const;

  // The same of any images, in that order.
  at::Tensor batch(std::span<const std::int64_t> indices) const;

 private:
  ImageSet images_;
  bool reversed_ = false;     // blue first
  std::vector<float> table_;  // for bytes: 256 values per channel, so that a pixel costs one look-up
  std::vector<double> mean_, deviation_;
  double scale_ = 1;
};

}  // namespace bitprism
