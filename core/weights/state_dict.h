#pragma once

#include <memory>
#include <span>

#include "core/weights/named_tensors.h"

namespace bitprism {

// Whether a file is a pickle with tensors as PyTorch saves it: a zip with a data.pkl and no code, or the older stream
// of pickles that begins with a magic number. `start`: its first bytes.
bool isStateDict(std::span<const std::uint8_t> start, const RandomAccess& file);

// Reads the tensors of a saved state dict or checkpoint without running anything of it. The weights of a checkpoint are
// those under "state_dict", "model" and similar keys; other parts are named in a notice. Throws InputError.
NamedTensors readStateDict(const std::shared_ptr<const RandomAccess>& file);

}  // namespace bitprism
