#pragma once

#include <cstdint>
#include <vector>

#include "core/quant/activations/activation_method.h"

namespace bitprism {

// Levels at equal distances, for the whole tensor or for each input channel. As operators: (x, scale, zero point,
// lowest code, highest code), as LibTorch has it, and ours, (x, scales, zero points, bits, shifts, axis), with no
// shifts where all are 0. The axis of the channels is 1, or -1 for the last.
inline constexpr const char* activationQuantizer = "aten::fake_quantize_per_tensor_affine";
inline constexpr const char* channelQuantizer = "bitprism::quantize_channels";

// A grid for each channel from the operator's operands. Throws InputError when they are none that a scheme can hold.
ActivationScheme channelScheme(const std::vector<double>& scales, const std::vector<std::int64_t>& zeroPoints,
                               const std::vector<std::int64_t>& bits, const std::vector<double>& shifts);

extern const ActivationMethodInfo uniformActivationInfo;

}  // namespace bitprism
