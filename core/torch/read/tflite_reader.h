#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/torch/read/readable_formats.h"

namespace bitprism {

// Reads a TensorFlow Lite file: the float network that it is or that its codes represent. Throws InputError naming the
// source.
ReadProgram readTflite(std::span<const std::uint8_t> bytes, const std::string& source, const Shape& inputShape);

extern const NetworkReader tfliteReader;

}  // namespace bitprism
