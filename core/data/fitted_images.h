#pragma once

#include <optional>

#include "core/data/image_set.h"

namespace bitprism {

// How much memory fitted images may take before the rest is decoded every time it is asked for.
inline constexpr std::int64_t defaultImageCacheBytes = std::int64_t{1} << 30;

// The size that images of this size get by resizing, cropping and the choice of channels. Throws UsageError, calling
// the image by `place`, when the crop is larger than what it is cut from, and InputError when more memory would be
// needed than any picture may take.
ImageSize fittedSize(const ImageSize& size, const Preprocessing& preprocessing, const std::string& place);

// The same for all images of a set; nothing when it depends on the image.
std::optional<ImageSize> fittedSize(const ImageSet& images, const Preprocessing& preprocessing);

// The images in the size and with the channels that the preprocessing asks for: channels first, then resized, then
// cropped. Decoded when asked for, by the thread that asks; what fits the cache is decoded once and kept. Images that
// are as they should be already, or were fitted so before, are given back as they are. Throws UsageError when the
// images would differ in size.
ImageSet fitted(const ImageSet& images, const Preprocessing& preprocessing,
                std::int64_t cacheBytes = defaultImageCacheBytes);

// Completes the preprocessing for a network's input where the user left it open: images of another size are cropped,
// or resized and cropped, to the input; grey becomes three channels or colour one. Every assumption is added to the
// notices, a sentence each. input: the network's, extents below 1 are free.
Preprocessing suitedTo(Preprocessing preprocessing, const ImageSet& images, const ImageSize& input,
                       std::vector<std::string>& notices);

}  // namespace bitprism
