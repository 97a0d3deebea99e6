#pragma once

#include <optional>

#include "core/data/image_set.h"

namespace bitprism {

// The memory limit of decoded images; the rest is decoded each time it is needed.
inline constexpr std::int64_t defaultImageCacheBytes = std::int64_t{1} << 30;

// The size that images of this size get by resizing, cropping and the choice of channels. Throws UsageError naming the
// image by `place` when the crop is larger than the image, and InputError when the result would be larger than any
// picture may be.
ImageSize fittedSize(const ImageSize& size, const Preprocessing& preprocessing, const std::string& place);

// The same for all images of a set; empty if it depends on the image.
std::optional<ImageSize> fittedSize(const ImageSet& images, const Preprocessing& preprocessing);

// Where the pixel at (x, y) of an image comes to lie: at (left + x * across, top + y * down).
struct FittedMapping {
  double left = 0, top = 0, across = 1, down = 1;
};
// The same of an image that was first resized to the fitted size, where the preprocessing says nothing of sizes.
FittedMapping fittedMapping(const PixelExtent& image, const Preprocessing& preprocessing, const PixelExtent& fitted);

// The images with the size and channels of the preprocessing: first the channels are converted, then images are
// resized, then cropped. Decoded on demand by the calling thread; images that fit into the cache are decoded once.
// Images that are already as required are returned unchanged. Throws UsageError when the results would differ in size.
ImageSet fitted(const ImageSet& images, const Preprocessing& preprocessing,
                std::int64_t cacheBytes = defaultImageCacheBytes);

// Completes what the user left open in the preprocessing for a network's input: images of another size are cropped, or
// resized and cropped, to the input; grey becomes three channels, or colour one. Every assumption is added to the
// notices, one sentence each. input: the network's; extents below 1 are free.
Preprocessing adaptedPreprocessing(Preprocessing preprocessing, const ImageSet& images, const ImageSize& input,
                                   std::vector<std::string>& notices);

}  // namespace bitprism
