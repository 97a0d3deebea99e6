#pragma once

#include <functional>

#include "core/torch/read/onnx_inputs.h"
#include "core/torch/read/readable_formats.h"

namespace bitprism {

// Records a network on an example batch of such inputs; throws InputError if it does not run with it.
using RecordInputs = std::function<Recording(const OnnxInputs& inputs, std::int64_t batch, Example example)>;

// Extents of inputs that the file leaves open stay open in our own files if the network, recorded for `inputs`, does
// the same for others; if it depends on them, a notice says for which it is read.
void keepOpenExtents(ReadProgram& read, const OnnxInputs& inputs, const RecordInputs& record);

}  // namespace bitprism
