#include "core/quant/methods/quantizer.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/half.h"
#include "core/base/text.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/adaround.h"
#include "core/quant/methods/correction.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/gdrq.h"
#include "core/quant/methods/gptq.h"
#include "core/quant/methods/kl.h"
#include "core/quant/methods/kmeans.h"
#include "core/quant/methods/ocs.h"
#include "core/quant/methods/omse.h"
#include "core/quant/methods/pwlq.h"
#include "core/quant/methods/uniform.h"
#include "core/stats/layer_stats.h"

namespace bitprism {

namespace {

QuantizedTensor corrected(const Quantizer& quantizer, const Layer& layer, const QuantScheme& scheme) {
  QuantizedTensor tensor = quantizer.quantize(layer, scheme);
  if (!quantizer.restores(scheme.correction)) restore(layer, scheme.correction, tensor);
  if (scheme.halfScales) roundToHalfScales(tensor);
  return tensor;
}

}  // namespace

QuantError Quantizer::error(const Layer& layer, const QuantScheme& scheme) const {
  return quantError(*layer.weights, dequantize(corrected(*this, layer, scheme)));
}

const Quantizer& quantizerFor(Method method) {
  static const UniformQuantizer uniform;
  static const AciqQuantizer aciq;
  static const GdrqQuantizer gdrq;
  static const OmseQuantizer omse;
  static const KlQuantizer kl;
  static const KmeansQuantizer kmeans;
  static const OcsQuantizer ocs;
  static const PwlqQuantizer pwlq;
  static const DsconvQuantizer dsconv;
  static const AdaroundQuantizer adaround;
  static const GptqQuantizer gptq;
  switch (method) {
    case Method::Uniform:
      return uniform;
    case Method::Aciq:
      return aciq;
    case Method::Gdrq:
      return gdrq;
    case Method::Omse:
      return omse;
    case Method::Kl:
      return kl;
    case Method::Kmeans:
      return kmeans;
    case Method::Ocs:
      return ocs;
    case Method::Pwlq:
      return pwlq;
    case Method::Dsconv:
      return dsconv;
    case Method::Adaround:
      return adaround;
    case Method::Gptq:
      return gptq;
  }
  throw UsageError(text("no quantization method has number ", static_cast<int>(method)));
}

namespace {

void checkFinite(const Layer& layer) {
  if (const std::int64_t bad = extent(*layer.weights).nonFinite; bad > 0)
    throw Error(text("layer '", layer.name, "' has ", bad, " of ", layer.weightCount(),
                     " weights that are not finite (NaN or infinity), expected numbers"));
}

}  // namespace

QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme) {
  checkScheme(scheme);
  if (!scheme.hasCodes())
    throw UsageError(text("layer '", layer.name, "': ", scheme.bits, " bits mean ", scheme.isHalf() ? "half " : "",
                          "floats, which have no codes"));
  checkFinite(layer);
  return corrected(quantizerFor(scheme.method), layer, scheme);
}

QuantError layerError(const Layer& layer, const QuantScheme& scheme) {
  checkScheme(scheme);
  if (!scheme.hasCodes()) return quantError(*layer.weights, *quantizedWeights(layer, scheme));
  const Quantizer& quantizer = quantizerFor(scheme.method);
  // Channel by channel nothing is known of the inputs.
  const QuantError error = scheme.correction == Correction::InputGain ? quantizer.Quantizer::error(layer, scheme)
                                                                      : quantizer.error(layer, scheme);
  if (!std::isfinite(error.mse)) checkFinite(layer);
  return error;
}

Floats quantizedWeights(const Layer& layer, const QuantScheme& scheme) {
  if (scheme.isFloat()) return layer.weights;
  if (scheme.isHalf()) {
    checkFinite(layer);
    return std::make_shared<const std::vector<float>>(floatsFromHalves(halvesFromFloats(*layer.weights)));
  }
  return std::make_shared<const std::vector<float>>(dequantize(quantize(layer, scheme)));
}

}  // namespace bitprism
