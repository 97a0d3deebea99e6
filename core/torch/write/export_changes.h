#pragma once

#include <string>
#include <vector>

#include "core/network/network.h"

namespace bitprism {

// What a format cannot say of a network, or says otherwise than its file did, a sentence each. ONNX keeps all of it but
// what its writer finds (OnnxFile::notices).
std::vector<std::string> torchScriptChanges(const Network& network);
std::vector<std::string> packedChanges(const Network& network);

}  // namespace bitprism
