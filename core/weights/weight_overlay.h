#pragma once

#include <string>
#include <vector>

#include "core/network/network.h"
#include "core/weights/named_tensors.h"

namespace bitprism {

// Where a tensor of a file went.
struct Placement {
  std::string from, to;  // names in the file and in the network
  Shape shape;           // in the network
  std::string rule;      // "name", "name without prefix" or "shape and order", with ", transposed"
};

// What happened to the tensors of a file that were put in place of a network's own.
struct WeightOverlay {
  std::vector<Placement> placed;     // in the order of the network
  std::vector<std::string> left;     // of the file, without a place
  std::vector<std::string> missing;  // parameters of the network that keep their numbers
  std::vector<std::string> notices;
};

struct OverlaidNetwork {
  Network network;
  WeightOverlay overlay;
};

// The network with the weights of a file: by name, then by name without the prefixes that training adds ("module.",
// "model."), then by shape and order among tensors of the same kind. Biases and batch norm, which is folded again, are
// replaced as well; if the network holds none, that of the file is folded (norm_folding.h). Throws InputError, naming
// the source, for a name with another shape, and when no weight of a layer fits.
OverlaidNetwork withWeights(const Network& network, NamedTensors weights, const std::string& source);

}  // namespace bitprism
