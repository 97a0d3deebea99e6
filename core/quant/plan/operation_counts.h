#pragma once

#include <cstdint>
#include <vector>

#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// The multiplications with an addition (MACs) that each layer's weights take for one image, all uses of a layer
// together; zeros that pad an edge are counted as other values are. 0 for embeddings, whose rows are only looked up.
// shapes: of every slot for one image (core/torch/graph/slot_shapes.h).
std::vector<std::int64_t> layerMacs(const Network& network, const std::vector<Shape>& shapes);

// The bit operations (BOPs) of layers of so many MACs under the plan: the sum of MACs times bits of weights times bits
// of inputs (van Baalen et al., Bayesian Bits, NeurIPS 2020), where what is not quantized has 32 bits. A double, for
// large networks have more than 2^53 of them and nobody counts the last.
double bitOperations(const std::vector<std::int64_t>& macs, const QuantPlan& plan);

// The bytes that the layers of a run of one image move at least under the plan: all weights once, at their bits, and
// the inputs and outputs of every use of a layer at theirs. Inputs have the bits of the plan; outputs 32, unless the
// plan's integer form rounds them. Embeddings read a row for every output and no input.
struct MovedBytes {
  std::int64_t weights = 0, activations = 0;
  std::int64_t total() const { return weights + activations; }
  bool operator==(const MovedBytes&) const = default;
};
MovedBytes movedBytes(const Network& network, const std::vector<Shape>& shapes, const QuantPlan& plan);

// "2.60 G", "40.6 M", "612": a count with three digits.
std::string countText(double count);

}  // namespace bitprism
