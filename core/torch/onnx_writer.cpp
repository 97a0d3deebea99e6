#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/activation_instructions.h"
#include "core/torch/activation_expansion.h"
#include "core/torch/network_writer.h"
#include "core/torch/onnx_graph.h"
#include "core/torch/onnx_lowering.h"
#include "core/torch/onnx_weights.h"
#include "core/torch/torch_runtime.h"

namespace bitprism {

Bytes onnxBytes(const Network& network, const QuantPlan& plan) {
  return onnxFile(network, plan, {}).model;
}

OnnxFile onnxFile(const Network& network, const QuantPlan& plan, const OnnxStorage& storage) {
  if (plan.layers.size() != network.layers.size()) {
    throw UsageError(text("the plan has ", plan.layers.size(), " layers, the network '", network.name, "' has ",
                          network.layers.size()));
  }
  prepareTorch();
  std::int64_t opset = onnxOpset(QuantScheme());
  for (const QuantScheme& scheme : plan.layers) opset = std::max(opset, onnxOpset(scheme));
  OnnxGraph graph(opset);
  const Program program = withPlainQuantizers(withActivationQuantizers(network, plan), true);
  OnnxLowering lowering(program, graph);
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    if (plan.layers[i].isFloat()) continue;
    lowering.setTensor(network.layers[i].tensor, onnxWeights(graph, network.layers[i], plan.layers[i]));
  }
  lowering.write();
  return graph.take(storage);
}

}  // namespace bitprism
