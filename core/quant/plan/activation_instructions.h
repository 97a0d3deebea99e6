#pragma once

#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// The operators that stand for quantized activations in a program. One scale: (x, scale, zero point, lowest code,
// highest code), as LibTorch has it. The others are ours (core/torch/graph/activation_operators.h): (x, scales, zero
// points, bits, shifts, axis), with no shifts where all are 0; (x, bits, break-point, limit, signed); (x, bits, block,
// exponent bits, signed, axis). The axis of the channels is 1, or -1 for the last.
inline constexpr const char* activationQuantizer = "aten::fake_quantize_per_tensor_affine";
inline constexpr const char* channelQuantizer = "bitprism::quantize_channels";
inline constexpr const char* piecewiseQuantizer = "bitprism::quantize_pieces";
inline constexpr const char* blockQuantizer = "bitprism::quantize_blocks";

bool isActivationQuantizer(const std::string& op);

// The network's program with a quantizer before every layer whose input the plan quantizes; layers that read the same
// value in the same way share one. What files hold that stand for the plan without a plan beside them. Throws
// UsageError naming the layer whose activation has grids for another number of channels.
Program withActivationQuantizers(const Network& network, const QuantPlan& plan);

// The scheme that such an instruction stands for; codes start at zero. Throws InputError when it is none that a scheme
// can hold.
ActivationScheme activationOf(const Instruction& instruction);

// The axis of its channels; 1 where none is named.
std::int64_t channelAxisOf(const Instruction& instruction);

// The operands of such an instruction as a scheme. Throw InputError when they are none that a scheme can hold.
ActivationScheme channelScheme(const std::vector<double>& scales, const std::vector<std::int64_t>& zeroPoints,
                               const std::vector<std::int64_t>& bits, const std::vector<double>& shifts);
ActivationScheme checkedPieces(std::int64_t bits, double breakpoint, double limit, bool hasSign);
ActivationScheme checkedBlocks(std::int64_t bits, std::int64_t block, std::int64_t exponentBits, bool hasSign);

}  // namespace bitprism
