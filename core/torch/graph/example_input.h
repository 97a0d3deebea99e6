#pragma once

#include <cstdint>
#include <vector>

#include "core/network/program.h"

namespace at {
class Tensor;
}

namespace bitprism {

// Seeded numbers for an input, -1 standing for the batch: normal floats, whole numbers 0 and 1, true. The first images
// are the same whatever the batch.
at::Tensor exampleTensor(const Shape& shape, InputKind kind, std::int64_t batch);

// A shape with other extents at these axes, to see what depends on them.
Shape otherExtents(Shape shape, const std::vector<std::int64_t>& axes);

}  // namespace bitprism
