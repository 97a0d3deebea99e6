#pragma once

#include <string>
#include <vector>

#include "core/torch/recorder.h"

namespace onnx {
class GraphProto;
}

namespace bitprism {

// An input of the network and how its example is made.
struct OnnxInput {
  std::string name;
  Shape shape;  // -1 first: grows with the batch
  InputKind kind = InputKind::Float;
  std::vector<std::int64_t> openAxes = {};  // of shape, which the file leaves open
  std::string fileType = {};                // as ProgramInput::fileType
};

struct OnnxInputs {
  std::vector<OnnxInput> inputs;
  std::int64_t declaredBatch = 0;  // 0: the file leaves it open
  bool guessed = false;            // extents that the file leaves open were assumed
  std::vector<std::string> notices;
};

// The inputs that a graph declares, initializers aside. wanted (one image's extents) fills what the first leaves open
// and must fit what it states. Throws InputError.
OnnxInputs onnxInputs(const ::onnx::GraphProto& graph, const Shape& wanted, const std::string& source);

// The inputs with other extents wherever the file leaves them open, the batch aside.
OnnxInputs otherExtents(OnnxInputs inputs);

// Element types of a graph's outputs as ProgramInput::fileType.
std::vector<std::string> outputTypes(const ::onnx::GraphProto& graph);

// Example numbers: the same first images whatever the batch.
Recorded exampleOf(Recorder& recorder, const OnnxInput& input, std::int64_t batch);

}  // namespace bitprism
