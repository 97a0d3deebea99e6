#pragma once

#include "core/torch/read/readable_formats.h"

namespace bitprism {

// Our own packed files (packed_file.h), as networks in which the weights are dequantized and quantized activations are
// operators.
extern const NetworkReader packedReader;

}  // namespace bitprism
