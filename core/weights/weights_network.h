#pragma once

#include <string>

#include "core/network/network.h"
#include "core/weights/named_tensors.h"

namespace bitprism {

// The weights of a file as a network without a graph (core/network/graphless.h): every tensor of floats with two
// dimensions or more is a layer, whose kind is guessed from its rank and name; other floats are tensors beside them.
// The first dimension counts as the output channels, the second for transposed convolutions. Throws InputError when
// there is no such tensor, or when weights are not finite.
Network weightsNetwork(const NamedTensors& tensors, const std::string& name);

// The guess.
LayerKind guessedKind(const std::string& name, const Shape& shape);

}  // namespace bitprism
