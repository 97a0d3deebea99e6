#pragma once

#include "core/data/image_format.h"

namespace bitprism {

// The binary records of CIFAR: a label, or for CIFAR-100 a coarse and a fine one of which the fine counts, then 3072
// bytes [3][32][32]. One file or a folder of *.bin, read when asked for. Which of the two it is follows from the size.
// Throws InputError when the size is no multiple of a record's, a label is too large, or there is no record.
ImageSet readCifar(const std::string& path, std::int64_t limit = -1);

extern const ImageFormat cifarFormat;

}  // namespace bitprism
