#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "core/network/network.h"
#include "core/run/separate_process.h"
#include "core/torch/read/readable_formats.h"
#include "core/weights/weight_overlay.h"

namespace bitprism {

struct ReadOptions {
  Shape inputShape;  // of one image, [channels, height, width]; empty: taken from the file, or guessed with a notice

  // The process for reading untrusted files (reading_process.h); null: this process, without a limit of time.
  const SeparateProcess* process = nullptr;
  ProcessLimits limits{.bytes = 0};  // bytes 0: a limit for a file of that size
  std::stop_token stop;

  // Called with a TorchScript archive, which is a program, before any of it runs; may refuse it by throwing.
  std::function<void(const ProgramFile&)> beforeRunning;

  std::string weights;  // a file of weights that take the place of the network's own (weight_overlay.h); empty: none
  std::function<void(const WeightOverlay&)> placed;  // told of what went where
};

// Reads a file of any of the formats in networkReaders(), recognized by content. "example" is the bundled network.
// Throws InputError: what, where, what was expected; Cancelled.
Network readNetwork(const std::string& path, const ReadOptions& options = {});

// Where the bundled files are: the install folder, or the source tree's resources when run from a build.
std::string resourceFolder();

}  // namespace bitprism
