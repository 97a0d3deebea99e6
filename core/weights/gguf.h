#pragma once

#include <memory>

#include "core/weights/named_tensors.h"

namespace bitprism {

// Reads a GGUF file, version 2 or 3: metadata, descriptions of tensors, numbers. Metadata is passed over, except for a
// few texts that say what the network is. Throws InputError naming the source.
NamedTensors readGguf(const std::shared_ptr<const RandomAccess>& file);

}  // namespace bitprism
