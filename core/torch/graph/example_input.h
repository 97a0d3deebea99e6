#pragma once

#include <cstdint>
#include <vector>

#include "core/network/program.h"

namespace at {
class Tensor;
}

namespace bitprism {

// Seeded numbers for an input whose batch is -1: normal floats, integers 0 and 1, true. The first images are the same
// for any batch. Throws GraphRefused if they do not fit in memory or in AllocationLimit.
at::Tensor exampleTensor(const Shape& shape, InputKind kind, std::int64_t batch);

// The form of such numbers (form_run.h) of floats. Throws c10::Error if no tensor can be so large.
at::Tensor exampleForm(const Shape& shape, std::int64_t batch);

// A shape with other extents at these axes, to find out what depends on them.
Shape otherExtents(Shape shape, const std::vector<std::int64_t>& axes);

}  // namespace bitprism
