#pragma once

#include <utility>
#include <vector>

#include "core/quant/plan/integer_calibration.h"
#include "tests/support/residual_network.h"

namespace bitprism::test {

// Values from low to high, the same for every channel.
inline InputStatistics evenStatistics(float low, float high, std::size_t channels) {
  InputCollector collector(1, 1);
  InputCollector::Batch batch = collector.batch();
  std::vector<float> values;
  for (std::size_t c = 0; c < channels; ++c)
    for (int i = 0; i <= 100; ++i) values.push_back(low + (high - low) * static_cast<float>(i) / 100);
  collector.add(batch, 0, values, {.outer = 1, .channels = channels, .inner = 101});
  collector.finish(0, std::move(batch));
  return collector.take().front();
}

// residualNetwork() with its integer form: tensors without a layer's grid from -1 to 3.
inline QuantPlan integerPlan(const Network& network, int bits = 8, int activationBits = 8,
                             Correction correction = Correction::Mean) {
  const QuantPlan plan = integerLayersPlan(network, bits, activationBits, correction);
  IntegerCalibration calibration{integerGrids(network, plan), {}, {}};
  for (std::size_t g = 0; g < calibration.grids.size(); ++g) calibration.values.push_back(evenStatistics(-1, 3, 1));
  for (const Layer& layer : network.layers)
    calibration.inputSums.emplace_back(static_cast<std::size_t>(layer.groups), 2.5f);
  return withIntegerForm(plan, network, calibration, {.range = ActivationRange::MinMax});
}

}  // namespace bitprism::test
