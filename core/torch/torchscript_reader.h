#pragma once

#include <string>

#include "core/network/program.h"

namespace bitprism {

struct TorchScriptProgram {
  Program program;
  bool guessedInput = false;  // the file does not say what shape it takes
};

// Reads a TorchScript archive (traced, scripted or frozen). Branches are resolved by interpreting forward once on an
// example input of the given shape ([channels, height, width]; empty: guessed); a branch on what the input holds is
// refused. The recorded program is compared with the module itself before it is returned. Throws InputError.
TorchScriptProgram readTorchScript(const std::string& path, const Shape& inputShape);

}  // namespace bitprism
