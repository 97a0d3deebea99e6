#include "core/quant/methods/quantizer.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/half.h"
#include "core/base/text.h"
#include "core/quant/methods/correction.h"
#include "core/quant/scheme/method_info.h"
#include "core/stats/layer_stats.h"

namespace bitprism {

namespace {

QuantizedTensor corrected(const Quantizer& quantizer, const Layer& layer, const QuantScheme& scheme,
                          const InputMoments* inputs, const std::stop_token& stop = {}, const Progress& progress = {}) {
  QuantizedTensor tensor = quantizer.solve(layer, scheme, inputs, stop, progress);
  if (!quantizer.restores(scheme.correction)) restore(layer, inputs, scheme.correction, tensor);
  roundToKeptScales(tensor);
  return tensor;
}

}  // namespace

QuantizedTensor Quantizer::solve(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs,
                                 const std::stop_token&, const Progress&) const {
  return quantize(layer, scheme, inputs);
}

QuantError Quantizer::error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const {
  return quantError(*layer.weights, dequantize(corrected(*this, layer, scheme, inputs)));
}

const Quantizer& quantizerFor(Method method) {
  return methodInfo(method).quantizer;
}

namespace {

void checkFinite(const Layer& layer) {
  if (const std::int64_t bad = extent(*layer.weights).nonFinite; bad > 0)
    throw Error(text("layer '", layer.name, "' has ", bad, " of ", layer.weightCount(),
                     " weights that are not finite (NaN or infinity), expected numbers"));
}

}  // namespace

QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs,
                         const std::stop_token& stop, const Progress& progress) {
  checkScheme(scheme);
  if (!scheme.hasCodes())
    throw UsageError(text("layer '", layer.name, "': ", scheme.bits, " bits mean ", scheme.isHalf() ? "half " : "",
                          "floats, which have no codes, expected 1 to 8 bits"));
  checkFinite(layer);
  return corrected(quantizerFor(scheme.method), layer, scheme, inputs, stop, progress);
}

QuantError layerError(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) {
  checkScheme(scheme);
  if (!scheme.hasCodes()) return quantError(*layer.weights, *quantizedWeights(layer, scheme));
  const Quantizer& quantizer = quantizerFor(scheme.method);
  // One channel alone has no input moments.
  const QuantError error = scheme.correction == Correction::InputGain
                               ? quantizer.Quantizer::error(layer, scheme, inputs)
                               : quantizer.error(layer, scheme, inputs);
  if (!std::isfinite(error.mse)) checkFinite(layer);
  return error;
}

Floats quantizedWeights(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs,
                        const std::stop_token& stop) {
  if (scheme.isFloat()) return layer.weights;
  if (scheme.isHalf()) {
    checkFinite(layer);
    return constantArray(floatsFromHalves(halvesFromFloats(*layer.weights)));
  }
  return constantArray(dequantize(quantize(layer, scheme, inputs, stop)));
}

}  // namespace bitprism
