#pragma once

#include "core/torch/read/readable_formats.h"
#include "core/weights/named_tensors.h"

namespace bitprism {

// Files of weights without a graph (core/weights), as networks that cannot be run.
extern const NetworkReader safetensorsReader, stateDictReader, npzReader, ggufReader;

// The tensors of such a file, with codes that we wrote (weight_codes.h) as floats. Throws InputError.
NamedTensors readWeights(const std::string& path);

}  // namespace bitprism
