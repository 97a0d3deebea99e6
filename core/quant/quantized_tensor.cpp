#include "core/quant/quantized_tensor.h"

#include "core/quant/channels.h"

namespace bitprism {

std::vector<float> dequantize(const QuantizedTensor& tensor) {
  const Channels channels(tensor.shape, tensor.channelAxis);
  std::vector<float> weights(tensor.codes.size());
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    const std::size_t row = tensor.scales.size() > 1 ? channel : 0;
    const float scale = tensor.scales[row];
    const int zeroPoint = tensor.zeroPoints.empty() ? 0 : tensor.zeroPoints[row];
    const float offset = tensor.offsets.empty() ? 0 : tensor.offsets[channel];
    const std::int8_t* codes = tensor.codes.data() + begin;
    float* to = weights.data() + begin;
    for (std::size_t i = 0; i < channels.inner; ++i) to[i] = scale * static_cast<float>(codes[i] - zeroPoint) + offset;
  });
  return weights;
}

}  // namespace bitprism
