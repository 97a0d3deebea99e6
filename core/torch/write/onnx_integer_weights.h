#pragma once

#include <string>

#include "core/quant/plan/integer_network.h"
#include "core/torch/write/onnx_graph.h"

namespace bitprism {

// The weights of an integer layer as runtimes expect them of a kernel for whole numbers: codes of 8 bits (narrower ones
// stand in their own container and are cast when the file is loaded) and DequantizeLinear with one scale an output
// channel and zero points of 0, which ONNX Runtime's QGemm asks for. transposed: of a linear layer as the second factor
// of a MatMul, [in, out]. The name of their value.
std::string onnxIntegerWeights(OnnxGraph& graph, const Layer& layer, const QuantizedTensor& weights, bool transposed);

// The bias of one use as DequantizeLinear of 32-bit codes.
std::string onnxIntegerBias(OnnxGraph& graph, const std::string& name, const IntegerUse& use);

}  // namespace bitprism
