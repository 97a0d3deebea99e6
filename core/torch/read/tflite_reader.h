#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/torch/read/readable_formats.h"

namespace bitprism {

// Reads a TensorFlow Lite file: the float network that it is or that its codes represent. inputShape as in
// ReadOptions, readingBytes as in NetworkFile. Throws InputError naming the source.
ReadProgram readTflite(std::span<const std::uint8_t> bytes, const std::string& source, const Shape& inputShape,
                       std::int64_t readingBytes = 0);

extern const NetworkReader tfliteReader;

}  // namespace bitprism
