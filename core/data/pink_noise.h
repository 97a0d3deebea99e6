#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/base/progress.h"
#include "core/base/random.h"
#include "core/data/image_set.h"

namespace bitprism {

// The largest images that are made, in numbers of one image and of all.
inline constexpr std::int64_t largestMadeImage = std::int64_t{1} << 24;
inline constexpr std::int64_t largestMadeSet = std::int64_t{1} << 29;

// A plane of noise whose amplitude falls with one over the frequency, as that of photographs does (Field, 1987): mean 0
// and deviation 1 over the plane; zeros for a plane of one value.
std::vector<float> pinkPlane(std::int64_t height, std::int64_t width, Random& random);

// Pictures of such noise: channels that mostly change together, with brightness and contrast as photographs have them.
// Image i depends on the seed and i alone. Throws UsageError for too many or too large images, Cancelled.
ImageSet pinkNoise(const ImageSize& size, std::int64_t count, std::uint64_t seed, const std::stop_token& stop = {},
                   const Progress& progress = {});

}  // namespace bitprism
