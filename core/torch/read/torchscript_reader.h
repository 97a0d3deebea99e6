#pragma once

#include <functional>
#include <string>

#include "core/torch/read/readable_formats.h"

namespace bitprism {

// Reads a TorchScript archive (traced, scripted, frozen, optimized for mobile, quantized), called `source` in errors.
// An archive is a program: everything except computation is refused before any of it runs (torchscript_inspection.h),
// and `beforeRunning`, if given, is called in between and may throw. Branches are resolved by interpreting forward once
// on an example input of the given shape ([channels, height, width]; empty: guessed); a branch on the contents of the
// input is refused. The recorded program is compared with the module itself, unless its weights are packed or
// quantized: those are unpacked into floats. readingBytes as in NetworkFile. Throws InputError, and std::bad_alloc if
// memory is short.
ReadProgram readTorchScript(const Bytes& archive, const std::string& source, const Shape& inputShape,
                            const std::function<void()>& beforeRunning = {}, std::int64_t readingBytes = 0);
ReadProgram readTorchScript(const std::string& path, const Shape& inputShape);

// With the names stored in our own archives (torchscript_names.h).
extern const NetworkReader torchScriptReader;

}  // namespace bitprism
