#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/base/progress.h"
#include "core/data/image_set.h"
#include "core/eval/device.h"
#include "core/network/network.h"

namespace bitprism {

// How images are made from a network, for where there are none.
struct MadeImagesSettings {
  std::int64_t count = 0;                      // 0: 64 to 256, fewer for a network that takes longer
  std::uint64_t seed = 1;                      // the same seed gives the same images for any number of threads
  unsigned threads = 0;                        // 0: one per core
  std::optional<Preprocessing> preprocessing;  // of the pictures that the network was trained with, if known
  Device device = Device::Cpu;
};

// Images that suit a network without showing anything, and how they become its input. Where the network keeps its batch
// norms, their running means and variances are the targets: noise is changed by gradient descent until the values
// before each batch norm have these statistics (ZeroQ: Cai et al., CVPR 2020), over numbers as the network takes them,
// kept to those that pixels can have where the preprocessing is known. Else they are pictures of pink noise.
struct MadeImages {
  ImageSet images;              // `made`, without labels, of the size that the network takes
  Preprocessing preprocessing;  // the given one without resizing and cropping, which such images do not need
  std::size_t norms = 0;        // batch norms whose statistics they follow; 0: pink noise
  double distanceBefore = 0, distanceAfter = 0;  // from these statistics: of the noise, of the images
  std::string notice;                            // what they are, in a sentence
};

// Throws UsageError if the network does not take images or if they would be too many, Error if its outputs have no
// gradient, Cancelled.
MadeImages makeImages(const Network& network, const MadeImagesSettings& settings, std::stop_token stop = {},
                      const Progress& progress = {});

}  // namespace bitprism
