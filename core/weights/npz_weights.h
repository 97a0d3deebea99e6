#pragma once

#include <memory>

#include "core/weights/named_tensors.h"

namespace bitprism {

// Reads the arrays of a NumPy .npz, stored or deflated, of any order of bytes and axes. Throws InputError naming the
// source.
NamedTensors readNpzWeights(const std::shared_ptr<const RandomAccess>& file);

}  // namespace bitprism
