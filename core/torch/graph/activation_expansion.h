#pragma once

#include "core/network/program.h"

namespace bitprism {

// The program with activation quantizers of ours (core/quant/plan/activation_instructions.h) as sequences of LibTorch's
// operators, which every runtime has; they compute the same bits. keepChannels: grids of channels stay, for formats
// that have an operator for them (ONNX); without, the sequences are such that TorchScript's fusers cope with them.
Program withPlainQuantizers(const Program& program, bool keepChannels);

}  // namespace bitprism
