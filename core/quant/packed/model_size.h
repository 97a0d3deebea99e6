#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// The exact bytes of a plan in the packed format, by content. total() is the size of the packed file.
struct ModelSize {
  std::int64_t codes = 0;  // packed to the bit, each layer padded to whole bytes; with PWLQ's regions and further codes
  std::int64_t scales = 0;  // and gains and break-points
  std::int64_t zeroPoints = 0;
  std::int64_t offsets = 0;       // 4 per channel where a correction restores the mean
  std::int64_t codebooks = 0;     // of k-means
  std::int64_t channelBits = 0;   // a byte per channel where each has its own bits
  std::int64_t floatWeights = 0;  // layers left at 32 bits
  std::int64_t halfWeights = 0;   // layers at 16 bits
  std::int64_t activations = 0;   // scale, zero point and bits of layers' quantized inputs
  std::int64_t otherTensors = 0;  // biases and other tensors outside layers
  std::int64_t graph = 0;
  std::int64_t header = 0;  // fixed part, and per layer one record with its options and percentile

  std::int64_t total() const;
  auto operator<=>(const ModelSize&) const = default;
};

ModelSize modelSize(const Network& network, const QuantPlan& plan);

// Bytes of one layer under its schemes, its record excluded: plans are sums of these plus fixedBytes.
std::int64_t layerBytes(const Layer& layer, const QuantScheme& scheme, const ActivationScheme& activation = {});
std::int64_t fixedBytes(const Network& network);

// The network with every weight in float32, the reference of compression ratios.
std::int64_t floatBytes(const Network& network);

}  // namespace bitprism
