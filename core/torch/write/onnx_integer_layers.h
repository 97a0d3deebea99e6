#pragma once

#include <string>
#include <vector>

namespace onnx {
class GraphProto;
}

namespace bitprism {

// The reason why a layer of a file with quantized weights and inputs runs in floats in runtimes that fuse
// DequantizeLinear, the layer and QuantizeLinear into one integer kernel.
enum class FloatReason {
  None,     // it runs in integers
  Weights,  // something stands between the weights' DequantizeLinear and the layer
  Codes,    // the weights' codes are narrower than a byte
  Input,    // no DequantizeLinear of one scale stands before it
  Output    // no QuantizeLinear follows it
};

struct IntegerLayer {
  std::string weights;  // what its codes are called
  FloatReason reason = FloatReason::None;
};

// Convolutions and linear layers with quantized weights, in the order of the file.
std::vector<IntegerLayer> integerLayers(const ::onnx::GraphProto& graph);

// A notice about a file that was meant to run in integers; empty: all of its layers do.
std::string floatLayersNotice(const ::onnx::GraphProto& graph);

}  // namespace bitprism
