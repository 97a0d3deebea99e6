#pragma once

#include <memory>
#include <string>

#include "core/torch/read/network_reader.h"

namespace bitprism {

// Reads an external graph in this process; readingBytes as in NetworkFile. Throws InputError, std::bad_alloc, and
// exceptions of beforeRunning.
ReadProgram readProgram(const std::string& path, const Shape& inputShape,
                        const std::function<void(const ProgramFile&)>& beforeRunning, std::int64_t readingBytes);

// The memory that reading a file may take: what the options say, or a part of the machine's.
std::int64_t readingBytesFor(const std::string& path, const ReadOptions& options);

// A process that reads files for readProgramInProcess. Must be the first call in main, before any thread; null if the
// system cannot start one or a sanitizer cannot follow it: files are then read in this process.
std::unique_ptr<SeparateProcess> startReadingProcess();

// Reads it in options.process, which cannot write files and is limited in time and memory by the options, so that the
// worst file only causes an error. beforeRunning is called in this process. Throws InputError, Cancelled.
ReadProgram readProgramInProcess(const std::string& path, const ReadOptions& options);

}  // namespace bitprism
