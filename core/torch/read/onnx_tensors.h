#pragma once

#include <string>

#include "core/torch/read/recorder.h"

namespace onnx {
class TensorProto;
}

namespace bitprism {

// The allowed locations of a file's tensors: the file itself, or other files in its folder, never outside.
struct OnnxSource {
  std::string name;    // of the file, for messages
  std::string folder;  // of the external data
};

// A tensor of an ONNX file as a constant: floats of any width as 32-bit floats, codes of 4 and 8 bits unchanged, other
// integers in 64 bits. Sizes are checked against the available bytes before memory is allocated. Throws InputError
// naming file and tensor.
Recorded onnxTensor(const ::onnx::TensorProto& tensor, const OnnxSource& source);

}  // namespace bitprism
