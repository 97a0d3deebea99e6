#pragma once

#include "core/data/image_set.h"

namespace bitprism {

// Reads images of any kind, told apart by content: a folder of pictures or with a folder a class, a picture, a CSV
// list, CIFAR, IDX, NumPy, or a folder that holds one of these. limit: at most so many (-1: all), of pictures in
// folders evenly spread, else the first. unpackedBytes bounds what a packed file may take in memory. Throws InputError,
// also for kinds that are not known.
ImageSet readImages(const std::string& path, std::int64_t limit = -1,
                    std::uint64_t unpackedBytes = std::uint64_t{1} << 32);

}  // namespace bitprism
