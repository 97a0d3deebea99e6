#pragma once

#include <memory>
#include <string>

#include "core/torch/read/network_reader.h"

namespace bitprism {

// Reads a graph from elsewhere in this process. Throws InputError, std::bad_alloc, and what beforeRunning throws.
ReadProgram readProgram(const std::string& path, const Shape& inputShape,
                        const std::function<void(const ProgramFile&)>& beforeRunning);

// A process that reads files for readProgramInProcess. The first thing in main, before any thread; null where the
// system has none to give or a sanitizer cannot follow: files are then read in this process.
std::unique_ptr<SeparateProcess> startReadingProcess();

// Reads it in options.process, which may neither write nor take longer or more memory than the options allow, so that
// the worst file costs no more than a sentence. beforeRunning is called here. Throws InputError, Cancelled.
ReadProgram readProgramInProcess(const std::string& path, const ReadOptions& options);

}  // namespace bitprism
