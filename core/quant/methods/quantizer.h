#pragma once

#include <span>
#include <stop_token>

#include "core/base/progress.h"
#include "core/quant/codes/quantized_tensor.h"
#include "core/quant/measures/input_moments.h"
#include "core/quant/measures/quant_error.h"

namespace bitprism {

// Turns a layer's weights into codes. Stateless and safe from many threads; the same input gives the same codes on any
// machine and thread count. `inputs`: moments of the layer's input on calibration images; null: unknown. Only solvers
// and Correction::InputGain use them.
class Quantizer {
 public:
  virtual ~Quantizer() = default;

  // The scheme's correction is left to quantize() below, unless the method implements restore().
  virtual QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const = 0;
  // The same for solvers, which take long: they throw Cancelled soon after a stop. Other methods ignore it.
  virtual QuantizedTensor solve(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs,
                                const std::stop_token& stop, const Progress& progress) const;
  virtual bool restores(Correction correction) const { return correction == Correction::None; }

  // Of the layer's weights against the dequantized ones, correction included; a method may compute it without them.
  virtual QuantError error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const;
};

// The quantizer of a method; it exists for the lifetime of the program.
const Quantizer& quantizerFor(Method method);

// Quantizes with the scheme's method and applies its correction. scheme.bits must be 1 to 8. Throws Error naming the
// layer if a weight is not finite, or if the scheme readsInputs() and these are unknown. Solvers, which may take
// minutes, report their iterations and throw Cancelled soon after a stop.
QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs = nullptr,
                         const std::stop_token& stop = {}, const Progress& progress = {});

// Dequantized weights; at 16 bits rounded to half floats, at 32 the layer's own.
Floats quantizedWeights(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs = nullptr,
                        const std::stop_token& stop = {});

// The rounding error of the layer's weights: quantError of quantizedWeights.
QuantError layerError(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs = nullptr);

}  // namespace bitprism
