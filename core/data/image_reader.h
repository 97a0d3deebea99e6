#pragma once

#include "core/data/image_set.h"

namespace bitprism {

// Reads images of any kind, recognized by content: a folder of pictures or with one folder per class, a picture, a CSV
// list, CIFAR, IDX, NumPy, or a folder that holds one of these. limit: the maximum number (-1: all), evenly spread for
// pictures in folders, else the first ones. unpackedBytes limits the memory of unpacked files. Throws InputError, also
// for unknown kinds.
ImageSet readImages(const std::string& path, std::int64_t limit = -1,
                    std::uint64_t unpackedBytes = std::uint64_t{1} << 32);

}  // namespace bitprism
