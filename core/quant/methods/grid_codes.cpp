#include "core/quant/methods/grid_codes.h"

#include "core/quant/measures/output_error.h"

namespace bitprism {
namespace {

std::vector<double> errorsOf(const Layer& layer, const InputMoments* inputs, const QuantizedTensor& tensor,
                             const std::stop_token& stop) {
  std::vector<float> change = dequantize(tensor);
  for (std::size_t i = 0; i < change.size(); ++i) change[i] -= (*layer.weights)[i];
  return outputProducts(layer, inputs, change, change, stop);
}

}  // namespace

void keepBetterRows(const Layer& layer, const InputMoments* inputs, const QuantizedTensor& nearest,
                    QuantizedTensor& found, const std::stop_token& stop) {
  const std::vector<double> before = errorsOf(layer, inputs, nearest, stop),
                            after = errorsOf(layer, inputs, found, stop);
  const std::size_t size = found.codes.size() / before.size();
  for (std::size_t o = 0; o < before.size(); ++o)
    if (before[o] < after[o])
      std::copy_n(nearest.codes.begin() + static_cast<std::ptrdiff_t>(o * size), size,
                  found.codes.begin() + static_cast<std::ptrdiff_t>(o * size));
}

}  // namespace bitprism
