#include "core/quant/packed/model_size.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/packed_layout.h"

namespace bitprism {

std::int64_t ModelSize::total() const {
  return codes + scales + zeroPoints + offsets + codebooks + channelBits + floatWeights + halfWeights + activations +
         otherTensors + graph + header;
}

ModelSize modelSize(const Network& network, const QuantPlan& plan) {
  if (plan.layers.size() != network.layers.size())
    throw UsageError(
        text("a plan of ", plan.layers.size(), " layers, '", network.name, "' has ", network.layers.size()));
  ModelSize size;
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    const LayerSections sections =
        layerSections(network.layers[i].shape, network.layers[i].channelAxis, plan.layers[i], plan.activation(i));
    size.codes += sections.codeBytes() + 4 * sections.splits;
    size.scales += sections.scaleBytes();
    size.zeroPoints += sections.zeroPoints;
    size.offsets += 4 * sections.offsets;
    size.codebooks += 4 * sections.codebook;
    size.channelBits += sections.channelBits;
    size.floatWeights += 4 * sections.floats;
    size.halfWeights += 2 * sections.halves;
    size.header += sections.recordBytes();
    size.activations += sections.activation;
  }
  size.otherTensors = network.otherBytes;
  size.graph = network.graphBytes;
  size.header += fixedBytes(network) - size.otherTensors - size.graph;
  return size;
}

std::int64_t layerBytes(const Layer& layer, const QuantScheme& scheme, const ActivationScheme& activation) {
  return layerSections(layer.shape, layer.channelAxis, scheme, activation).bytes();
}

std::int64_t fixedBytes(const Network& network) {
  return packedHeaderBytes + static_cast<std::int64_t>(network.name.size()) +
         packedRecordBytes * static_cast<std::int64_t>(network.layers.size()) + packedHashBytes + network.graphBytes +
         network.otherBytes;
}

std::int64_t floatBytes(const Network& network) {
  return fixedBytes(network) + 4 * network.weightCount();
}

}  // namespace bitprism
