#pragma once

#include "core/torch/write/writable_formats.h"

namespace bitprism {

// The bytes of a TorchScript archive that any PyTorch loads with torch.jit.load: a module whose parameters are named
// after the layers and hold the dequantized weights, and whose forward runs the plan's operators for any batch.
// Quantized activations are aten::fake_quantize_per_tensor_affine. Several outputs come as a tuple. Throws Error naming
// operator and place when TorchScript cannot express it.
// The calibration is for plans that need it (needsInputs).
Bytes torchScriptBytes(const Network& network, const QuantPlan& plan, const Calibration& calibration = {});

extern const NetworkWriter torchScriptWriter;

}  // namespace bitprism
