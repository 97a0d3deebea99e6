#pragma once

#include <optional>
#include <string>

#include "core/network/network.h"

namespace bitprism {

struct ReadOptions {
  Shape inputShape;  // of one image, [channels, height, width]; empty: taken from the file, or guessed with a notice
};

// Reads .onnx, TorchScript .pt/.ts or our packed file, told apart by content. "example" is the bundled network.
// Throws InputError: what, where, what was expected.
Network readNetwork(const std::string& path, const ReadOptions& options = {});

// Where the bundled files are: the install folder, or the source tree's resources when run from a build.
std::string resourceFolder();

}  // namespace bitprism
