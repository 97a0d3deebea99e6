#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/network/program.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {

// The result of reading an ONNX or TorchScript file, before its layers are found.
struct ReadProgram {
  std::string format;
  Program program;
  bool guessedInput = false;         // the file leaves its input's shape open
  std::vector<std::string> notices;  // what was read otherwise than the file says
};

// Reads it in this process. Throws InputError, std::bad_alloc, and the exceptions of beforeRunning.
ReadProgram readProgram(const std::string& path, const Shape& inputShape,
                        const std::function<void(const ProgramFile&)>& beforeRunning);

// A process that reads files for readProgramApart. Call it first in main, before any thread; null if the system cannot
// start one or a sanitizer does not support it: files are then read in this process.
std::unique_ptr<ApartProcess> startReadingApart();

// Reads it in options.process, which cannot write and has limits of time and memory, so that the worst file causes only
// an error message. beforeRunning is called here. Throws InputError, Cancelled.
ReadProgram readProgramApart(const std::string& path, const ReadOptions& options);

}  // namespace bitprism
