#include "core/torch/write/onnx_integer_weights.h"

#include <utility>

namespace bitprism {
namespace {

constexpr std::int64_t int8Type = 3;  // of ::onnx::TensorProto

template <class Number>
std::vector<Number> turned(const std::vector<Number>& codes, const Shape& shape) {
  const auto rows = static_cast<std::size_t>(shape[0]), columns = static_cast<std::size_t>(shape[1]);
  std::vector<Number> result(codes.size());
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) result[c * rows + r] = codes[r * columns + c];
  return result;
}

}  // namespace

std::string onnxIntegerWeights(OnnxGraph& graph, const Layer& layer, const QuantizedTensor& weights, bool transposed) {
  Shape shape = weights.shape;
  std::int64_t axis = weights.channelAxis;
  if (transposed) {
    std::swap(shape[0], shape[1]);
    axis = 1 - axis;
  }
  const std::string name = layer.name + ".weight";
  const auto rows = static_cast<std::int64_t>(weights.scales.size());
  if (graph.target().pattern == TargetPattern::Quant) {
    std::vector<float> values = dequantize(weights);
    if (transposed) values = turned(values, weights.shape);
    Shape scaleShape(shape.size(), 1);
    scaleShape[static_cast<std::size_t>(axis)] = rows;
    return graph.quant(graph.floats(name, shape, values), scaleShape, weights.scales, weights.codeBits(), true, name);
  }
  // Only ONNX Runtime turns a Cast of constants into bytes when it loads a file; others take the container itself.
  const bool plain = graph.target().plainWeights;
  std::string codes =
      graph.codes(name, shape, transposed ? turned(weights.codes, weights.shape) : weights.codes, weights.codeBits());
  if (!plain && opsetOfCodes(weights.codeBits(), 0) > 0) codes = graph.step("Cast", {codes}, {{"to", int8Type}});
  std::vector<std::string> inputs{codes, graph.floats(name + "_scale", {rows}, weights.scales)};
  if (layer.kind == LayerKind::Linear)
    inputs.push_back(graph.codes(name + "_zero_point", {rows}, std::vector<std::int8_t>(weights.scales.size(), 0),
                                 plain ? weights.codeBits() : maximumBits));
  return graph.node("DequantizeLinear", inputs, layer.name, {{"axis", axis}});
}

std::string onnxIntegerBias(OnnxGraph& graph, const std::string& name, const IntegerUse& use) {
  const Shape shape{static_cast<std::int64_t>(use.biasCodes.size())};
  if (graph.target().pattern == TargetPattern::Quant) {
    std::vector<float> values;
    for (std::size_t c = 0; c < use.biasCodes.size(); ++c)
      values.push_back(static_cast<float>(use.biasCodes[c]) * use.biasScales[c]);
    return graph.quant(graph.floats(name, shape, values), shape, use.biasScales, graph.target().biasBits, true, name);
  }
  return graph.node("DequantizeLinear",
                    {graph.int32(name, shape, use.biasCodes), graph.floats(name + "_scale", shape, use.biasScales)},
                    name, {{"axis", std::int64_t{0}}});
}

}  // namespace bitprism
