#pragma once

#include <vector>

#include "app/desktop/error_cache.h"
#include "core/network/layer.h"

namespace bitprism {

// Every channel of a layer has a scale of its own, so that the levels of one channel say nothing about the weights of
// the others. In units of its own channel's largest level every weight stands where its channel's levels have it.
struct ChannelUnits {
  std::vector<float> weights;  // each divided by its channel's largest level; of large layers a part of them
  double deviation = 0;        // of these
};

// The largest level of a row, by magnitude; 0 for a channel of zeros.
double largestLevel(const SchemeResult& result, std::size_t row);

// Empty where channels have no levels of their own.
ChannelUnits inChannelUnits(const Layer& layer, const SchemeResult& result);

}  // namespace bitprism
