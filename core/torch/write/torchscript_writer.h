#pragma once

#include "core/base/file.h"
#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// The bytes of a TorchScript archive that any PyTorch loads with torch.jit.load: a module whose parameters are named
// after the layers and hold the dequantized weights, and whose forward runs the plan's operators for any batch.
// Quantized activations are aten::fake_quantize_per_tensor_affine. Several outputs come as a tuple. Throws Error naming
// operator and place when TorchScript cannot express it.
Bytes torchScriptBytes(const Network& network, const QuantPlan& plan);

}  // namespace bitprism
