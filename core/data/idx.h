#pragma once

#include "core/data/image_format.h"
#include "core/data/number_array.h"

namespace bitprism {

// IDX files as MNIST comes in: two zeros, a byte for the type (8 unsigned byte, 9 signed byte, 11 short, 12 int, 13
// float, 14 double), a byte for the number of dimensions, each extent as four bytes, then the numbers; all big-endian;
// as they are or within gzip.

// Whether the first four bytes begin an IDX file.
bool isIdx(std::span<const std::uint8_t> start);

// limit: of what a gzip file may hold. Throws InputError naming the path.
NumberArray readIdx(const std::string& path, std::uint64_t limit);

// Images with the labels that lie beside them: "labels" for "images" and "idx1" for "idx3" in the name, with or without
// .gz. Unlabelled, with a notice, when there are none. Throws InputError.
ImageSet readIdxImages(const std::string& path, std::uint64_t limit);

extern const ImageFormat idxFormat;

}  // namespace bitprism
