#pragma once

#include <span>
#include <stop_token>

#include "core/quant/codes/quantized_tensor.h"
#include "core/quant/measures/input_moments.h"
#include "core/quant/measures/quant_error.h"

namespace bitprism {

// Turns a layer's weights into codes. Stateless and safe from many threads; the same input gives the same codes on any
// machine and thread count. `inputs` says what the layer reads on calibration images; null: not known. Only solvers and
// Correction::InputGain look at it.
class Quantizer {
 public:
  virtual ~Quantizer() = default;

  // The scheme's correction is left to quantize() below, unless the method restores() it.
  virtual QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const = 0;
  virtual bool restores(Correction correction) const { return correction == Correction::None; }

  // Of the layer's weights against what they become, correction included; a method may find it without making that.
  virtual QuantError error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const;
};

// The quantizer of a method; lives for the whole program.
const Quantizer& quantizerFor(Method method);

// Quantizes by the scheme's method and restores what the scheme wants restored. scheme.bits must be 1 to 8. Throws
// Error naming the layer when a weight is not finite, or when the scheme readsInputs() and these are not known.
QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs = nullptr);

// Dequantized weights; at 16 bits rounded to half floats, at 32 the layer's own.
Floats quantizedWeights(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs = nullptr);

// What rounding does to the layer's weights: quantError of quantizedWeights.
QuantError layerError(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs = nullptr);

}  // namespace bitprism
