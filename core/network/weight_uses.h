#pragma once

#include <cstddef>
#include <vector>

#include "core/network/layer.h"
#include "core/network/network.h"
#include "core/network/program.h"

namespace bitprism {

// A place where an operator multiplies by constant weights that can be quantized (or selects rows of them).
struct WeightUse {
  std::size_t instruction = 0;
  int tensor = 0;
  LayerKind kind = LayerKind::Linear;
  std::int64_t groups = 1;
  std::int64_t channelAxis = 0;  // of the tensor: the operator's output channels
};

// One use per tensor, in execution order: the one that determines the kind of layer. That is the first convolution,
// linear or recurrent operator that uses the tensor as stored, else the first embedding, else the first use of a
// transposed view.
std::vector<WeightUse> weightUses(const Program& program);

// Per instruction, the layer whose input its first operand is; -1 for none. Inputs of embeddings are integers, and the
// inputs of recurrent weights are partly computed inside the operator: neither can be quantized.
std::vector<int> layersByInput(const Network& network);

// The same for a program whose layers keep their weights in these tensors (withOutputChannelsFirst, batch norm apart).
std::vector<int> layersByInput(const Program& program, const std::vector<int>& tensors);

// Per instruction, the layers whose tensors it uses.
std::vector<std::vector<int>> layersUsed(const Network& network);

// Constant weights of the program (two dimensions or more) that belong to no layer, and why.
std::vector<LooseWeights> looseWeights(const Program& program, const std::vector<WeightUse>& layers);

}  // namespace bitprism
