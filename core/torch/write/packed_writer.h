#pragma once

#include "core/torch/write/writable_formats.h"

namespace bitprism {

// Our own packed files (packed_file.h).
extern const NetworkWriter packedWriter;

}  // namespace bitprism
