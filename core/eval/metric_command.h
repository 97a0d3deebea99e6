#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace bitprism {

// A program of the user that judges outputs. It comes from the command line or from the window, never from a file: what
// a session or a plan names is not run. Immutable.
struct MetricCommand {
  std::string program;                 // a path, or a name to be found in PATH
  std::vector<std::string> arguments;  // before the folder
  std::string name = "own measure";    // of what it measures, for display
  double seconds = 600;                // that one measurement may take
  bool operator==(const MetricCommand&) const = default;
};

// What the program judges: every output of the network, images first, and which images of the data they are of.
struct JudgedOutputs {
  struct Output {
    std::vector<std::int64_t> shape;  // the images first
    std::vector<float> values;
  };
  std::vector<Output> outputs;
  std::vector<std::int64_t> images;  // their indices in the data
  std::vector<std::int32_t> labels;  // empty: none
};

// Writes output0.npy, output1.npy ..., images.npy and, if there are labels, labels.npy into a new folder, runs the
// program with the folder as its last argument and without a shell, and reads the number that it prints: 0 to 1, larger
// is better. The folder is removed. Throws Error saying what went wrong, with the program's last line of errors;
// Cancelled when stopped, and then ends the program and what it started.
double measuredByCommand(const MetricCommand& command, const JudgedOutputs& outputs, std::stop_token stop = {});

}  // namespace bitprism
