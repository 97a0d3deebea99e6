#include "app/desktop/channel_units.h"

#include <algorithm>
#include <cmath>

#include "core/stats/layer_stats.h"

namespace bitprism {
namespace {

constexpr std::size_t mostWeights = 500'000;  // takes less than a frame

}  // namespace

double largestLevel(const SchemeResult& result, std::size_t row) {
  double largest = 0;
  for (const double level : result.levels(row)) largest = std::max(largest, std::abs(level));
  return largest;
}

ChannelUnits inChannelUnits(const Layer& layer, const SchemeResult& result) {
  const auto channels = static_cast<std::size_t>(layer.channels());
  if (channels < 2 || result.rows() != channels) return {};
  std::vector<double> units(channels);
  for (std::size_t channel = 0; channel < channels; ++channel) units[channel] = largestLevel(result, channel);
  std::size_t inner = 1;
  for (std::size_t d = static_cast<std::size_t>(layer.channelAxis) + 1; d < layer.shape.size(); ++d)
    inner *= static_cast<std::size_t>(layer.shape[d]);
  const std::size_t count = layer.weights->size(), each = (count + mostWeights - 1) / mostWeights;
  ChannelUnits scaled;
  scaled.weights.reserve(count / std::max<std::size_t>(each, 1) + 1);
  for (std::size_t i = 0; i < count; i += each) {
    const double unit = units[i / inner % channels];
    if (unit > 0) scaled.weights.push_back(static_cast<float>((*layer.weights)[i] / unit));
  }
  if (!scaled.weights.empty()) scaled.deviation = layerStats(scaled.weights).deviation;
  return scaled;
}

}  // namespace bitprism
