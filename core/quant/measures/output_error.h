#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "core/quant/measures/input_moments.h"

namespace bitprism {

// The effect of a change of weights on the layer's own output on calibration images: with H = E[x x^T] the second
// moment of its input, E[(v . x)^2] = v^T H v for weights v of one output channel. All throw Error without input
// moments (null), and Cancelled soon after a stop. Products are float, sums over them double.

// a_o^T H b_o for every output channel o; a and b are as large as the layer's weights.
std::vector<double> outputProducts(const Layer& layer, const InputMoments* inputs, std::span<const float> a,
                                   std::span<const float> b, const std::stop_token& stop = {});

// The sum over output channels of v^T H v, never negative: the power of the output with weights v. Takes half the time
// of outputProducts.
double outputPower(const Layer& layer, const InputMoments* inputs, std::span<const float> values,
                   const std::stop_token& stop = {});

// 10 log10 of the output's power over that of its error, without bias; infinity if the outputs are the same.
double outputSqnrDb(const Layer& layer, const InputMoments* inputs, std::span<const float> quantized,
                    const std::stop_token& stop = {});

// The same with the power of the float output known: outputPower(layer, inputs, *layer.weights).
double outputSqnrDb(const Layer& layer, const InputMoments* inputs, std::span<const float> quantized, double power,
                    const std::stop_token& stop = {});

}  // namespace bitprism
