#pragma once

#include <memory>

#include "core/network/network.h"

namespace bitprism {

// The network with the scores of classes instead of the class that it selects from them, where an output is an argmax
// over classes, or the best of them (top-k), perhaps cast or reshaped: what plans are measured by. The same network
// where there is none. Layers and instructions stay, so plans for one are plans for the other.
std::shared_ptr<const Network> withScoreOutputs(std::shared_ptr<const Network> network);

// Whether the first output with real numbers is that of a sigmoid, perhaps reshaped: probabilities rather than logits.
bool givesProbabilities(const Program& program);

}  // namespace bitprism
