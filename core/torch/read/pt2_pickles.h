#pragma once

#include <map>
#include <string>

#include "core/torch/read/pt2_archive.h"

namespace bitprism {

// The tensors of a file inside an archive that torch.save has written, by name; a tensor alone has none. Nothing of the
// pickle runs (core/weights/pickle.h). Tensors on the same numbers share their bytes. Throws InputError naming the
// source.
std::map<std::string, Pt2Tensor> pickledTensors(Bytes file, const std::string& source);

}  // namespace bitprism
