#pragma once

#include <string>

#include "core/torch/read/readable_formats.h"

namespace bitprism {

// Reads an ONNX model; folder is the allowed location of external data. inputShape as in ReadOptions: fills what the
// file leaves open, and must fit what it states. readingBytes as in NetworkFile. Throws InputError naming source and
// node, and std::bad_alloc if memory is short.
ReadProgram readOnnx(const Bytes& bytes, const std::string& source, const std::string& folder, const Shape& inputShape,
                     std::int64_t readingBytes = 0);

// Protobuf has no magic, so this reader gets the files that no other recognizes.
extern const NetworkReader onnxReader;

}  // namespace bitprism
