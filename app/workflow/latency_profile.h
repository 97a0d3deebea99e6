#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/network/network.h"

namespace bitprism {

// A node of a model as ONNX Runtime's profile shows it, in the order of execution.
struct ProfiledNode {
  std::string name, op;
  double nanoseconds = 0;  // the median of its runs
};

// Names that instructions and layers have in files that are profiled, by which their nodes are found again.
std::string instructionLabel(std::size_t instruction);
std::string layerLabel(std::size_t layer);

// Reads a profile that ONNX Runtime has written. Throws InputError.
std::vector<ProfiledNode> profiledNodes(const std::string& path);

// The nodes with what profiling adds to each of them taken off, so that they take this time together; never below 0.
std::vector<ProfiledNode> withoutProfiling(std::vector<ProfiledNode> nodes, double together);

// The time of every instruction of a network whose file had the labels. Nodes without one (changes of layout, copies)
// count with the next that has; kernels that took in a layer's followers count with the layer.
std::vector<double> timesOfInstructions(const std::vector<ProfiledNode>& nodes, const Network& network);

}  // namespace bitprism
