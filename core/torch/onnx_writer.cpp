#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/activation_instructions.h"
#include "core/quant/half.h"
#include "core/quant/quantizer.h"
#include "core/torch/network_writer.h"
#include "core/torch/onnx_graph.h"
#include "core/torch/onnx_lowering.h"
#include "core/torch/torch_runtime.h"

namespace bitprism {
namespace {

constexpr std::int64_t plainOpset = 17;  // what most runtimes read
constexpr std::int64_t int4Opset = 21;   // the first with 4-bit types
constexpr int int4Bits = 4;
constexpr std::int64_t floatType = 1;  // onnx::TensorProto::FLOAT

std::string codes(OnnxGraph& graph, const std::string& name, const Shape& shape, const std::vector<std::int8_t>& values,
                  int bits) {
  return bits <= int4Bits ? graph.int4(name, shape, values) : graph.int8(name, shape, values);
}

// Scale and zero point are single numbers or one per channel.
Shape parameterShape(const QuantizedTensor& tensor) {
  if (tensor.scheme.granularity == Granularity::Tensor) return {};
  return {static_cast<std::int64_t>(tensor.scales.size())};
}

// DequantizeLinear computes scale (code - zero point), as we do; what a correction adds to every channel follows as
// Add.
std::string dequantized(OnnxGraph& graph, const Layer& layer, const QuantScheme& scheme) {
  if (scheme.isHalf()) {
    const std::string half = graph.halves(layer.name + ".weight", layer.shape, halvesFromFloats(*layer.weights));
    return graph.node("Cast", {half}, layer.name, {{"to", floatType}});
  }
  const QuantizedTensor tensor = quantize(layer, scheme);
  std::vector<std::string> inputs = {codes(graph, layer.name + ".weight", tensor.shape, tensor.codes, scheme.bits),
                                     graph.floats(layer.name + ".weight_scale", parameterShape(tensor), tensor.scales)};
  if (!tensor.zeroPoints.empty()) {
    inputs.push_back(
        codes(graph, layer.name + ".weight_zero_point", parameterShape(tensor), tensor.zeroPoints, scheme.bits));
  }
  std::vector<OnnxAttribute> attributes;
  if (scheme.granularity == Granularity::Channel) attributes.push_back({"axis", tensor.channelAxis});
  const std::string weights = graph.node("DequantizeLinear", inputs, layer.name, attributes);
  if (tensor.offsets.empty()) return weights;
  Shape shape(tensor.shape.size(), 1);
  shape[static_cast<std::size_t>(tensor.channelAxis)] = static_cast<std::int64_t>(tensor.offsets.size());
  return graph.node("Add", {weights, graph.floats(layer.name + ".weight_offset", shape, tensor.offsets)}, layer.name);
}

}  // namespace

Bytes onnxBytes(const Network& network, const QuantPlan& plan) {
  return onnxFile(network, plan, {}).model;
}

OnnxFile onnxFile(const Network& network, const QuantPlan& plan, const OnnxStorage& storage) {
  if (plan.layers.size() != network.layers.size()) {
    throw UsageError(text("the plan has ", plan.layers.size(), " layers, the network '", network.name, "' has ",
                          network.layers.size()));
  }
  prepareTorch();
  const bool needsInt4 = std::any_of(plan.layers.begin(), plan.layers.end(),
                                     [](const QuantScheme& scheme) { return scheme.bits <= int4Bits; });
  OnnxGraph graph(needsInt4 ? int4Opset : plainOpset);
  const Program program = withActivationQuantizers(network, plan);
  OnnxLowering lowering(program, graph);
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    if (plan.layers[i].isFloat()) continue;
    lowering.setTensor(network.layers[i].tensor, dequantized(graph, network.layers[i], plan.layers[i]));
  }
  lowering.write();
  return graph.take(storage);
}

}  // namespace bitprism
