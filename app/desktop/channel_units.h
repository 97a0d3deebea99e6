#pragma once

#include <memory>

#include "core/network/layer.h"
#include "core/quant/codes/quantized_tensor.h"
#include "core/stats/histogram.h"

namespace bitprism {

// Every channel of a layer has a scale of its own, so the levels of one channel do not apply to the weights of others.
// In units of its channel's largest level, every weight is at its place among its channel's levels. Of large layers a
// regular subset is counted.
struct ChannelUnits {
  Histogram histogram;   // of the weights, each divided by its channel's largest level; without channels of one level
  double deviation = 0;  // of these
  double typical = 0;    // the largest level of the typical row (levels.h), by magnitude
};

// Takes time that grows with the channels and weights: not for the window's thread. Null if channels do not have levels
// of their own.
std::shared_ptr<const ChannelUnits> inChannelUnits(const Layer& layer, const QuantizedTensor& grid);

}  // namespace bitprism
