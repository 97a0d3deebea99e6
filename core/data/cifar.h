#pragma once

#include "core/data/image_format.h"

namespace bitprism {

// The binary records of CIFAR: a label, or for CIFAR-100 a coarse and a fine label of which the fine one is used, then
// 3072 bytes [3][32][32]. One file or a folder of *.bin, read on demand. The size tells CIFAR-10 from CIFAR-100. Throws
// InputError when the size is not a multiple of a record's, a label is too large, or there is no record.
ImageSet readCifar(const std::string& path, std::int64_t limit = -1);

extern const ImageFormat cifarFormat;

}  // namespace bitprism
