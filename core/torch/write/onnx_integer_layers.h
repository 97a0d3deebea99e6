#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/quant/plan/quant_plan.h"

namespace onnx {
class GraphProto;
class NodeProto;
}  // namespace onnx

namespace bitprism {

class OnnxWiring;

// The reason why a layer of a file with quantized weights and inputs runs in floats in runtimes that fuse
// DequantizeLinear, the layer and QuantizeLinear into one integer kernel.
enum class FloatReason {
  None,     // it runs in integers
  Kernel,   // runtimes have no such kernel: transposed convolutions
  Weights,  // the weights are not codes times one scale a channel
  Input,    // no DequantizeLinear of one scale stands before it
  Output    // a convolution that no QuantizeLinear follows
};

struct IntegerLayer {
  std::string weights;  // what its codes are called
  FloatReason reason = FloatReason::None;
};

// Of a node; empty: it is no convolution or linear layer with quantized weights.
std::optional<IntegerLayer> integerLayer(const OnnxWiring& wiring, const ::onnx::NodeProto& node);

// Convolutions and linear layers with quantized weights, in the order of the file.
std::vector<IntegerLayer> integerLayers(const ::onnx::GraphProto& graph);

// A notice about a file that was meant to run in integers, with the reasons; empty: all of its layers do.
std::string floatLayersNotice(const ::onnx::GraphProto& graph);

// What is known of how fast the file of a plan runs beside the float network's: sentences for whoever gets it.
std::vector<std::string> speedNotices(const ::onnx::GraphProto& graph, const QuantPlan& plan);

}  // namespace bitprism
