#pragma once

#include <string>
#include <vector>

#include "core/network/network.h"

namespace bitprism {

// Properties of a network that a format cannot express, or expresses differently from its original file, one sentence
// each. ONNX keeps everything except what its writer reports (OnnxFile::notices).
std::vector<std::string> torchScriptChanges(const Network& network);
std::vector<std::string> packedChanges(const Network& network);

}  // namespace bitprism
