#pragma once

#include <cstddef>
#include <vector>

#include "core/network/layer.h"
#include "core/network/network.h"
#include "core/network/program.h"

namespace bitprism {

// Where an operator multiplies with constant weights that a quantizer can take (or picks rows of them).
struct WeightUse {
  std::size_t instruction = 0;
  int tensor = 0;
  LayerKind kind = LayerKind::Linear;
  std::int64_t groups = 1;
  std::int64_t channelAxis = 0;  // of the tensor: the operator's output channels
};

// One use a tensor, in execution order: the one that says what kind of layer its weights are. That is the first
// convolution, linear or recurrent operator that reads the tensor as it is stored; else the first embedding, else the
// first that reads a transposed view.
std::vector<WeightUse> weightUses(const Program& program);

// Per instruction, the layer of whose input its first operand is; -1 for none. Inputs of embeddings are whole numbers,
// and what recurrent weights read is partly made within the operator: neither has an input to quantize.
std::vector<int> layersByInput(const Network& network);

// The same for a program whose layers keep their weights in these tensors (withOutputChannelsFirst, batch norm apart).
std::vector<int> layersByInput(const Program& program, const std::vector<int>& tensors);

// Per instruction, the layers whose tensors it reads.
std::vector<std::vector<int>> layersRead(const Network& network);

// Constant weights of the program that are in no layer, matrices and more: what a plan cannot round, and why.
std::vector<LooseWeights> looseWeights(const Program& program, const std::vector<WeightUse>& layers);

}  // namespace bitprism
