#pragma once

#include <string>
#include <vector>

#include "core/torch/read/recorder.h"

namespace bitprism {

// Operators with packed or quantized weights: "quantized::conv2d", "prepacked::linear_clamp_run",
// "aten::quantize_per_tensor". They are never run here.
bool isPackedOperator(const std::string& op);

// Records what such an operator computes on floats: its weights are unpacked and dequantized, activations are not
// rounded. Throws InputError naming operator and node when its weights cannot be unpacked.
std::vector<Recorded> recordPackedOperator(Recorder& recorder, const std::string& op,
                                           const std::vector<Recorded>& arguments, const std::string& node);

}  // namespace bitprism
