#include "app/workflow/report_layers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/quant/codes/levels.h"
#include "core/quant/measures/quant_error.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

constexpr std::size_t bins = 72;

// The largest layers.
std::vector<bool> drawnLayers(const Network& network) {
  std::vector<std::size_t> order(network.layers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return network.layers[a].weightCount() > network.layers[b].weightCount();
  });
  std::vector<bool> drawn(order.size(), false);
  for (std::size_t i = 0; i < std::min(order.size(), mostHistograms); ++i) drawn[order[i]] = true;
  return drawn;
}

void measure(ReportLayer& result, const Layer& layer, const InputMoments* inputs) {
  if (result.scheme.isFloat()) return;
  if (readsInputs(result.scheme) && !inputs) {
    result.known = false;
    return;
  }
  double sqnr = 0;
  if (result.scheme.hasCodes()) {
    const QuantizedTensor tensor = quantize(layer, result.scheme, inputs);
    result.levels = quantizationLevels(tensor, typicalRow(tensor));
    sqnr = quantError(*layer.weights, dequantize(tensor)).sqnrDb;
  } else {
    sqnr = quantError(*layer.weights, *quantizedWeights(layer, result.scheme, inputs)).sqnrDb;
  }
  if (std::isfinite(sqnr)) result.sqnrDb = sqnr;
}

}  // namespace

std::vector<ReportLayer> reportLayers(const PlannedNetwork& planned, std::stop_token stop, const Progress& progress) {
  const Network& network = *planned.network;
  const std::vector<bool> drawn = drawnLayers(network);
  std::vector<ReportLayer> layers;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (stop.stop_requested()) throw Cancelled();
    report(progress, "layers of the report", static_cast<std::int64_t>(l),
           static_cast<std::int64_t>(network.layers.size()));
    const Layer& layer = network.layers[l];
    ReportLayer result;
    result.name = layer.name;
    result.kind = kindName(layer.kind);
    result.shape = shapeText(layer.shape);
    result.weights = layer.weightCount();
    result.scheme = planned.plan.layers[l];
    result.input = planned.plan.activation(l);
    result.bytes = layerBytes(layer, result.scheme, result.input);
    measure(result, layer, planned.calibration.of(l));
    if (drawn[l]) result.histogram = histogram(*layer.weights, bins);
    layers.push_back(std::move(result));
  }
  return layers;
}

}  // namespace bitprism
