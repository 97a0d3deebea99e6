#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/network/program.h"

namespace bitprism {

struct TorchScriptProgram {
  Program program;
  bool guessedInput = false;         // the file does not say what shape it takes
  std::vector<std::string> notices;  // what was read otherwise than the file says
};

// Reads a TorchScript archive (traced, scripted, frozen, optimized for mobile, quantized), called `source` in errors.
// An archive is a program: what is no computation is refused before any of it runs (torchscript_inspection.h), and
// `beforeRunning`, where it is given, is called in between and may throw. Branches are resolved by interpreting forward
// once on an example input of the given shape ([channels, height, width]; empty: guessed); a branch on what the input
// holds is refused. The recorded program is compared with the module itself, unless its weights are packed or
// quantized: those are unpacked into floats. Throws InputError, and std::bad_alloc where memory is short.
TorchScriptProgram readTorchScript(const Bytes& archive, const std::string& source, const Shape& inputShape,
                                   const std::function<void()>& beforeRunning = {});
TorchScriptProgram readTorchScript(const std::string& path, const Shape& inputShape);

}  // namespace bitprism
