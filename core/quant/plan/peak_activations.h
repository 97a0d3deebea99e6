#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// The most bytes of values alive at once while one image goes through the network, instruction after instruction. A
// value that only layers with quantized inputs read is kept as codes, at the widest of their bits, packed to whole
// bytes; one that anything else reads (the sum of a residual branch, say) stays float32, unless the plan's integer form
// rounds it. Reshaped views share memory,
// element-wise operators overwrite what nobody reads afterwards. shapes: of every slot for one image
// (core/torch/graph/slot_shapes.h), empty for what is no tensor.
std::int64_t peakActivationBytes(const Network& network, const std::vector<Shape>& shapes, const QuantPlan& plan);

// The same over depth: of every instruction the most that is alive while it runs. codedBits: of values that are kept
// entropy-coded while they wait to be read, their mean bits a number by slot (below 0: kept as they are); empty: none.
std::vector<std::int64_t> aliveActivationBytes(const Network& network, const std::vector<Shape>& shapes,
                                               const QuantPlan& plan, const std::vector<double>& codedBits = {});

// peakActivationBytes of one network for many plans. Each way to quantize its inputs is looked at once; safe from many
// threads.
class ActivationMemory {
 public:
  ActivationMemory(std::shared_ptr<const Network> network, std::vector<Shape> shapes)
      : network_(std::move(network)), shapes_(std::move(shapes)) {}

  std::int64_t peak(const std::vector<ActivationScheme>& activations) const;

 private:
  std::shared_ptr<const Network> network_;
  std::vector<Shape> shapes_;
  mutable std::mutex mutex_;
  mutable std::map<std::vector<ActivationScheme>, std::int64_t> known_;
};

}  // namespace bitprism
