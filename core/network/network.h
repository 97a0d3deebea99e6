#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/network/layer.h"
#include "core/network/program.h"

namespace bitprism {

// Constant weights that belong to no layer and stay float under every plan.
struct LooseWeights {
  std::string name;
  Shape shape;
  std::string reason;  // "read by aten::add at 'position', which is not a layer"
};

// A trained network: its program with batch norm folded, and its layers in execution order. Immutable;
// shared as shared_ptr<const Network>.
struct Network {
  std::string name;    // file name without folder
  std::string format;  // "onnx", "torchscript", "packed"
  Program program;
  std::vector<Layer> layers;
  std::vector<LooseWeights> loose;          // matrices and larger tensors outside layers, in execution order
  std::shared_ptr<const Program> unfolded;  // with its batch norms, for training; null: none were folded
  std::vector<std::string> notices;         // what the reader assumed, a sentence each
  std::int64_t parameters = 0;              // all numbers of the file, including those of separate batch norm
  std::int64_t graphBytes = 0;              // of programToBytes(program)
  std::int64_t otherBytes = 0;              // of the tensors that are not weights of layers
  std::uint64_t hash = 0;                   // of layers and graph: same network, same hash

  std::int64_t weightCount() const;
};

// Finds the layers of a program: constant float weights (two dimensions or more) of convolutions, linear and recurrent
// operators and embeddings. Folds batch norm first, and keeps grouped transposed convolutions output channels first.
// Throws InputError when there is none, or when weights are not finite (naming the layer and their number).
Network makeNetwork(Program program, std::string name, std::string format);

// The network with new values in the tensors of its program (or of the unfolded program, which is then folded again):
// values[i] replaces tensor i, null keeps it. Keeps the notices. Throws InputError when a weight is not finite, Error
// when sizes differ.
Network withTensors(const Network& network, const std::vector<Floats>& values, bool unfolded = false);

}  // namespace bitprism
