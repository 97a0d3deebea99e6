#pragma once

#include <map>
#include <string>

#include "core/torch/read/onnx_inputs.h"
#include "core/torch/read/onnx_tensors.h"

namespace onnx {
class ModelProto;
}

namespace bitprism {

// Runs a model's graph once on an example and records it: nodes in the order in which their inputs become available,
// with branches and loops that do not depend on the data resolved and functions of the file inlined. Nodes from the
// first on that depends on data become the program's tail (onnx_tail.h). Initializers are read once, however often the
// graph is recorded, and the model loses the bytes of its 32-bit floats, so that these are not in memory twice. The
// model must outlive it; one thread at a time.
class OnnxWalk {
 public:
  // Throws InputError if an initializer is invalid.
  OnnxWalk(::onnx::ModelProto& model, OnnxSource source);

  // Throws InputError naming the node that cannot be recorded.
  Recording record(const OnnxInputs& inputs, std::int64_t batch, Example example = Example::Numbers) const;

 private:
  const ::onnx::ModelProto& model_;
  OnnxSource source_;
  std::int64_t opset_ = 0;
  std::map<std::string, Recorded> initializers_;
  bool otherWidths_ = false;  // some weights are not 32-bit floats
};

}  // namespace bitprism
