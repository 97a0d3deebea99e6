#pragma once

#include <string>

#include "core/torch/read/exported_graph.h"
#include "core/torch/read/onnx_inputs.h"

namespace bitprism {

// The inputs of an exported graph. Extents that it leaves open are symbols, the same symbol always the same number:
// those of the first input come from `wanted` (one image's extents, channels first), otherwise they are as when the
// graph was exported, and within the range that the graph states. The first extent of the first input is the batch.
// Throws InputError naming the source.
OnnxInputs pt2Inputs(const ExportedGraph& graph, const Shape& wanted, const std::string& source);

// Element types of the graph's outputs as ProgramInput::fileType.
std::vector<std::string> pt2OutputTypes(const ExportedGraph& graph);

}  // namespace bitprism
