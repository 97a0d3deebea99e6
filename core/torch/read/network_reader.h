#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "core/network/network.h"
#include "core/run/separate_process.h"
#include "core/torch/read/readable_formats.h"

namespace bitprism {

struct ReadOptions {
  Shape inputShape;  // of one image, [channels, height, width]; empty: taken from the file, or guessed with a notice

  // Where strangers' files are read (reading_process.h); null: in this process, which then keeps no limit of time.
  const SeparateProcess* process = nullptr;
  ProcessLimits limits{.bytes = 0};  // bytes 0: what a file of that size may need
  std::stop_token stop;

  // Told of a TorchScript archive, which is a program, before any of it runs; it may refuse by throwing.
  std::function<void(const ProgramFile&)> beforeRunning;
};

// Reads a file of any of the formats in networkReaders(), told apart by content. "example" is the bundled network.
// Throws InputError: what, where, what was expected; Cancelled.
Network readNetwork(const std::string& path, const ReadOptions& options = {});

// Where the bundled files are: the install folder, or the source tree's resources when run from a build.
std::string resourceFolder();

}  // namespace bitprism
