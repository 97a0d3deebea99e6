#pragma once

#include <cstdint>

#include "core/base/random.h"

namespace at {
class Tensor;
}

namespace bitprism {

// Preprocessed images [count, channels, height, width], each moved by up to `padding` pixels up or down and left or
// right (filled with zeros) and, if requested, mirrored left to right with probability 1/2. Always draws three numbers
// per image.
at::Tensor augmented(const at::Tensor& images, bool flip, std::int64_t padding, Random& random);

}  // namespace bitprism
