#pragma once

#include <memory>
#include <string>

#include "core/weights/named_tensors.h"

namespace bitprism {

// Reads a .safetensors file: eight bytes with the length of a JSON header, the header, the numbers. As its
// specification demands, tensors neither overlap nor leave gaps. Throws InputError naming the source.
NamedTensors readSafetensors(const std::shared_ptr<const RandomAccess>& file);

// Reads an index (.safetensors.index.json), which names files beside it and the tensors in each. Throws InputError.
NamedTensors readSafetensorsIndex(const std::string& path);

}  // namespace bitprism
