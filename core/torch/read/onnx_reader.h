#pragma once

#include <string>

#include "core/torch/read/readable_formats.h"

namespace bitprism {

// Reads an ONNX model; folder is where external data may lie (never outside it). inputShape as in ReadOptions: fills
// what the file leaves open, and must fit what it states. Throws InputError naming source and node, and std::bad_alloc
// where memory is short.
ReadProgram readOnnx(const Bytes& bytes, const std::string& source, const std::string& folder, const Shape& inputShape);

// Protobuf has no magic, so this is the reader of what no other recognises.
extern const NetworkReader onnxReader;

}  // namespace bitprism
