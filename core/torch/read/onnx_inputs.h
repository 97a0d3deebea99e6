#pragma once

#include <string>
#include <vector>

#include "core/torch/read/recorder.h"

namespace onnx {
class GraphProto;
}

namespace bitprism {

// An input of the network and its example.
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
  bool open = false;               // the file leaves extents of the first input open
  bool guessed = false;            // and they were assumed
  std::vector<std::string> notices;
};

// The declared inputs of a graph, without initializers. wanted (one image's extents, channels first) fills the open
// extents of the first input, in the order of axes that matches its stated extents, and must fit those; what is still
// open is assumed to be images of `side` pixels. Throws InputError.
inline constexpr std::int64_t usualSide = 224;
OnnxInputs onnxInputs(const ::onnx::GraphProto& graph, const Shape& wanted, const std::string& source,
                      std::int64_t side = usualSide);

// The inputs with other extents wherever the file leaves them open, except for the batch.
OnnxInputs otherExtents(OnnxInputs inputs);

// Element types of a graph's outputs as ProgramInput::fileType.
std::vector<std::string> outputTypes(const ::onnx::GraphProto& graph);

// Example numbers, the same first images for any batch, or their form (integers and booleans, which may be indices, are
// numbers in any case).
Recorded exampleOf(Recorder& recorder, const OnnxInput& input, std::int64_t batch);

}  // namespace bitprism
