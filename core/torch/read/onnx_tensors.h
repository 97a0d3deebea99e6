#pragma once

#include <string>

#include "core/torch/read/recorder.h"

namespace onnx {
class TensorProto;
}

namespace bitprism {

// Where a file's tensors may lie: in it, or in other files of its folder and never outside that.
struct OnnxSource {
  std::string name;    // of the file, for messages
  std::string folder;  // that external data may lie in
};

// A tensor of an ONNX file as a constant: floats of any width as 32-bit floats, codes of 4 and 8 bits as they are,
// other whole numbers in 64 bits. Sizes are checked against the bytes that are there before memory is taken. Throws
// InputError naming file and tensor.
Recorded onnxTensor(const ::onnx::TensorProto& tensor, const OnnxSource& source);

}  // namespace bitprism
