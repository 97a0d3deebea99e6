#pragma once

#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/network/program.h"

namespace bitprism {

struct OnnxProgram {
  Program program;
  bool guessedInput = false;         // the file leaves extents of its input open
  std::vector<std::string> notices;  // what was read otherwise than the file says
};

// Reads an ONNX model; folder is where external data may lie (never outside it). inputShape as in ReadOptions: fills
// what the file leaves open, and must fit what it states. Throws InputError naming source and node, and std::bad_alloc
// where memory is short.
OnnxProgram readOnnx(const Bytes& bytes, const std::string& source, const std::string& folder, const Shape& inputShape);

}  // namespace bitprism
