#pragma once

#include "core/network/network.h"
#include "core/quant/quant_plan.h"

namespace bitprism {

// The operator that stands for a quantized activation in a program: (x, scale, zero point, lowest code, highest code).
inline constexpr const char* activationQuantizer = "aten::fake_quantize_per_tensor_affine";

// The network's program with a quantizer before every layer whose input the plan quantizes; layers that read the same
// value in the same way share one. What files hold that stand for the plan without a plan beside them.
Program withActivationQuantizers(const Network& network, const QuantPlan& plan);

// The scheme that an instruction of activationQuantizer stands for; codes start at zero. Throws InputError when it is
// none that a scheme can hold.
ActivationScheme activationOf(const Instruction& instruction);

}  // namespace bitprism
