#pragma once

#include <vector>

#include "app/desktop/error_cache.h"
#include "core/network/layer.h"

namespace bitprism {

// Every channel of a layer has a scale of its own, so the levels of one channel do not apply to the weights of others.
// In units of its channel's largest level, every weight is at its place among its channel's levels.
struct ChannelUnits {
  std::vector<float> weights;  // each divided by its channel's largest level; a subset for large layers
  double deviation = 0;        // of these
};

// The largest level of a row, by magnitude; 0 for a channel of zeros.
double largestLevel(const SchemeResult& result, std::size_t row);

// Empty if channels do not have their own levels.
ChannelUnits inChannelUnits(const Layer& layer, const SchemeResult& result);

}  // namespace bitprism
