#pragma once

#include <string>

#include "core/network/tensor.h"

namespace bitprism {

// Embedding: a table whose rows are selected by index. Recurrent: a matrix of an LSTM, GRU or plain recurrent operator.
enum class LayerKind { Convolution, TransposedConvolution, Linear, Embedding, Recurrent };

// One quantizable weight tensor and the operator that uses it. Immutable once in a Network.
struct Layer {
  std::string name;
  LayerKind kind = LayerKind::Convolution;
  Shape shape;  // of the weights: [out, in / groups, kernel...] or [out, in]; transposed without groups: [in, out, ...]
  Floats weights;       // row-major, never null
  int tensor = 0;       // in Program::tensors
  int instruction = 0;  // its first use in Program::instructions
  std::int64_t groups = 1;
  std::int64_t channelAxis = 0;  // of shape: the output channels

  std::int64_t weightCount() const { return static_cast<std::int64_t>(weights->size()); }
  std::int64_t channels() const { return shape.empty() ? 1 : shape[static_cast<std::size_t>(channelAxis)]; }
};

const char* kindName(LayerKind kind);  // "conv", "conv-transposed", "linear", "embedding", "recurrent"

// Whether layers of this kind have an input that can be quantized.
bool readsActivations(LayerKind kind);

}  // namespace bitprism
