#include "core/quant/quantizer.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/uniform.h"
#include "core/stats/layer_stats.h"

namespace bitprism {

const Quantizer& quantizerFor(Method method) {
  static const UniformQuantizer uniform;
  switch (method) {
    case Method::Uniform:
      return uniform;
  }
  throw UsageError(text("no quantization method has number ", static_cast<int>(method)));
}

QuantizedTensor quantize(const Layer& layer, const QuantScheme& scheme) {
  checkBits(scheme.bits);
  if (scheme.isFloat()) throw UsageError(text("layer '", layer.name, "': 32 bits mean float, which has no codes"));
  if (const std::int64_t bad = extent(*layer.weights).nonFinite; bad > 0)
    throw Error(text("layer '", layer.name, "' has ", bad, " of ", layer.weightCount(),
                     " weights that are not finite (NaN or infinity), expected numbers"));
  return quantizerFor(scheme.method).quantize(layer, scheme);
}

Floats quantizedWeights(const Layer& layer, const QuantScheme& scheme) {
  if (scheme.isFloat()) return layer.weights;
  return std::make_shared<const std::vector<float>>(dequantize(quantize(layer, scheme)));
}

}  // namespace bitprism
