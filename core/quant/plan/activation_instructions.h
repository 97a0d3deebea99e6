#pragma once

#include "core/network/network.h"
#include "core/quant/activations/activation_method.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// Whether an operator of a program stands for quantized activations: LibTorch's for one uniform grid, or one of ours
// (ActivationMethodInfo::operators, known to LibTorch by core/torch/graph/activation_operators.h).
bool isActivationQuantizer(const std::string& op);

// The network's program with a quantizer before every layer whose input the plan quantizes, and after every tensor of
// its integer form; layers that read the same value in the same way share one. What files hold that stand for the plan
// without a plan beside them. Throws UsageError naming the layer whose activation has grids for another number of
// channels.
Program withActivationQuantizers(const Network& network, const QuantPlan& plan);

// The scheme that such an instruction stands for; codes start at zero. Throws InputError when it is none that a scheme
// can hold.
ActivationScheme activationOf(const Instruction& instruction);

// The axis of its channels; 1 where none is named.
std::int64_t channelAxisOf(const Instruction& instruction);

}  // namespace bitprism
