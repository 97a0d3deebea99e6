#pragma once

#include "core/network/program.h"

namespace bitprism {

// The program with our activation quantizers (core/quant/plan/activation_instructions.h) as sequences of LibTorch's
// operators, which every runtime has; the results are bit-identical. keepChannels: per-channel grids are kept, for
// formats that have an operator for them (ONNX); otherwise the sequences avoid what TorchScript's fusers cannot handle.
Program withPlainQuantizers(const Program& program, bool keepChannels);

}  // namespace bitprism
