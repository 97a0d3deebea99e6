#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "core/network/layer.h"
#include "core/quant/codes/quantized_tensor.h"

namespace bitprism {

// Moments of a layer's input on calibration images. With x the inputs that one output value multiplies its weights
// with (for a convolution a patch of in / groups x kernel numbers in the order of the weights, for a linear layer its
// features), one group of channels after another: `second` is the mean of x x^T over all positions and images, `first`
// the mean of x. They give the effect of any change of weights on the layer's own output:
// E[(dw . x)^2] = dw^T second dw. Immutable except for the cache of solutions; safe from many threads.
struct InputMoments {
  std::int64_t groups = 1;
  std::int64_t size = 0;      // of x
  std::int64_t samples = 0;   // positions times images in the means
  std::vector<float> second;  // [groups][size][size], symmetric
  std::vector<float> first;   // [groups][size]

  // A cache of expensive solutions, by scheme.
  std::shared_ptr<const QuantizedTensor> known(const QuantScheme& scheme) const;
  std::shared_ptr<const QuantizedTensor> remember(const QuantScheme& scheme, QuantizedTensor solution) const;

 private:
  mutable std::mutex mutex_;
  mutable std::map<QuantScheme, std::shared_ptr<const QuantizedTensor>> solutions_;
};

// The input moments of a layer for a method that requires them. Throws Error naming the layer and the caller ("gptq")
// if they are unknown (null) or do not fit the layer's weights.
const InputMoments& requiredInputs(const Layer& layer, const InputMoments* inputs, const char* who);

}  // namespace bitprism
