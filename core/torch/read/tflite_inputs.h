#pragma once

#include <string>
#include <vector>

#include "core/torch/read/onnx_inputs.h"
#include "core/torch/read/tflite_model.h"

namespace bitprism {

// The inputs of a graph, in its order. wanted (one image's extents, channels first or as the file has them) fills the
// extents of the first that the file leaves open; what is still open is assumed. Throws InputError.
OnnxInputs tfliteInputs(const TfliteModel& model, const Shape& wanted, const std::string& source);

// As ProgramInput::fileType; empty for numbers that codes stand for.
std::string tfliteFileType(const TfliteTensor& tensor);

}  // namespace bitprism
