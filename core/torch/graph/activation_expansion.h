#pragma once

#include "core/network/program.h"

namespace bitprism {

// The program with our activation quantizers (core/quant/plan/activation_instructions.h) as sequences of LibTorch's
// operators, which every runtime has; the results are bit-identical. keepChannels: keeps per-channel grids, for formats
// with an operator for them (ONNX); otherwise the sequences avoid what TorchScript's fusers cannot handle.
Program withPlainQuantizers(const Program& program, bool keepChannels);

}  // namespace bitprism
