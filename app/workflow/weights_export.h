#pragma once

#include <string>

#include "core/quant/plan/planned_network.h"
#include "core/torch/write/network_writer.h"

namespace bitprism {

inline constexpr const char* weightsFormat =
    "safetensors";  // of an export: tensors only, also of files without a graph

// Writes the tensors of a network under a plan (core/quant/packed/weight_codes.h), reads the file back, compares every
// weight with the plan's and moves the file into place. Throws UsageError when it exists and force is not set, Error
// when a weight differs.
ExportReport exportWeights(const PlannedNetwork& planned, const std::string& path, bool force);

}  // namespace bitprism
