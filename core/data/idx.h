#pragma once

#include "core/data/image_format.h"
#include "core/data/number_array.h"

namespace bitprism {

// IDX files, the format of MNIST: two zeros, a byte for the type (8 unsigned byte, 9 signed byte, 11 short, 12 int, 13
// float, 14 double), a byte for the number of dimensions, each extent as four bytes, then the numbers; all big-endian;
// plain or within gzip.

// Whether the first four bytes begin an IDX file.
bool isIdx(std::span<const std::uint8_t> start);

// limit: of the unpacked size of a gzip file. Throws InputError naming the path.
NumberArray readIdx(const std::string& path, std::uint64_t limit);

// Images with the labels next to them: "labels" for "images" and "idx1" for "idx3" in the name, with or without .gz.
// Unlabelled, with a notice, when there are none. Throws InputError.
ImageSet readIdxImages(const std::string& path, std::uint64_t limit);

extern const ImageFormat idxFormat;

}  // namespace bitprism
